/// How many samples of each class a data set has, and what its numbers are like.
public struct DatasetSummary: Sendable, Equatable {
    /// The number of samples.
    public let count: Int
    /// Empty for images of different shapes.
    public let sampleShape: [Int]
    /// How many samples each class has, in the order of the labels; none where samples have targets.
    public let classes: [ClassCount]
    /// What the numbers of each channel are like, of a table those of each input: of each index of the first
    /// dimension.
    public let channels: [Channel]

    package init(count: Int, sampleShape: [Int], classes: [ClassCount], channels: [Channel]) {
        (self.count, self.sampleShape) = (count, sampleShape)
        (self.classes, self.channels) = (classes, channels)
    }

    public struct ClassCount: Sendable, Equatable {
        public let name: String
        public let count: Int

        package init(name: String, count: Int) { (self.name, self.count) = (name, count) }
    }

    public struct Channel: Sendable, Equatable {
        public let name: String
        /// That of all numbers of the channel, in all samples: of the pixels of an `ImageDataset`, whatever
        /// its normalization, as numbers 0 … 1.
        public let mean: Double
        /// The standard deviation (that of the population) of the same numbers.
        public let deviation: Double

        package init(name: String, mean: Double, deviation: Double) {
            (self.name, self.mean, self.deviation) = (name, mean, deviation)
        }
    }
}

extension Dataset {
    /// Counts and measures all samples. Means and deviations are zero where there are none.
    ///
    /// Those of a training set of images are what `Normalization.standardPerChannel` takes, and torchvision's
    /// `Normalize`.
    ///
    /// - Throws: What the data set throws.
    public func summary() throws -> DatasetSummary {
        if let images = self as? ImageDataset { return images.imageSummary }
        var counts = target.classNames.map { _ in 0 }
        var channels = Array(repeating: Moments(), count: sampleShape.first ?? 1)
        let length = sampleShape.dropFirst().reduce(1, *)
        try forEachBatch(of: fewSamples) { rows in
            for label in rows.labels { counts[Int(label)] += 1 }
            for row in 0..<rows.count {
                for channel in channels.indices {
                    let first = (row * channels.count + channel) * length
                    channels[channel].add(.init(rebasing: rows.inputs[first..<first + length]))
                }
            }
        }
        let names = (self as? TableDataset)?.schema.inputNames ?? channelNames
        return DatasetSummary(
            count: count, sampleShape: sampleShape, classes: classCounts(counts),
            channels: zip(names, channels).map {
                DatasetSummary.Channel(name: $0, mean: $1.mean, deviation: $1.deviation)
            })
    }

    fileprivate func classCounts(_ counts: [Int]) -> [DatasetSummary.ClassCount] {
        zip(target.classNames, counts).map { DatasetSummary.ClassCount(name: $0, count: $1) }
    }

    fileprivate var channelNames: [String] {
        let channels = sampleShape.first ?? 1
        return sampleShape.count == 3 ? PixelImage.channelNames(channels) : (0..<channels).map(String.init)
    }
}

extension ImageDataset {
    fileprivate var imageSummary: DatasetSummary {
        var counts = classNames.map { _ in 0 }
        for sample in self { counts[sample.label] += 1 }
        let channels = zip(channelNames, histograms).map { name, histogram in
            let (mean, deviation) = histogram.meanAndDeviation
            return DatasetSummary.Channel(name: name, mean: mean, deviation: deviation)
        }
        return DatasetSummary(
            count: count, sampleShape: sampleShape, classes: classCounts(counts), channels: channels)
    }
}

/// The mean of numbers and the squares of their distances to it, which further numbers are added to (T. F.
/// Chan, G. H. Golub, R. J. LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample
/// Variances, 1979).
private struct Moments {
    private var count = 0.0
    private(set) var mean = 0.0
    private var squares = 0.0

    var deviation: Double { count > 0 ? (squares / count).squareRoot() : 0 }

    mutating func add(_ numbers: UnsafeMutableBufferPointer<Float>) {
        let added = Double(numbers.count)
        var sum = 0.0
        for number in numbers { sum += Double(number) }
        let addedMean = sum / added
        for number in numbers { squares += (Double(number) - addedMean) * (Double(number) - addedMean) }
        let distance = addedMean - mean
        squares += distance * distance * count * added / (count + added)
        mean += distance * added / (count + added)
        count += added
    }
}

extension DatasetSummary: CustomStringConvertible {
    /// Two tables: the classes with the number of their samples, and the channels with mean and deviation; of
    /// each, the first hundred.
    public var description: String {
        let isImages = sampleShape.isEmpty || sampleShape.count == 3
        let (unit, each) =
            isImages ? ("images", "channel") : ("samples", sampleShape.count == 1 ? "input" : "channel")
        let shape =
            sampleShape.isEmpty
            ? "different shapes" : sampleShape.map(String.init).joined(separator: " × ")
        var lines = ["\(count) \(unit) of \(shape)" + (classes.isEmpty ? "" : ", \(classes.count) classes")]
        if !classes.isEmpty {
            lines += [""] + table(["class", unit], classes.map { [printable($0.name), "\($0.count)"] })
        }
        lines +=
            [""]
            + table(
                [each, "mean", "deviation"],
                channels.map { [printable($0.name), text(loss: $0.mean), text(loss: $0.deviation)] })
        return lines.joined(separator: "\n")
    }
}
