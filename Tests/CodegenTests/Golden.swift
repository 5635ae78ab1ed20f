import Foundation
import Testing

/// Compares a text with `Goldens/<name>`.
///
/// With `GRAPHC_RECORD=1` in the environment the text is written to the file, and the run fails, so that a
/// recording is never mistaken for a check.
func expectGolden(
    _ text: String, _ name: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)")
    try expectFile(file, toBe: text, sourceLocation: sourceLocation)
}

/// Compares a text with a file; records it if the environment says so.
func expectFile(
    _ file: URL, toBe text: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
    let name = file.lastPathComponent
    if ProcessInfo.processInfo.environment["GRAPHC_RECORD"] == "1" {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        Issue.record("recorded \(name)", sourceLocation: sourceLocation)
        return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    // Not the texts: both are long, and the first line that differs says more.
    let difference = firstDifference(text, expected)
    #expect(difference == nil, "\(name) differs", sourceLocation: sourceLocation)
}

private func firstDifference(_ found: String, _ expected: String) -> String? {
    if found == expected { return nil }
    let found = found.split(separator: "\n", omittingEmptySubsequences: false)
    let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(found, expected).prefix { $0 == $1 }.count
    func text(_ lines: [Substring]) -> Substring { line < lines.count ? lines[line] : "(end)" }
    return "line \(line + 1): \(text(found)), not \(text(expected))"
}
