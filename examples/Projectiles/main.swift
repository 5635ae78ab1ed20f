import ExampleOptions
import GraphRuntime

// Learns how far something flies that is thrown, of a table that comes with this repository: by a sum of multiples of
// what is known of a throw, and by a network. `--data` names the folder with `projectiles.csv`.
run {
    try trainOnProjectiles(
        Options(data: Options.included("projectiles"), output: "results/projectiles", epochs: 100))
}

func trainOnProjectiles(_ options: Options) throws {
    let table = try TableDataset(csv: "\(options.data)/projectiles.csv", targets: ["distance"])
    let (some, others) = try table.split(0.8, seed: options.seed)
    let training = some.normalized(.standardized)
    let test = try others.normalized(like: training)
    // Generated from StraightLine.nn and ProjectileNet.nn by the plugin.
    try train(StraightLine(seed: options.seed), on: training, test, named: "line", options)
    try train(ProjectileNet(seed: options.seed), on: training, test, named: "network", options)
}

func train(
    _ start: some Model, on training: TableDataset, _ test: TableDataset, named name: String,
    _ options: Options
) throws {
    var model = start
    let trainer = Trainer(
        optimizer: .adam(learningRate: 0.05), schedule: .cosine(length: options.epochs), batchSize: 16,
        epochs: options.epochs, seed: options.seed)
    let history = try trainer.fit(&model, on: training, validatingOn: test)

    let values = try training.schema.values(of: ["speed": "20", "angle": "45", "height": "1.5"])
    print("20 m/s, 45°, from 1.5 m: \(try model.logits(values)[0]) m")
    try options.write(history, of: model, as: name)
}
