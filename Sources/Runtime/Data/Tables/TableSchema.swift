import Foundation

/// How the rows of a table are read: its columns with their categories and their normalization, the classes, and how the
/// file is written. What has been read of one file this way, another and single rows are read like.
///
/// A checkpoint has that of the table which its model was trained on, and so has a file that a model is saved to with the
/// `metadata` of the table.
public struct TableSchema: Sendable, Equatable, Codable {
    /// What models read.
    public internal(set) var columns: [TableColumn]
    let answer: Answer
    /// Empty if numbers are predicted.
    var classNames: [String]
    let separator: CSVSeparator
    let missingValues: MissingValues
    /// Nil if the first row of a file has them.
    let columnNames: [String]?

    /// What a model is to predict, by the names of columns.
    enum Answer: Sendable, Equatable, Codable {
        case label(String)
        case targets([String])

        var isLabel: Bool { if case .label = self { true } else { false } }

        var names: [String] {
            switch self {
            case .label(let name): [name]
            case .targets(let names): names
            }
        }
    }

    /// What is expected of a model.
    public var target: Target {
        switch answer {
        case .label: .label(classNames: classNames)
        case .targets(let names): .values(names: names)
        }
    }

    /// The columns with what a model is to predict.
    package var answerNames: [String] { answer.names }

    /// The names of what models read, in the order in which they read it: `age`, `colour=green`, `colour=red`.
    public var inputNames: [String] { columns.flatMap(\.inputNames) }
}

extension TableSchema {
    /// What a checkpoint says of the table that its model was trained on.
    ///
    /// - Parameter metadata: That of a `SafetensorsFile`.
    /// - Throws: `TableError` if it says nothing of one.
    public init(metadata: [String: String]) throws(TableError) {
        let text = metadata[DataMetadata.table] ?? ""
        do { self = try JSONDecoder().decode(TableSchema.self, from: Data(text.utf8)) } catch {
            throw TableError(.metadata, file: nil)
        }
    }

    var metadata: [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let json = try? encoder.encode(self) else { return [:] }
        return [DataMetadata.table: String(decoding: json, as: UTF8.self)]
    }

    /// What a model reads of one row, for a prediction.
    ///
    /// - Parameter row: The cells by the names of their columns. Those that are no inputs do not count.
    /// - Throws: `TableError` if a column has no value, or one that is no number, or no category of the column.
    public func values(of row: [String: String]) throws(TableError) -> [Float] {
        var values: [Float] = []
        for column in columns {
            let encoding = column.encoding
            do throws(TableError.Reason) {
                let cell = try column.cell(row[column.name] ?? "")
                values += [Float](unsafeUninitializedCapacity: encoding.width) { inputs, count in
                    if let start = inputs.baseAddress { encoding.write(cell, to: start) }
                    count = encoding.width
                }
            } catch { throw TableError(error, file: nil, column: column.name) }
        }
        return values
    }
}

extension TableColumn {
    /// A number, or the index of a category. Blanks around it do not count, as in a file.
    fileprivate func cell(_ text: String) throws(TableError.Reason) -> Float {
        let text = text.utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        return try Array(text).withUnsafeBufferPointer { (text) throws(TableError.Reason) in
            guard !isMissing(text) else { throw .missing(found: excerpt(text)) }
            guard !categories.isEmpty else { return try number(text) }
            let name = String(decoding: text, as: UTF8.self)
            guard let index = categories.firstIndex(of: name) else {
                throw .unknownCategory(name, known: categories)
            }
            return Float(index)
        }
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
