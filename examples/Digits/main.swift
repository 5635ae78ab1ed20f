import ExampleOptions
import GraphRuntime

// Trains two small networks on the handwritten digits that come with this repository.
run {
    try trainOnDigits(Options(data: Options.included("digits"), output: "results/digits", epochs: 20))
}

func trainOnDigits(_ options: Options) throws {
    let data = try Digits(directory: options.data, normalization: .zeroToOne)
    // Generated from digits.nn and DigitCNN.nn by the plugin.
    try train(DigitClassifier(seed: options.seed), on: data, named: "digits", options)
    try train(DigitCNN(seed: options.seed), on: data, named: "cnn", options)
}

func train(_ start: some Model, on data: Digits, named name: String, _ options: Options) throws {
    var model = start
    let trainer = Trainer(
        optimizer: .adam(learningRate: 0.003), batchSize: 32, epochs: options.epochs, seed: options.seed)
    let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)

    let sample = data.test[0]
    print("First test image: \(sample.className), predicted: \(try model.predict(sample).label)")
    try options.write(history, of: model, as: name)
}
