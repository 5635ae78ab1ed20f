import Foundation
import GraphRuntime

/// The names of classes, as `--class-names` has them: with commas between them, or in a file.
func names(ofClasses argument: String) throws -> [String] {
    guard FileManager.default.fileExists(atPath: argument) else {
        return argument.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let text = String(decoding: try readFile(argument, limit: 1 << 20), as: UTF8.self)
    let names = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
    guard !names.isEmpty else { throw DataSourceError.noClassNames(argument) }
    return names
}
