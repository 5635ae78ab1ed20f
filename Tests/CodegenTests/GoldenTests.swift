import GraphCodegen
import GraphIR
import Testing

/// What the compiler makes of a model, kept as text: every change to it is seen in review.
struct GoldenTests {
    @Test(arguments: exampleModels) func loops(_ model: ExampleModel) throws {
        let compilation = try model.compile()
        try expectGolden("\(compilation.lowered)", "\(model.name)/lowered.txt")
        try expectGolden("\(compilation.program)", "\(model.name)/emitted.txt")
    }

    @Test(arguments: exampleModels) func swift(_ model: ExampleModel) throws {
        let text = try model.compile().swift(sourceName: model.sourceName, access: .internal)
        // There it is also compiled and run.
        try expectGolden(text, "../../GoldenSwiftTests/Models/\(model.name).swift")
    }

    @Test(arguments: exampleModels) func c(_ model: ExampleModel) throws {
        let c = try model.c()
        try expectGolden(c.header, "\(model.name)/\(model.headerName)")
        try expectGolden(c.source, "\(model.name)/\(model.prefix).c")
    }

    @Test(arguments: exampleModels) func outputIsTheSameInEveryRun(_ model: ExampleModel) throws {
        let first = try model.compile()
        let second = try model.compile()
        #expect(first.lowered.description == second.lowered.description)
        #expect(first.program.description == second.program.description)
        #expect(try model.c().source == model.c().source)
        #expect(
            first.swift(sourceName: model.sourceName, access: .public)
                == second.swift(sourceName: model.sourceName, access: .public))
    }
}
