import ExampleOptions
import GraphDownloads
import GraphRuntime

// Trains two convolutional networks on small colour photographs, which move and flip from epoch to epoch. `--data` names
// the folder with CIFAR-10 in its binary version, as an archive or unpacked; `--download` one that it is downloaded to,
// unless it is there.
await run {
    try await trainBoth(Options(data: nil, output: "results/cifar", epochs: 20, canDownload: true))
}

func trainBoth(_ options: Options) async throws {
    let data = try await CIFAR10(
        directory: options.data, normalization: .standardizedPerChannel, download: options.downloads)
    // Generated from ColorLeNet.nn and ColorCNN.nn by the plugin.
    try train(ColorLeNet(seed: options.seed), on: data, named: "lenet", options)
    try train(ColorCNN(seed: options.seed), on: data, named: "cnn", options)
}

func train(_ start: some Model, on data: CIFAR10, named name: String, _ options: Options) throws {
    var model = start
    let trainer = Trainer(
        optimizer: .adam(learningRate: 0.001), batchSize: 64,
        augmentation: [.randomCrop(padding: 4), .randomHorizontalFlip()], epochs: options.epochs,
        seed: options.seed)
    let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)

    try options.write(history, of: model, as: name)
    try options.writePredictions(of: model, on: data.test, as: "\(name)-predictions")
}
