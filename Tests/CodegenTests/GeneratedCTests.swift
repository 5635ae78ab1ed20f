import Foundation
import GraphCodegen
import GraphIR
import Testing

/// What a C developer relies on when generated files join a program.
struct GeneratedCTests {
    @Test(arguments: CCompiler.all, exampleModels)
    func itCompilesWithoutAWarningToFunctionsWithThePrefixAndNoVariables(
        _ compiler: CCompiler, _ model: ExampleModel
    ) throws {
        let folder = try TemporaryFolder()
        let c = try model.c()
        try folder.write(c.header, to: model.headerName)
        try folder.write(c.source, to: "model.c")
        try compiler.compile(["-O0", "-c", "model.c"], in: folder)
        guard let nm = pathOfProgram(named: "nm") else { return }
        let outcome = try folder.run(nm, ["-P", "model.o"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let symbols = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map { line in
            line.split(separator: " ").prefix(2).map { $0.drop { $0 == "_" } }
        }
        // Functions that a caller sees are of type T; B, C and D are memory that is written.
        let functions = symbols.filter { $0[1] == "T" }.map { String($0[0]) }
        let verbs = [
            "logits", "loss", "gradient", "accumulate", "update", "train_step",
        ]
        let names = verbs.flatMap { [$0, "\($0)_shared"] } + ["init", "describe", "run"]
        #expect(Set(functions) == Set(names.map { "\(model.prefix)_\($0)" }))
        let memory = symbols.filter { "bBcCdDsS".contains($0[1]) }
        #expect(memory.isEmpty, "\(memory)")
        let needed = symbols.filter { $0[1] == "U" }.map { String($0[0]) }
        #expect(Set(needed).isSubset(of: allowedFromOutside), "\(needed)")
    }

    /// `fmaf`, what compilers make of a copied or cleared structure, and the check of the instruction set.
    private let allowedFromOutside: Set<String> = [
        "fmaf", "memcpy", "memset", "cpu_model", "cpu_indicator_init", "cpu_features2",
        "GLOBAL_OFFSET_TABLE_", "stack_chk_fail",
    ]

    /// Of a model that has every kind of loop, since optimizing one is slow enough.
    @Test(arguments: CCompiler.all)
    func itCompilesWithoutAWarningWithOptimization(_ compiler: CCompiler) throws {
        let folder = try TemporaryFolder()
        let model = try #require(exampleModels.first { $0.name == "Distributions" })
        let c = try model.c()
        try folder.write(c.header, to: model.headerName)
        try folder.write(c.source, to: "model.c")
        try compiler.compile(["-O2", "-c", "model.c"], in: folder)
    }

    /// There is nothing to draw and nothing to update, but there are functions that do.
    @Test(arguments: CCompiler.all) func modelsWithoutParametersCompileWithoutAWarning(_ compiler: CCompiler)
        throws
    {
        let folder = try TemporaryFolder()
        let optimizers = OptimizerRow.table.flatMap(\.variants)
        var files: [String] = []
        for (index, text) in ["Input 4; ReLU", "Input 1 4 4; MaxPool2d 2; Flatten; Dropout; loss MSE"]
            .enumerated()
        {
            for (name, optimizers) in [("plain", []), ("optimized", optimizers)] {
                let c = try compile(text, optimizers: optimizers)
                    .c(sourceName: "net.nn", headerName: "\(name)\(index).h")
                try folder.write(c.header, to: "\(name)\(index).h")
                try folder.write(c.source, to: "\(name)\(index).c")
                files.append("\(name)\(index).c")
            }
        }
        try compiler.compile(["-O0", "-c"] + files, in: folder)
    }

    /// A deeper model only calls more often.
    @Test func layersOfEqualShapeShareTheirFunctions() throws {
        func counts(_ layers: Int) throws -> (c: Int, swift: Int) {
            let text = Array(repeating: "Linear 16 16; Tanh", count: layers).joined(separator: "; ")
            let compilation = try compile("Input 16; \(text)")
            let c = compilation.c(sourceName: "net.nn", headerName: "net.h").source
            let swift = compilation.swift(sourceName: "net.nn")
            return (c.split(separator: "static ").count, swift.split(separator: " = Kernel(").count)
        }
        let (few, many) = try (counts(4), counts(12))
        #expect(few == many)
    }

    @Test func headersGoIntoCPlusPlus() throws {
        guard let compiler = pathOfProgram(named: "c++") else { return }
        let folder = try TemporaryFolder()
        for model in exampleModels { try folder.write(model.c().header, to: model.headerName) }
        let includes = exampleModels.map { "#include \"\($0.headerName)\"\n" }.joined()
        try folder.write(includes + "int main() { return 0; }\n", to: "main.cpp")
        let arguments = ["-std=c++17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "main.cpp"]
        let outcome = try folder.run(compiler, arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test(arguments: exampleModels) func onlyThreeHeadersAreIncluded(_ model: ExampleModel) throws {
        let c = try model.c()
        let lines = (c.source + c.header).split(separator: "\n").filter { $0.contains("#include") }
        let allowed = [
            "#include <stddef.h>", "#include <stdint.h>", "#include <math.h>",
            "#include \"\(model.headerName)\"",
        ]
        #expect(Set(lines.map(String.init)).isSubset(of: allowed), "\(lines)")
        #expect(!c.source.contains("alloc"))
    }
}
