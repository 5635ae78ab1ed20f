import Foundation
import GraphIR
import Testing

@Suite struct TypeNameTests {
    @Test(arguments: [
        ("digits.nn", "Digits"), ("models/fashion-mlp.nn", "FashionMlp"), ("FashionMNIST.nn", "FashionMNIST"),
        ("my model v2.nn", "MyModelV2"), ("größe.nn", "Größe"), ("3layers.nn", "Net3layers"),
        ("type.nn", "NetType"), ("float.nn", "NetFloat"), ("---.nn", "Net"), ("", "Net"), (".nn", "Net"),
        ("snake_case.test.nn", "SnakeCaseTest"), ("a/b/", "B"), ("😀.nn", "Net"),
    ])
    func aFileNameBecomesATypeName(file: String, name: String) throws {
        #expect(typeName(fromFileName: file) == name)
        try checkTypeName(typeName(fromFileName: file))
    }

    @Test(arguments: ["", "3d", "a b", "a-b", "_x", "a.b", "😀", "a\u{0}", String(repeating: "a", count: 256)])
    func whatIsNoIdentifierIsRejected(name: String) {
        #expect(throws: TypeNameProblem.notAnIdentifier) { try checkTypeName(name) }
    }

    @Test(arguments: [
        "class", "Self", "Type", "register", "int", "namespace", "Float", "Array", "_Bool", "GraphRuntime",
        "Swift",
    ])
    func whatIsTakenIsRejected(name: String) {
        #expect(throws: TypeNameProblem.self) { try checkTypeName(name) }
    }

    /// A model named as one of them would hide it: that is an error or a warning, whichever it is.
    @Test func everyPublicTypeOfTheRuntimeIsToldOf() throws {
        let runtime = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Runtime").standardizedFileURL
        let files = try FileManager.default.subpathsOfDirectory(atPath: runtime.path)
            .filter { $0.hasSuffix(".swift") }
        let names = try files.flatMap { file in
            try String(contentsOf: runtime.appending(path: file), encoding: .utf8)
                .matches(of: #/(?m)^public (?:final )?(?:class|struct|enum|protocol|actor|typealias) (\w+)/#)
                .map { String($0.output.1) }
        }
        #expect(names.contains("Digits") && names.contains("Model"))
        for name in names {
            let analysis = analyze(
                SourceText(path: "", text: "model \(name)\nLinear 4 2"), defaultName: "Net")
            #expect(!(analysis.diagnostics + analysis.warningsOfSwift).isEmpty, "\(name)")
        }
    }

    @Test func aFileMayNameTheModelThatHidesAType() throws {
        let source = SourceText(path: "mnist.nn", text: "Linear 784 10")
        let analysis = analyze(source, defaultName: "MNIST")
        #expect(analysis.graph != nil && analysis.diagnostics.isEmpty)
        let warning = try #require(analysis.warningsOfSwift.first).render(in: source)
        #expect(warning.hasPrefix("mnist.nn:1:1: warning: GraphRuntime has a type `MNIST` too"))
        #expect(warning.contains("the model is named after its file"))
        #expect(analyze(source, defaultName: "Mnist").warningsOfSwift.isEmpty)
    }
}
