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

    let curves = try options.outputPath("curves.svg")
    let table = try options.outputPath("history.csv")
    let weights = try options.outputPath("fashion.safetensors")
    try history.writeChart(to: curves)
    try history.writeCSV(to: table)
    try model.save(to: weights)

    let sample = data.test[0]
    print("First test image: \(sample.className), predicted: \(try model.predict(sample).label)")
    print("Learning curves:  \(curves)")
    print("History:          \(table)")
    print("Weights:          \(weights)")
}
