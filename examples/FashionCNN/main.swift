import ExampleOptions
import GraphRuntime

// Trains two convolutional networks on pictures of clothes, one plain, one with normalized channels and
// dropout. `--data` or GRAPHC_FASHION_MNIST names a folder with the four Fashion-MNIST files.
run { try trainBoth(Options(data: Options.fashionMNIST, output: "results/fashion-cnn", epochs: 3)) }

func trainBoth(_ options: Options) throws {
    let data = try FashionMNIST(directory: options.data, normalization: .zeroToOne)
    // Generated from PlainCNN.nn and NormalizedCNN.nn by the plugin.
    try train(PlainCNN(seed: options.seed), on: data, named: "plain", options)
    try train(NormalizedCNN(seed: options.seed), on: data, named: "normalized", options)
}

func train(_ start: some Model, on data: FashionMNIST, named name: String, _ options: Options) throws {
    var model = start
    let trainer = Trainer(
        optimizer: .adam(learningRate: 0.001), batchSize: 64, epochs: options.epochs, seed: options.seed)
    let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)

    let sample = data.test[0]
    print("First test image: \(sample.className), predicted: \(try model.predict(sample).label)")
    try options.write(history, of: model, as: name)
}
