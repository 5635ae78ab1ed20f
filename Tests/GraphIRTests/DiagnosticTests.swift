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
        // It takes two models.
        let seenElsewhere: [Diagnostic.Code] = [.repeatedTypeName]
        let missing = Set(Diagnostic.Code.allCases).subtracting(seen + seenElsewhere)
        #expect(missing.isEmpty)
    }

    /// What stands in backquotes is a statement, several, or arguments of a layer.
    @Test(arguments: try Golden.all(in: "diagnostics"))
    func whatAHintSuggestsIsPartOfTheLanguage(_ golden: Golden) {
        for diagnostic in allDiagnostics(of: analyze(golden.source, defaultName: "Net")) {
            for match in (diagnostic.hint ?? "").matches(of: /`([^`]*)`/) {
                let suggestion = String(match.output.1)
                if suggestion.hasPrefix("graphc ") { continue }
                let start = suggestion.prefix { $0 != " " && $0 != ";" }
                let isWhole = start.first?.isLetter == true && !start.contains("=") || start == "#"
                let text = isWhole ? suggestion : "Linear \(suggestion)"
                let found = analyze(SourceText(path: "", text: text), defaultName: "Net").diagnostics
                let wrong = isWhole ? Self.ofStatements.union(Self.ofArguments) : Self.ofStatements
                #expect(wrong.isDisjoint(with: found.map(\.kind.code)), "`\(suggestion)`")
            }
        }
    }

    private static let ofStatements: Set<Diagnostic.Code> = [
        .invalidUTF8, .controlCharacter, .foreignBlank, .foreignComment, .unreadableWord, .expectedOperator,
        .callSyntax, .foreignSeparator, .sequential, .strayEquals, .loneBracket, .missingValue,
        .unknownOperator, .unsupportedOperator, .unknownAccess, .accessWithoutModel,
    ]
    private static let ofArguments: Set<Diagnostic.Code> = [
        .missingTypeName, .invalidTypeName, .missingExtents, .missingLoss, .unknownLoss, .excessWord,
        .missingArgument, .excessArgument, .unknownArgument, .repeatedArgument, .invalidSize, .listLength,
        .invalidNumber, .invalidFlag,
    ]

    private func allDiagnostics(of analysis: Analysis) -> [Diagnostic] {
        analysis.diagnostics + (analysis.graph == nil ? [] : analysis.warningsOfSwift)
    }
}
