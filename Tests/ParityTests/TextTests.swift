import Foundation
import GraphIR
import GraphRuntime
import Testing

/// Generated Swift says what it was generated from.
struct TextTests {
    @Test(arguments: Fixture.parity.cases)
    func theLayoutHasTheTextAndTheHashOfItsGraph(_ fixture: Fixture.Case) throws {
        try check(fixture.model.layout, "Models/\(fixture.name).nn")
    }

    /// Quotation marks, backslashes, what would turn the direction of text, both ends of lines, none at the end.
    @Test func everyTextSurvivesAsALiteral() throws {
        try check(OddText.layout, "OddText.nn")
        #expect(OddText.layout.parameters.count == 2)
    }

    private func check(_ layout: ModelLayout, _ path: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: path)
        let bytes = try Data(contentsOf: file)
        #expect(Array(layout.text.utf8) == Array(bytes))
        let graph = try #require(analyze(SourceText(path: path, bytes: bytes), defaultName: "Net").graph)
        #expect(layout.graphHash == graph.hash)
    }
}
