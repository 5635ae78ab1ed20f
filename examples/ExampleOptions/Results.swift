import Foundation
import GraphRuntime

extension Options {
    /// Writes the learning curves, the numbers of every epoch and the weights to files of this name, and prints where they
    /// are.
    public func write(_ history: History, of model: some NeuralNetwork, as name: String) throws {
        let curves = try outputPath("\(name).svg")
        let table = try outputPath("\(name).csv")
        let weights = try outputPath("\(name).safetensors")
        try history.writeChart(to: curves)
        try history.writeCSV(to: table)
        try model.save(to: weights)
        print("Learning curves:  \(curves)")
        print("History:          \(table)")
        print("Weights:          \(weights)")
    }

    /// Writes a grid of the first samples with what a model takes them for, and prints where it is.
    public func writePredictions(of model: some NeuralNetwork, on data: some Dataset, as name: String) throws
    {
        let grid = try outputPath("\(name).svg")
        try model.predictionGrid(on: data).write(to: grid)
        print("Predictions:      \(grid)")
    }
}

/// `96.34 %`
public func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }
