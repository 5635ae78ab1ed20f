import GraphRuntime

/// A data set that is read without a model.
struct SwiftReading {
    private let data: ResizedDataset

    init(of data: ImageDataset) throws { self.data = try data.resized(height: 32, width: 32) }

    /// All of it in batches of 64, in a random order.
    func epoch() throws -> Answer {
        let start = ContinuousClock.now
        var samples = 0
        try data.forEachBatch(of: 64, shuffledBy: 1) { samples += $0.count }
        precondition(samples == data.count)
        return Answer(seconds: (ContinuousClock.now - start) / .seconds(1))
    }
}

/// Images of noise, in the size of CIFAR-10's.
func colourNoise(_ count: Int) throws -> ImageDataset {
    var random = SplitMix64(seed: 1)
    return try ImageDataset(
        pixels: (0..<count * 3 * 32 * 32).map { _ in UInt8(truncatingIfNeeded: random.next()) },
        sampleShape: [3, 32, 32], labels: (0..<count).map { UInt8($0 % 10) },
        classNames: (0..<10).map(String.init), normalization: .standardizedPerChannel)
}
