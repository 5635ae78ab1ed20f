import ArgumentParser
import Foundation
import GraphRuntime

/// The names of classes, where data has none.
struct ClassNames: ParsableArguments {
    @Option(
        name: .customLong("class-names"),
        help: ArgumentHelp(
            "The names of classes, with commas between them or in a file, one a line. (default: those that are "
                + "known)", valueName: "names|file"))
    var argument: String?

    /// Nil if there is no such argument.
    ///
    /// - Throws: `FileError`, `DataSourceError.noClassNames`.
    func read() throws -> [String]? {
        guard let argument else { return nil }
        guard FileManager.default.fileExists(atPath: argument) else {
            return argument.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let text = String(decoding: try readFile(argument, limit: 1 << 20), as: UTF8.self)
        let names = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        guard !names.isEmpty else { throw DataSourceError.noClassNames(argument) }
        return names
    }
}
