import Foundation
import GraphIR
import Testing

/// A text and what becomes of it, in one file: the model, a line of `=`, and the output.
///
/// `\xHH` in the model is that byte. With `GRAPHC_RECORD=1` in the environment the output is written to the
/// file, and the run fails, so that a recording is never mistaken for a check.
struct Golden: CustomTestStringConvertible {
    var name: String
    var source: SourceText
    private var file: URL
    private var model: String
    private var expected: String

    private static let separator = "\n" + String(repeating: "=", count: 80) + "\n"
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Goldens")

    var testDescription: String { name }

    /// Every golden in a folder, by name.
    static func all(in subfolder: String) throws -> [Golden] {
        let folder = Self.folder.appending(path: subfolder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return try names.filter { $0.hasSuffix(".txt") }.map { try Golden(folder.appending(path: $0)) }
    }

    private init(_ file: URL) throws {
        self.file = file
        name = file.deletingPathExtension().lastPathComponent
        let text = try String(contentsOf: file, encoding: .utf8)
        let parts = text.components(separatedBy: Self.separator)
        model = parts[0]
        expected = parts.count > 1 ? parts[1] : ""
        source = SourceText(path: "\(name).nn", bytes: bytes(ofEscaped: model))
    }

    func check(_ output: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
        if ProcessInfo.processInfo.environment["GRAPHC_RECORD"] == "1" {
            try (model + Self.separator + output).write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded \(name)", sourceLocation: sourceLocation)
        } else {
            #expect(output == expected, "\(name)", sourceLocation: sourceLocation)
        }
    }
}

private func bytes(ofEscaped text: String) -> [UInt8] {
    let parts = text.components(separatedBy: "\\x")
    return Array(parts[0].utf8)
        + parts.dropFirst().flatMap { part in
            (UInt8(part.prefix(2), radix: 16).map { [$0] } ?? []) + Array(part.dropFirst(2).utf8)
        }
}
