import GraphIR
import Testing

@Suite struct DiagnosticTests {
    @Test(arguments: try Golden.all(in: "diagnostics"))
    func aModelIsDiagnosedAsRecorded(_ golden: Golden) throws {
        let analysis = analyze(golden.source, defaultName: "Net")
        let hasErrors = analysis.diagnostics.contains { $0.severity == .error }
        #expect((analysis.graph == nil) == hasErrors)
        let rendered = allDiagnostics(of: analysis).map { $0.render(in: golden.source) + "\n" }
        try golden.check(rendered.joined(separator: "\n"))
    }

    @Test func everyKindOfDiagnosticHasAGolden() throws {
        let seen = try Golden.all(in: "diagnostics").flatMap { golden in
            allDiagnostics(of: analyze(golden.source, defaultName: "Net")).map(\.kind.code)
        }
        let missing = Set(Diagnostic.Code.allCases).subtracting(seen)
        #expect(missing.isEmpty)
    }

    private func allDiagnostics(of analysis: Analysis) -> [Diagnostic] {
        analysis.diagnostics + (analysis.graph == nil ? [] : analysis.warningsOfSwift)
    }
}
