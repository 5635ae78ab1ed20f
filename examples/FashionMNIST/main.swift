import ExampleOptions
import GraphRuntime

// Trains a classifier of clothes. `--data` or GRAPHC_FASHION_MNIST names the folder with the
// four Fashion-MNIST files.
run {
    try trainOnFashionMNIST(Options(data: Options.fashionMNIST, output: "results/fashion-mnist", epochs: 5))
}

func trainOnFashionMNIST(_ options: Options) throws {
    let data = try FashionMNIST(directory: options.data, normalization: .minusOneToOne)
    var model = FashionMLP(seed: options.seed)  // generated from FashionMLP.nn by the plugin
    let trainer = Trainer(
        optimizer: .sgd(learningRate: 0.01), batchSize: 64, epochs: options.epochs, seed: options.seed)
    let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)

    let sample = data.test[0]
    print("First test image: \(sample.className), predicted: \(try model.predict(sample).label)")
    try options.write(history, of: model, as: "fashion")
}
