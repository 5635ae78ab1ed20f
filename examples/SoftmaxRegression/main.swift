import ExampleOptions
import GraphRuntime

// Trains one layer on pictures of clothes five times, with pixels and learning rates that differ. `--data` or
// GRAPHC_FASHION_MNIST names the folder with the four Fashion-MNIST files.
run {
    try trainFiveTimes(Options(data: Options.fashionMNIST, output: "results/softmax-regression", epochs: 100))
}

func trainFiveTimes(_ options: Options) throws {
    let settings: [(name: String, normalization: Normalization, learningRate: Double)] = [
        ("0 … 255, rate 0.01", .none, 0.01),
        ("0 … 255, rate 0.00001", .none, 0.00001),
        ("0 … 1, rate 0.01", .zeroToOne, 0.01),
        ("−1 … 1, rate 0.01", .minusOneToOne, 0.01),
        ("standardized, rate 0.01", .standardized, 0.01),
    ]
    var runs: [(name: String, history: History)] = []
    for (number, setting) in settings.enumerated() {
        let data = try FashionMNIST(directory: options.data, normalization: setting.normalization)
        // Generated from SoftmaxRegression.nn by the plugin.
        var model = SoftmaxRegression(seed: options.seed)
        let trainer = Trainer(
            optimizer: .sgd(learningRate: setting.learningRate), batchSize: 1024, epochs: options.epochs,
            seed: options.seed, progress: .silent)
        let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)
        try history.writeCSV(to: options.outputPath("\(number + 1).csv"))
        runs.append((setting.name, history))

        print(setting.name)
        for epoch in history.epochs where [10, options.epochs].contains(epoch.number) {
            print("  epoch \(epoch.number): \(epoch)")
        }
    }
    let curves = try options.outputPath("curves.svg")
    try History.writeChart(of: runs, to: curves, title: "Softmax regression on Fashion-MNIST")
    print("Learning curves:  \(curves)")
}
