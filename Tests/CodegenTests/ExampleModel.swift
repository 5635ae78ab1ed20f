import GraphCodegen
import Testing

/// A model that goldens show and that C is compiled of.
struct ExampleModel: CustomTestStringConvertible, Sendable {
    var name: String
    /// What the names of the C begin with.
    var prefix: String
    var text: String

    var testDescription: String { name }
    var sourceName: String { "\(prefix).nn" }
    var headerName: String { "\(prefix).h" }

    func compile() throws -> Compilation { try CodegenTests.compile(text, name: name) }
    func c() throws -> GeneratedC { try compile().c(sourceName: sourceName, headerName: headerName) }
}

let exampleModels = [
    ExampleModel(
        name: "Digits", prefix: "digits", text: "Flatten; Linear 784 256; ReLU; Linear 256 10"),
    ExampleModel(
        name: "OddSizes", prefix: "odd_sizes",
        text: "Linear 9 37 bias=false\nGELU\nLinear 37 17\nELU alpha=0.5\nLinear 17 3 bias=false"),
    ExampleModel(
        name: "Regression", prefix: "regression", text: "Linear 6 20\nTanh\nLinear 20 2\nloss MSE"),
    ExampleModel(
        name: "Distributions", prefix: "distributions",
        text: "Input 2 5\nSoftmax\nFlatten\nLinear 10 6\nSoftplus\nLogSoftmax"),
    // Rows of the first weight that lie in a page of memory each.
    ExampleModel(name: "LongPanels", prefix: "long_panels", text: "Linear 1040 1030; ReLU; Linear 1030 3"),
]
