import GraphIR
import Testing

@Suite struct GraphTests {
    @Test(arguments: try Golden.all(in: "graphs"))
    func aModelBecomesTheRecordedGraph(_ golden: Golden) throws {
        let analysis = analyze(golden.source, defaultName: typeName(fromFileName: golden.source.path))
        #expect(analysis.diagnostics == [])
        let graph = try #require(analysis.graph)
        try graph.verify()
        try golden.check(graph.description(locating: golden.source))
    }
}
