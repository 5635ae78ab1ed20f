import ExampleOptions
import GraphRuntime

// Tells three species of irises apart, which come with this repository as a table. `--data` names the folder with
// `iris.csv`.
run { try trainOnIrises(Options(data: Options.included("iris"), output: "results/iris", epochs: 40)) }

func trainOnIrises(_ options: Options) throws {
    let irises = try TableDataset(csv: "\(options.data)/iris.csv", label: "species")
    let (some, others) = try irises.split(0.8, seed: options.seed, stratified: true)
    let training = some.normalized(.standardized)
    let test = try others.normalized(like: training)

    var model = IrisNet(seed: options.seed)  // generated from IrisNet.nn by the plugin
    let trainer = Trainer(
        optimizer: .adam(learningRate: 0.05), batchSize: 16, epochs: options.epochs, seed: options.seed)
    let history = try trainer.fit(&model, on: training, validatingOn: test)

    let flower = try training.schema.values(of: [
        "sepal length": "5.9", "sepal width": "3.0", "petal length": "5.1", "petal width": "1.8",
    ])
    let prediction = try model.predict(flower)
    print("5.9, 3.0, 5.1, 1.8 cm: \(irises.target.classNames[prediction.index])")
    try options.write(history, of: model, as: "iris")
}
