import ExampleOptions
import GraphDownloads
import GraphRuntime

// Trains a perceptron and LeNet on handwritten digits, and tests them on digits that have moved to the right. `--data`
// names the folder with the four files of MNIST, or of others that have their format; `--download` one that MNIST is
// downloaded to, unless it is there.
await run {
    try await compareShifts(Options(data: nil, output: "results/shifts", epochs: 10, canDownload: true))
}

func compareShifts(_ options: Options) async throws {
    let data = try await MNIST(
        directory: options.data, normalization: .zeroToOne, download: options.downloads)
    // Generated from SmallMLP.nn and LeNet.nn by the plugin.
    let mlp = try train(SmallMLP(seed: options.seed), on: data, named: "mlp", options)
    let lenet = try train(LeNet(seed: options.seed), on: data, named: "lenet", options)

    print("\nTest accuracy by shift")
    let shifted = try (0...4).map { try data.test.shifted(by: $0) }
    for (pixels, test) in shifted.enumerated() {
        let accuracies = try (mlp.evaluate(on: test).accuracy, lenet.evaluate(on: test).accuracy)
        print("\(pixels) pixels: perceptron \(percent(accuracies.0)), LeNet \(percent(accuracies.1))")
    }
    // A digit that the perceptron no longer recognizes when it has moved.
    let place = try data.test.indices.first { index in
        try mlp.predict(data.test[index]).index == data.test[index].label
            && mlp.predict(shifted[4][index]).index != data.test[index].label
    }
    let moving = try shifted.map { try $0.subset(at: [place ?? 0]) }
    let pictures =
        try moving.flatMap { try mlp.predictionGrid(on: $0).pictures }
        + moving.flatMap { try lenet.predictionGrid(on: $0).pictures }
    let grid = try options.outputPath("shifted.svg")
    try ImageGrid(pictures, columns: 5, title: "An image that moves").write(to: grid)
    print("An image that moves: \(grid)")
}

/// Trains a model on nine tenths of the training set, and prints what it reaches on those, the others and the test set.
func train<Network: Model>(
    _ start: Network, on data: MNIST, named name: String, _ options: Options
) throws -> Network {
    var model = start
    let (training, validation) = try data.train.split(0.9, seed: options.seed, stratified: true)
    let trainer = Trainer(
        optimizer: .adam(learningRate: 0.001), batchSize: 64, epochs: options.epochs, seed: options.seed)
    let history = try trainer.fit(&model, on: training, validatingOn: validation)
    for (name, set) in [("Training", training), ("Validation", validation), ("Test", data.test)] {
        print("\(name): \(try model.evaluate(on: set))")
    }
    try options.write(history, of: model, as: name)
    return model
}

extension ImageDataset {
    /// The images, moved to the right by some pixels. What comes in is black.
    func shifted(by count: Int) throws -> ImageDataset {
        let width = sampleShape[2]
        var pixels: [UInt8] = []
        pixels.reserveCapacity(self.count * sampleSize)
        for sample in self {
            for row in stride(from: sample.pixels.startIndex, to: sample.pixels.endIndex, by: width) {
                pixels += repeatElement(0, count: count)
                pixels += sample.pixels[row..<row + width - count]
            }
        }
        return try ImageDataset(
            pixels: pixels, sampleShape: sampleShape, labels: map(\.label), classNames: classNames,
            transforms: transforms)
    }
}
