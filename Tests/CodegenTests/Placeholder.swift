import GraphCodegen
import GraphIR
import Testing

@Test func show() throws {
    let source = SourceText(
        path: "m.nn", text: "Flatten; Linear 8 6; ReLU; Linear 6 5; GELU; Linear 5 3 bias=false")
    let analysis = analyze(source, defaultName: "M")
    let graph = try #require(analysis.graph)
    let compilation = try Compilation(graph, source: source)
    print(compilation.lowered)
    print(compilation.program)
}
