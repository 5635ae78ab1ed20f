import ArgumentParser
import GraphRuntime

/// The parts of a data set that a command looks at.
enum DataPart: String, ExpressibleByArgument, CaseIterable {
    case train, test
}

/// Reads data as the data was read that a model has been trained on.
///
/// - Parameter part: Nil for that for testing, if there is one, and otherwise for all.
/// - Throws: What is wrong with the data; `DataSourceError`.
func evaluationData(_ path: String, like description: DataDescription, part: DataPart?) throws -> any Dataset
{
    let source = try DataSource(path: path)
    if case .table(let path) = source {
        guard let schema = description.schema else { throw DescriptionError.noTable }
        guard part != .test else { throw DataSourceError.noPart(.test, path) }
        return try TableDataset(csv: path, schema: schema)
    }
    guard !description.transforms.isEmpty else { throw DescriptionError.noImages }
    let reading = ImageReading(
        normalization: .transforms(description.transforms), classNames: description.classNames,
        shape: description.sampleShape)
    guard let parts = try reading.read(source) else { throw DataSourceError.unknown(path) }
    switch part {
    case .train: return parts.train
    case .test:
        guard let test = parts.test else { throw DataSourceError.noPart(.test, path) }
        return test
    case nil: return parts.test ?? parts.train
    }
}

/// The weights do not say how other data is to be read.
enum DescriptionError: Error {
    case noTable, noImages
}

extension DescriptionError: CustomStringConvertible {
    var description: String {
        switch self {
        case .noTable: "expected weights of a model that has been trained on a table, found none"
        case .noImages:
            "expected weights that say what becomes of pixels, found none; --normalize says it in their place"
        }
    }
}
