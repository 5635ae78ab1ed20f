/// What a file with weights says of the data that its model was trained on: enough to read other data as that was read.
///
/// Checkpoints have it, and files to which `save(to:metadata:)` was given it.
public struct DataDescription: Sendable {
    /// `[channels, height, width]` of images; empty if the file does not say.
    public let sampleShape: [Int]
    /// In the order of the labels; empty if there are none.
    public let classNames: [String]
    /// What has become of pixels, for each channel; empty if the samples were no images.
    public let transforms: [PixelTransform]
    /// How the rows of a table were read, if they were such.
    public let schema: TableSchema?

    /// - Parameter metadata: That of a safetensors file.
    /// - Throws: `DataDescriptionError` if it says something that cannot be understood.
    public init(metadata: [String: String]) throws(DataDescriptionError) {
        sampleShape = try metadata.parsed(DataMetadata.sampleShape, separatedBy: " ") { Int($0) } ?? []
        classNames =
            metadata[DataMetadata.classNames]?.split(
                separator: "\n", omittingEmptySubsequences: false
            ).map(String.init) ?? []
        transforms =
            try metadata.parsed(DataMetadata.normalization, separatedBy: ";") { PixelTransform(metadata: $0) }
            ?? []
        if let found = metadata[DataMetadata.table] {
            do { schema = try TableSchema(metadata: metadata) } catch {
                throw DataDescriptionError(name: DataMetadata.table, found: found)
            }
        } else {
            schema = nil
        }
    }

    /// What a file is to say of a data set, by name.
    public static func metadata(of data: any Dataset) -> [String: String] {
        var metadata = data.metadata
        metadata[DataMetadata.sampleShape] = data.sampleShape.map(String.init).joined(separator: " ")
        if data.target.hasLabels {
            metadata[DataMetadata.classNames] = data.target.classNames.joined(separator: "\n")
        }
        return metadata
    }
}

/// Metadata of a file that cannot be understood.
public struct DataDescriptionError: Error, Sendable, Equatable {
    /// `graphc.normalization`
    public let name: String
    public let found: String
}

extension DataDescriptionError: CustomStringConvertible {
    public var description: String {
        "metadata '\(name)': expected what graphc writes, found '\(printable(found))'"
    }
}

/// The names of what is said of data.
enum DataMetadata {
    /// `1 28 28`
    static let sampleShape = "graphc.shape"
    /// One name a line.
    static let classNames = "graphc.classes"
    /// For each channel the scale and the offset of its pixels: `0.003921569 0.0; …`
    static let normalization = "graphc.normalization"
    /// How the rows of a table are read, as JSON.
    static let table = "graphc.table"

    static let all = [sampleShape, classNames, normalization, table]
}

extension [PixelTransform] {
    var metadata: String { map { "\($0.scale) \($0.offset)" }.joined(separator: "; ") }
}

extension PixelTransform {
    fileprivate init?(metadata text: Substring) {
        let numbers = text.split(separator: " ").compactMap { Float($0) }
        guard numbers.count == 2, numbers.allSatisfy(\.isFinite) else { return nil }
        self.init(scale: numbers[0], offset: numbers[1])
    }
}

extension [String: String] {
    /// What a list says; nil if there is none of that name.
    fileprivate func parsed<Element>(
        _ name: String, separatedBy separator: Character, _ parse: (Substring) -> Element?
    ) throws(DataDescriptionError) -> [Element]? {
        guard let text = self[name] else { return nil }
        var elements: [Element] = []
        for part in text.split(separator: separator) {
            guard let element = parse(part) else { throw DataDescriptionError(name: name, found: text) }
            elements.append(element)
        }
        return elements
    }
}
