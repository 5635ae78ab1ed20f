import ExampleOptions
import GraphRuntime

// Trains a small network on the handwritten digits that come with this repository.
run { try trainOnDigits(Options(data: "Data/digits", output: "results/digits", epochs: 20)) }

func trainOnDigits(_ options: Options) throws {
    let data = try Digits(directory: options.data, normalization: .zeroToOne)
    var model = DigitClassifier(seed: options.seed)  // generated from digits.nn by the plugin
    let trainer = Trainer(
        optimizer: .adam(learningRate: 0.003), batchSize: 32, epochs: options.epochs, seed: options.seed)
    let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)

    let curves = try options.outputPath("curves.svg")
    let weights = try options.outputPath("digits.safetensors")
    try history.writeChart(to: curves)
    try model.save(to: weights)

    let sample = data.test[0]
    print("First test image: \(sample.className), predicted: \(try model.predict(sample).label)")
    print("Learning curves:  \(curves)")
    print("Weights:          \(weights)")
}
