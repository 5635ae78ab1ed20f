import Testing

@testable import GraphIR

@Suite struct ArgumentTests {
    /// An operator with a size of every kind.
    private static let window = OperatorReference(
        keyword: "Window",
        arguments: [
            OperatorReference.Argument("in", .inferredSize(unit: "channels")),
            OperatorReference.Argument("kernel", .size()),
            OperatorReference.Argument("stride", .size(default: .sameAs("kernel"))),
            OperatorReference.Argument("padding", .size(minimum: 0, default: .constant(0))),
        ],
        summary: "", formula: "", examples: [], make: { _, _ in Flatten() })

    private func bound(_ text: String) throws -> BoundArguments {
        var diagnostics: [Diagnostic] = []
        let tree = parse(SourceText(path: "", text: text), reporting: &diagnostics)
        return bind(try #require(tree.layers.first), to: Self.window)
    }

    @Test func theSignatureSaysTheDefaults() {
        #expect(Self.window.signature == "Window [in] kernel [stride=kernel] [padding=0]")
    }

    /// What is inferred takes the first place only where there are values for all that have no default.
    @Test(arguments: [
        ("Window 3", [nil, 3, 3, 0]), ("Window 8 3", [8, 3, 3, 0]), ("Window 8 3 2", [8, 3, 2, 0]),
        ("Window 8 3 2 1", [8, 3, 2, 1]), ("Window 3 stride=1", [nil, 3, 1, 0]),
        ("Window kernel=3 padding=1", [nil, 3, 3, 1]), ("Window 8 kernel=3", [8, 3, 3, 0]),
        ("Window 3 padding=-0", [nil, 3, 3, 0]), ("Window +3 padding=00", [nil, 3, 3, 0]),
    ])
    func sizesHaveTheirDefaults(text: String, sizes: [Int?]) throws {
        let bound = try bound(text)
        #expect(bound.diagnostics == [])
        let arguments = try #require(bound.arguments)
        #expect(
            [arguments.inferredSize("in")] + ["kernel", "stride", "padding"].map { arguments.size($0) }
                == sizes)
    }

    @Test(arguments: [
        ("Window 0", "kernel", "0", 1), ("Window 3 stride=0", "stride", "0", 1),
        ("Window -3", "kernel", "-3", 1), ("Window 3 padding=-1", "padding", "-1", 0),
    ])
    func aSizeBelowItsMinimumIsAnError(text: String, argument: String, word: String, minimum: Int) throws {
        let bound = try bound(text)
        #expect(
            bound.diagnostics.map(\.kind) == [
                .invalidSize(word, argument: argument, .tooSmall(minimum: minimum))
            ])
        #expect(bound.arguments == nil)
    }
}
