import ExampleOptions
import GraphDownloads
import GraphRuntime

// Trains a classifier of handwritten digits. `--data` names the folder with the four files of MNIST, or of others that
// have their format; `--download` one that MNIST is downloaded to, unless it is there.
await run {
    try await trainOnMNIST(Options(data: nil, output: "results/mnist", epochs: 10, canDownload: true))
}

func trainOnMNIST(_ options: Options) async throws {
    let data = try await MNIST(
        directory: options.data, normalization: .zeroToOne, download: options.downloads)
    var model = MNISTMLP(seed: options.seed)  // generated from MNISTMLP.nn by the plugin
    let trainer = Trainer(
        optimizer: .adam(learningRate: 0.001), batchSize: 64, epochs: options.epochs, seed: options.seed)
    let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)

    try options.write(history, of: model, as: "mnist")
    try options.writePredictions(of: model, on: data.test, as: "predictions")
}
