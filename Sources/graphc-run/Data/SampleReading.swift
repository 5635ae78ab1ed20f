import ArgumentParser
import GraphIR
import GraphRuntime

/// How samples become what a model reads: as those did that it was trained on.
struct SampleReading {
    /// Nil if nothing is known of images.
    let images: ImageReading?
    /// Nil if nothing is known of tables.
    let schema: TableSchema?

    /// As another data set was read.
    init(like data: any Dataset) throws {
        let description = try DataDescription(metadata: DataDescription.metadata(of: data))
        self.init(description, shape: data.sampleShape)
    }

    /// - Parameters:
    ///   - shape: `[channels, height, width]`, which images get; nil if the model reads none.
    ///   - normalization: In place of what the description says of pixels.
    ///   - classNames: In place of those of the description.
    init(
        _ description: DataDescription, shape: [Int]?, normalization: Normalization? = nil,
        classNames: [String]? = nil
    ) {
        schema = description.schema
        let described =
            description.transforms.isEmpty ? nil : Normalization.transforms(description.transforms)
        if let shape, let normalization = normalization ?? described {
            images = ImageReading(
                normalization: normalization,
                classNames: classNames ?? (description.classNames.isEmpty ? nil : description.classNames),
                shape: shape)
        } else {
            images = nil
        }
    }

    /// - Parameter part: Nil for that for testing, if there is one, and otherwise for all.
    /// - Throws: What is wrong with the data; `DataSourceError`, `SampleReadingError`.
    func data(_ path: String, part: DataPart? = nil) throws -> any Dataset {
        let source = try DataSource(path: path)
        if case .table(let path) = source {
            guard part != .test else { throw DataSourceError.noPart(.test, path) }
            return try table(path)
        }
        guard let images else { throw SampleReadingError.noImages(path) }
        guard let parts = try images.read(source) else { throw DataSourceError.unknown(path) }
        switch part {
        case .train: return parts.train
        case .test:
            guard let test = parts.test else { throw DataSourceError.noPart(.test, path) }
            return test
        case nil: return parts.test ?? parts.train
        }
    }

    func table(_ path: String) throws -> TableDataset {
        guard let schema else { throw SampleReadingError.noTable(path) }
        return try TableDataset(csv: path, schema: schema)
    }
}

/// The parts of a data set that a command looks at.
enum DataPart: String, ExpressibleByArgument, CaseIterable {
    case train, test
}

/// Data of another kind than that which a model was trained on.
enum SampleReadingError: Error {
    case noTable(String), noImages(String)
}

extension SampleReadingError: CustomStringConvertible {
    var description: String {
        switch self {
        case .noTable(let path):
            "\(printable(path)): expected images, as those that the model was trained on, found a table"
        case .noImages(let path):
            "\(printable(path)): expected a table, as that which the model was trained on, found images"
        }
    }
}

extension Graph {
    /// What images become for the model: `[channels, height, width]`. One of vectors gets squares, gray or in colours; nil
    /// if it reads no images.
    ///
    /// - Parameter known: What has become of others, if it is known.
    func imageShape(like known: [Int] = []) -> [Int]? {
        let input = values[self.input].shape.extents
        if input.count == 3 { return input }
        let count = input.reduce(1, *)
        if known.count == 3, positiveProduct(of: known) == count { return known }
        for channels in [1, 3] {
            let side = Int(Double(count / channels).squareRoot().rounded())
            if channels * side * side == count { return [channels, side, side] }
        }
        return nil
    }
}
