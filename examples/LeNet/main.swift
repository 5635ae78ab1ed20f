import ExampleOptions
import GraphRuntime

// Trains LeNet on pictures of clothes. `--data` or GRAPHC_FASHION_MNIST names the folder with the
// four Fashion-MNIST files.
run { try trainLeNet(Options(data: Options.fashionMNIST, output: "results/lenet", epochs: 5)) }

func trainLeNet(_ options: Options) throws {
    let data = try FashionMNIST(directory: options.data, normalization: .zeroToOne)
    var model = LeNet(seed: options.seed)  // generated from LeNet.nn by the plugin
    let trainer = Trainer(
        optimizer: .adam(learningRate: 0.001), batchSize: 64, epochs: options.epochs, seed: options.seed)
    let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)

    let sample = data.test[0]
    print("First test image: \(sample.className), predicted: \(try model.predict(sample).label)")
    try options.write(history, of: model, as: "lenet")
}
