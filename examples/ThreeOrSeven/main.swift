import ExampleOptions
import GraphDownloads
import GraphRuntime

// Tells threes from sevens: by the nearest mean, and by a small model. The digits are those that come with this
// repository, unless `--data` names a folder with the four files of MNIST, or `--download` one that MNIST is
// downloaded to.
let included = Options.included("digits")
await run {
    let options = try Options(data: included, output: "results/three-or-seven", epochs: 10, canDownload: true)
    // The models are generated from SmallDigits.nn and LargeDigits.nn by the plugin.
    if options.data == included {
        let data = try Digits(directory: options.data, normalization: .zeroToOne)
        try compare(SmallDigits(seed: options.seed), data.train, data.test, options)
    } else {
        let data = try await MNIST(
            directory: options.data, normalization: .zeroToOne, download: options.downloads)
        try compare(LargeDigits(seed: options.seed), data.train, data.test, options)
    }
}

func compare(_ start: some Model, _ train: ImageDataset, _ test: ImageDataset, _ options: Options) throws {
    let (training, testing) = try (train.threesAndSevens(), test.threesAndSevens())
    print("\(training.count) digits for training, \(testing.count) for testing")
    for distance in NearestMean.Distance.allCases {
        let baseline = try NearestMean(fittedTo: training, distance: distance)
        print("Nearest mean by \(distance): acc \(percent(try baseline.accuracy(on: testing)))")
    }

    var model = start
    let trainer = Trainer(
        optimizer: .sgd(learningRate: 0.1), batchSize: 64, epochs: options.epochs, seed: options.seed)
    let history = try trainer.fit(&model, on: training, validatingOn: testing)
    try options.write(history, of: model, as: "model")
}

extension ImageDataset {
    /// The threes, as class 0, and the sevens, as class 1.
    func threesAndSevens() throws -> ImageDataset {
        let samples = filter { [3, 7].contains($0.label) }
        return try ImageDataset(
            pixels: samples.flatMap(\.pixels), sampleShape: sampleShape,
            labels: samples.map { $0.label == 3 ? 0 : 1 }, classNames: ["3", "7"], transforms: transforms)
    }
}
