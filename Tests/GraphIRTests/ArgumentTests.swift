import Testing

@testable import GraphIR

@Suite struct ArgumentTests {
    /// An operator with a size of every kind.
    private static let window = OperatorReference(
        keyword: "Window",
        arguments: [
            ArgumentReference("in", .inferredSize(unit: "channels")),
            ArgumentReference("kernel", .size()),
            ArgumentReference("stride", .size(default: .sameAs("kernel"))),
            ArgumentReference("padding", .size(minimum: 0, default: .constant(0))),
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

    /// A number for each direction.
    private static let image = OperatorReference(
        keyword: "Image",
        arguments: [
            ArgumentReference("in", .inferredSize(unit: "channels")),
            ArgumentReference("kernel", .sizes(2)),
            ArgumentReference("stride", .sizes(2, default: .sameAs("kernel"))),
            ArgumentReference(
                "padding", .sizes(2, minimum: 0, default: .constant(0), orSame: true), isNamed: true),
            ArgumentReference("ceil_mode", .flag(defaultValue: false)),
        ],
        summary: "", formula: "", examples: [], make: { _, _ in Flatten() })

    private func boundImage(_ text: String) throws -> BoundArguments {
        var diagnostics: [Diagnostic] = []
        let tree = parse(SourceText(path: "", text: text), reporting: &diagnostics)
        #expect(diagnostics == [])
        return bind(try #require(tree.layers.first), to: Self.image)
    }

    @Test(arguments: [
        ("Image 3", [3, 3, 3, 3], [0, 0]), ("Image [3 5]", [3, 5, 3, 5], [0, 0]),
        ("Image kernel=[ 3 5 ] stride=2 padding=[0 1]", [3, 5, 2, 2], [0, 1]),
        ("Image 4 [3 5] [1 2] padding=4", [3, 5, 1, 2], [4, 4]),
        ("Image padding=[2 1]kernel=3", [3, 3, 3, 3], [2, 1]),
    ])
    func aSizeForEveryDirection(text: String, sizes: [Int], padding: [Int]) throws {
        let bound = try boundImage(text)
        #expect(bound.diagnostics == [])
        let arguments = try #require(bound.arguments)
        #expect(arguments.sizes("kernel") + arguments.sizes("stride") == sizes)
        #expect(arguments.padding("padding") == .symmetric(padding))
    }

    @Test func aPaddingMayBeAWord() throws {
        let arguments = try #require(try boundImage("Image 3 padding=same").arguments)
        #expect(arguments.padding("padding") == .same)
        #expect(
            try boundImage("Image 3 stride=same").diagnostics.map(\.kind) == [
                .invalidSize("same", argument: "stride", .notWhole)
            ])
    }

    @Test(arguments: [
        ("Image [3 5 7]", Diagnostic.Kind.listLength("[3 5 7]", argument: "kernel", expected: 2)),
        ("Image []", .listLength("[]", argument: "kernel", expected: 2)),
        ("Image [3 0]", .invalidSize("0", argument: "kernel", .tooSmall(minimum: 1))),
        ("Image in=[1 2] 3", .invalidSize("[1 2]", argument: "in", .notWhole)),
        ("Image 3 ceil_mode=[true]", .invalidFlag("[true]", argument: "ceil_mode")),
    ])
    func whatIsNoListIsAnError(text: String, kind: Diagnostic.Kind) throws {
        #expect(try boundImage(text).diagnostics.map(\.kind) == [kind])
    }

    /// What follows a size that can be left out.
    private static let norm = OperatorReference(
        keyword: "Norm",
        arguments: [
            ArgumentReference("shape", .inferredShape),
            ArgumentReference("eps", .number(defaultValue: 0.5)),
        ],
        summary: "", formula: "", examples: [], make: { _, _ in Flatten() })

    private func boundNorm(_ text: String) throws -> BoundArguments {
        var diagnostics: [Diagnostic] = []
        let tree = parse(SourceText(path: "", text: text), reporting: &diagnostics)
        return bind(try #require(tree.layers.first), to: Self.norm)
    }

    /// A fraction counts nothing, so it is the number behind the shape.
    @Test(
        arguments: [
            ("Norm", nil, 0.5), ("Norm 28", [28], 0.5), ("Norm [28]", [28], 0.5),
            ("Norm [16 28] 1e-3", [16, 28], 1e-3), ("Norm 1e-3", nil, 1e-3), ("Norm 28 0", [28], 0),
            ("Norm eps=0.25 7", [7], 0.25), ("Norm .25", nil, 0.25),
        ] as [(String, Shape?, Double)])
    func aShapeMayBeLeftOut(text: String, shape: Shape?, epsilon: Double) throws {
        let bound = try boundNorm(text)
        #expect(bound.diagnostics == [])
        let arguments = try #require(bound.arguments)
        #expect(arguments.inferredShape("shape") == shape)
        #expect(arguments.number("eps") == epsilon)
    }

    @Test(arguments: [
        ("Norm []", Diagnostic.Kind.listLength("[]", argument: "shape", expected: nil)),
        ("Norm [4 0]", .invalidSize("0", argument: "shape", .tooSmall(minimum: 1))),
        ("Norm shape=1.5", .invalidSize("1.5", argument: "shape", .notWhole)),
        ("Norm four", .invalidSize("four", argument: "shape", .notWhole)),
    ])
    func whatIsNoShapeIsAnError(text: String, kind: Diagnostic.Kind) throws {
        #expect(try boundNorm(text).diagnostics.map(\.kind) == [kind])
    }

    /// The first argument by name of the same kind is what was meant.
    @Test(arguments: [("Image 1 2 3 4", "padding=4"), ("Image 1 3 2 true", "ceil_mode=true")])
    func whatHasANameIsNotGivenByPosition(text: String, suggestion: String) throws {
        let kinds = try boundImage(text).diagnostics.map(\.kind)
        #expect(kinds.count == 1)
        guard case .excessArgument(_, _, let found) = kinds.first else { throw Unexpected(kinds: kinds) }
        #expect(found == suggestion)
    }

    private struct Unexpected: Error { var kinds: [Diagnostic.Kind] }

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
