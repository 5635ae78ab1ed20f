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

    /// Writes a grid of images with what a model says of them, and prints where it is.
    public func writePredictions(of model: some NeuralNetwork, for images: ImageDataset, as name: String)
        throws
    {
        let pictures = try images.map { sample in try sample.picture(predicted: model.predict(sample)) }
        let grid = try outputPath("\(name).svg")
        try ImageGrid(pictures, columns: 10).write(to: grid)
        print("Predictions:      \(grid)")
    }
}

extension ImageDataset.Sample {
    /// The image, with what a model says of it and whether that is right.
    public func picture(predicted prediction: Prediction) throws -> Picture {
        Picture(
            try PixelImage(self), caption: "Pred: \(prediction.label), True: \(className)",
            mark: prediction.index == label ? .right : .wrong)
    }
}

/// `96.34 %`
public func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }
