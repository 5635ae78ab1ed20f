import Foundation
import GraphIR
import Testing

@testable import GraphCodegen

/// What the compiler makes of a model, kept as text: every change to it is seen in review.
struct GoldenTests {
    @Test(arguments: exampleModels) func loops(_ model: ExampleModel) throws {
        let compilation = try model.compile()
        try expectGolden("\(compilation.lowered)", "\(model.name)/lowered.txt")
        try expectGolden("\(compilation.program)", "\(model.name)/emitted.txt")
    }

    /// What all models have in common …
    @Test func prelude() throws {
        let sections = preludeSections(prefix: "tk")
        try expectGolden(breakingLongLines(of: sections.joined(separator: "\n\n")) + "\n", "prelude.c")
    }

    /// … and what is their own.
    @Test(arguments: exampleModels)
    func c(_ model: ExampleModel) throws {
        let c = try model.c()
        try expectGolden(c.header, "\(model.name)/\(model.headerName)")
        let own = preludeSections(prefix: model.prefix).reduce(c.source) { source, section in
            source.replacing(breakingLongLines(of: section) + "\n\n", with: "")
        }
        try expectGolden(own, "\(model.name)/\(model.prefix).c")
    }

    @Test(arguments: exampleModels) func swift(_ model: ExampleModel) throws {
        let text = try model.compile().swift(sourceName: model.sourceName)
        // There it is also compiled and run.
        try expectGolden(text, "../../GoldenSwiftTests/Models/\(model.name).swift")
    }

    @Test(arguments: exampleModels) func outputIsTheSameInEveryRun(_ model: ExampleModel) throws {
        let first = try model.compile()
        let second = try model.compile()
        #expect(first.lowered.description == second.lowered.description)
        #expect(first.program.description == second.program.description)
        #expect(try model.c().source == model.c().source)
        #expect(
            first.swift(sourceName: model.sourceName) == second.swift(sourceName: model.sourceName))
    }

    /// The parts of generated C that say nothing of the model.
    private func preludeSections(prefix: String) -> [String] {
        let functions = CMath.closure(of: Set(CMath.allCases)).map { $0.definition(prefix: prefix) }
        let texts =
            [CTile.vectors(prefix: prefix)] + functions
            + [
                CTile.tile(prefix: prefix), CTile.pack(prefix: prefix), CTile.tiles(prefix: prefix),
                CTile.kernels(prefix: prefix),
            ]
        return texts.map { $0.hasSuffix("\n") ? String($0.dropLast()) : $0 }
    }
}
