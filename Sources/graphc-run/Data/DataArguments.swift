import ArgumentParser
import Foundation
import GraphIR
import GraphRuntime

/// What a model is trained on.
struct DataArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder (MNIST's four files, CIFAR's archive or files, images in a folder for each class) or a table.",
            valueName: "folder|file.csv"),
        completion: .file())
    var data: String

    @Option(
        help: ArgumentHelp(
            "What the model is tested on, where the data has no such part: another folder or table, or a share "
                + "of the data.", valueName: "path|share"),
        completion: .file())
    var test: String?

    @Option(help: ArgumentHelp("The share of the training data that it is validated on.", valueName: "share"))
    var validation: Double = 0

    @Option(
        // -1..1 looks like an option.
        parsing: .unconditional,
        help: ArgumentHelp(
            "What becomes of pixels, or of a table's columns: 0..1, -1..1, zscore or none. (default: 0..1, of a "
                + "table zscore)", valueName: "how"))
    var normalize: NormalizationChoice?

    @Option(
        help: ArgumentHelp(
            "The size of images, 32x32; those in folders get that which the model reads.", valueName: "size"))
    var resize: ImageSize?

    @OptionGroup var classNames: ClassNames

    @OptionGroup(title: "Tables") var table: TableArguments

    func validate() throws {
        guard (0..<1).contains(validation) else {
            throw ValidationError("'--validation \(validation)' is no share: 0.1 is a tenth.")
        }
        if let share = testShare, !(share > 0 && share < 1) {
            throw ValidationError("'--test \(share)' is no share: 0.1 is a tenth.")
        }
    }

    private var testShare: Double? { test.flatMap(Double.init) }

    /// Reads all parts.
    ///
    /// - Parameter seed: Decides which samples are for what.
    func read(for model: ModelText, seed: UInt64) throws -> TrainingData {
        let source = try DataSource(path: data)
        guard case .table(let path) = source else { return try images(source, for: model, seed: seed) }
        return try tables(path, for: model, seed: seed)
    }

    private func images(_ source: DataSource, for model: ModelText, seed: UInt64) throws -> TrainingData {
        try table.refuse(for: data)
        let shape = imageShape(source, for: model.graph)
        let reading = ImageReading(
            normalization: (normalize ?? .zeroToOne).ofPixels,
            classNames: try classNames.read(),
            shape: shape)
        guard var parts = try reading.read(source) else { throw DataSourceError.unknown(data) }
        if let test, testShare == nil {
            parts.test = try SampleReading(like: parts.train).data(test)
        } else if let testShare {
            (parts.train, parts.test) = try split(parts.train, 1 - testShare, seed: seed)
        }
        return try TrainingData(parts, validation: validation, seed: seed)
    }

    private func tables(_ path: String, for model: ModelText, seed: UInt64) throws -> TrainingData {
        if resize != nil || classNames.argument != nil {
            throw ValidationError("'--resize' and '--class-names' are for images, and '\(path)' is a table.")
        }
        let columns = try (normalize ?? .zscore).ofColumns
        let all = try table.read(path, for: model.graph)
        var (training, testing): (TableDataset, TableDataset?) = (all, nil)
        if let testShare {
            (training, testing) = try all.split(1 - testShare, seed: seed, stratified: all.hasLabels)
        }
        var validating: TableDataset?
        if validation > 0 {
            (training, validating) = try training.split(1 - validation, seed: seed, stratified: all.hasLabels)
        }
        // By what the model is trained on alone.
        training = training.normalized(columns)
        if let test, testShare == nil { testing = try TableDataset(csv: test, like: training) }
        return TrainingData(
            train: training, validation: try validating?.normalized(like: training),
            test: try testing?.normalized(like: training))
    }

    /// Images in folders become what the model reads: a model of vectors gets squares.
    private func imageShape(_ source: DataSource, for graph: Graph) -> [Int]? {
        guard case .images = source else { return resize.map { [1, $0.height, $0.width] } }
        let input = graph.values[graph.input].shape.extents
        if input.count == 3 { return [input[0], resize?.height ?? input[1], resize?.width ?? input[2]] }
        guard let resize else { return graph.imageShape() }
        let isColored = input.reduce(1, *) == 3 * resize.height * resize.width
        return [isColored ? 3 : 1, resize.height, resize.width]
    }
}
