/// Something wrong, or doubtful, in a model's text: data, whose prose is in DiagnosticProse.swift.
public struct Diagnostic: Hashable, Sendable {
    public var kind: Kind
    /// The culprit.
    public var range: SourceRange

    init(_ kind: Kind, _ range: SourceRange) {
        self.kind = kind
        self.range = range
    }

    public var severity: Severity { kind.code.severity }

    public enum Severity: String, Hashable, Sendable {
        case error, warning
    }

    /// What is wrong, with what was expected and what was found.
    public enum Kind: Hashable, Sendable {
        // The text.
        case invalidUTF8(byte: UInt8, count: Int)
        case controlCharacter(UInt8, count: Int)
        case foreignBlank(Unicode.Scalar, count: Int)
        case foreignComment(plain: String, count: Int)
        // Statements.
        case unreadableWord(String, suggestion: String?)
        case expectedOperator(found: String)
        case callSyntax(symbol: String, plain: String)
        case foreignSeparator(symbol: String, plain: String)
        case sequential(String, plain: String)
        case strayEquals
        case loneBracket(String)
        case missingValue(argument: String)
        case misplacedDirective(Directive)
        case repeatedDirective(Directive, first: SourceRange)
        case unknownAccess(String, fix: String)
        case accessWithoutModel(AccessLevel)
        case unknownOperator(String, suggestion: String?)
        case unsupportedOperator(String)
        case emptyModel
        // Directives.
        case missingTypeName
        case invalidTypeName(String, TypeNameProblem)
        case repeatedTypeName(String, first: String, isDefault: Bool)
        case missingExtents
        case missingLoss
        case unknownLoss(String, suggestion: String?)
        case excessWord(String, after: Directive)
        // Arguments.
        case missingArgument(String, signature: String)
        case excessArgument(String, signature: String, suggestion: String?)
        case unknownArgument(String, signature: String, suggestion: String?)
        case repeatedArgument(String, first: SourceRange)
        case invalidSize(String, argument: String, SizeProblem)
        /// Without an expected length, the list has to have any.
        case listLength(String, argument: String, expected: Int?)
        case invalidNumber(String, argument: String, NumberProblem)
        case invalidFlag(String, argument: String)
        // Shapes.
        case extentMismatch(ExtentMismatch)
        case lastDimensionsMismatch(LastDimensionsMismatch)
        case rankMismatch(RankMismatch)
        case windowTooLarge(WindowMismatch)
        case paddingTooLarge(keyword: String, SlidingWindow)
        case sameWithStride(keyword: String, SlidingWindow)
        case groupsDoNotDivide(GroupsMismatch)
        case outputPaddingTooLarge(keyword: String, [Int], SlidingWindow)
        case nothingLeft(keyword: String, of: [Int], SlidingWindow, ShapeOrigin)
        case unequalParts(keyword: String, [Int], ShapeOrigin)
        /// `keyword` is the layer that has to know it, if any; `fix` that layer as it would state it itself.
        case unknownInput(keyword: String?, fix: String?, example: Shape)
        case tensorTooLarge(String, shape: Shape)
        case modelTooLarge(parameters: Int)
        case tooManyLayers(Int)
        case unsuitableOutput(Loss, isDefault: Bool, origin: ShapeOrigin)
        // Doubts.
        case softmaxBeforeCrossEntropy(keyword: String)
        case sigmoidBeforeBCEWithLogits(keyword: String)
        case singleClass(origin: ShapeOrigin)
        case hidesRuntimeType(String, isDefault: Bool)
    }

    /// Where a shape comes from.
    public struct ShapeOrigin: Hashable, Sendable {
        public var shape: Shape
        public var keyword: String
        public var range: SourceRange
    }

    /// A layer's argument states another extent than the layer gets.
    public struct ExtentMismatch: Hashable, Sendable {
        public var keyword: String
        /// What the extent counts: `features`.
        public var unit: String
        public var expected: Shape
        public var axis: Int
        /// What is found, and where it comes from.
        public var origin: ShapeOrigin
        /// The layer as it would fit: `Linear 256 10`.
        public var fix: String
    }

    /// A layer's argument states other last dimensions than those of the samples that it gets.
    public struct LastDimensionsMismatch: Hashable, Sendable {
        public var keyword: String
        public var expected: Shape
        /// What is found, and where it comes from.
        public var origin: ShapeOrigin
        /// The layer as it would fit: `LayerNorm [14 14]`.
        public var fix: String
    }

    /// A layer takes samples of another rank than it gets.
    public struct RankMismatch: Hashable, Sendable {
        public var keyword: String
        public var expected: Int
        /// What is found, and where it comes from.
        public var origin: ShapeOrigin
        public var fix: RankFix?
    }

    /// What gives a layer samples of the rank that it takes.
    public enum RankFix: Hashable, Sendable {
        /// Flatten in front of it: `Flatten; Linear 784 10`.
        case flatten(String)
        /// An `Input` that states an image or a signal, such as this.
        case input(Shape)
        /// Another place, in front of this layer, which makes a vector of an image.
        case place(before: String)
    }

    /// A layer's window is larger than the samples that it gets.
    public struct WindowMismatch: Hashable, Sendable {
        public var keyword: String
        public var window: SlidingWindow
        /// What is found, and where it comes from.
        public var origin: ShapeOrigin
        /// The padding with which the layer would keep the extents, if it has one.
        public var keeping: SlidingWindow.Padding?
    }

    /// A layer's groups do not divide its channels.
    public struct GroupsMismatch: Hashable, Sendable {
        public var keyword: String
        public var groups: Int
        /// The channels in front of the layer …
        public var inputs: Int
        /// … and behind it.
        public var outputs: Int
        /// What is in front of the layer, and where it comes from.
        public var origin: ShapeOrigin
    }

    /// The name of a kind, which stays the same from version to version.
    public enum Code: String, CaseIterable, Hashable, Sendable {
        case invalidUTF8, controlCharacter, foreignBlank, foreignComment
        case unreadableWord, expectedOperator, callSyntax, foreignSeparator, sequential, strayEquals,
            loneBracket, missingValue
        case misplacedDirective, repeatedDirective, unknownAccess, accessWithoutModel
        case unknownOperator, unsupportedOperator, emptyModel
        case missingTypeName, invalidTypeName, repeatedTypeName, missingExtents, missingLoss, unknownLoss,
            excessWord
        case missingArgument, excessArgument, unknownArgument, repeatedArgument
        case invalidSize, listLength, invalidNumber, invalidFlag
        case extentMismatch, lastDimensionsMismatch, rankMismatch
        case windowTooLarge, paddingTooLarge, sameWithStride, groupsDoNotDivide
        case outputPaddingTooLarge, nothingLeft, unequalParts, unknownInput
        case tensorTooLarge, modelTooLarge, tooManyLayers
        case unsuitableOutput
        case softmaxBeforeCrossEntropy, sigmoidBeforeBCEWithLogits, singleClass, hidesRuntimeType

        var severity: Severity {
            switch self {
            case .softmaxBeforeCrossEntropy, .sigmoidBeforeBCEWithLogits, .singleClass, .hidesRuntimeType:
                .warning
            case .invalidUTF8, .controlCharacter, .foreignBlank, .foreignComment, .unreadableWord,
                .expectedOperator, .callSyntax, .foreignSeparator, .sequential, .strayEquals, .loneBracket,
                .missingValue, .misplacedDirective, .repeatedDirective,
                .unknownAccess, .accessWithoutModel, .unknownOperator, .unsupportedOperator, .emptyModel,
                .missingTypeName, .invalidTypeName, .repeatedTypeName, .missingExtents, .missingLoss,
                .unknownLoss, .excessWord, .missingArgument, .excessArgument, .unknownArgument,
                .repeatedArgument, .invalidSize, .listLength, .invalidNumber, .invalidFlag, .extentMismatch,
                .lastDimensionsMismatch, .rankMismatch, .windowTooLarge, .paddingTooLarge, .sameWithStride,
                .groupsDoNotDivide, .outputPaddingTooLarge, .nothingLeft, .unequalParts, .unknownInput,
                .tensorTooLarge, .modelTooLarge, .tooManyLayers, .unsuitableOutput:
                .error
            }
        }
    }
}

extension Diagnostic {
    /// The error that a model is called as another one of the same program.
    ///
    /// - Parameters:
    ///   - first: Where the other one is, as in `a.nn:1:7`.
    ///   - range: Where the text names the model; nil if it does not.
    public static func repeatedTypeName(
        _ name: String, first: String, at range: SourceRange?
    ) -> Diagnostic {
        Diagnostic(
            .repeatedTypeName(name, first: first, isDefault: range == nil), range ?? SourceRange(0..<0))
    }
}

extension Diagnostic.Kind {
    public var code: Diagnostic.Code {
        switch self {
        case .invalidUTF8: .invalidUTF8
        case .controlCharacter: .controlCharacter
        case .foreignBlank: .foreignBlank
        case .foreignComment: .foreignComment
        case .unreadableWord: .unreadableWord
        case .expectedOperator: .expectedOperator
        case .callSyntax: .callSyntax
        case .foreignSeparator: .foreignSeparator
        case .sequential: .sequential
        case .strayEquals: .strayEquals
        case .loneBracket: .loneBracket
        case .missingValue: .missingValue
        case .misplacedDirective: .misplacedDirective
        case .repeatedDirective: .repeatedDirective
        case .unknownAccess: .unknownAccess
        case .accessWithoutModel: .accessWithoutModel
        case .unknownOperator: .unknownOperator
        case .unsupportedOperator: .unsupportedOperator
        case .emptyModel: .emptyModel
        case .missingTypeName: .missingTypeName
        case .invalidTypeName: .invalidTypeName
        case .repeatedTypeName: .repeatedTypeName
        case .missingExtents: .missingExtents
        case .missingLoss: .missingLoss
        case .unknownLoss: .unknownLoss
        case .excessWord: .excessWord
        case .missingArgument: .missingArgument
        case .excessArgument: .excessArgument
        case .unknownArgument: .unknownArgument
        case .repeatedArgument: .repeatedArgument
        case .invalidSize: .invalidSize
        case .listLength: .listLength
        case .invalidNumber: .invalidNumber
        case .invalidFlag: .invalidFlag
        case .extentMismatch: .extentMismatch
        case .lastDimensionsMismatch: .lastDimensionsMismatch
        case .rankMismatch: .rankMismatch
        case .windowTooLarge: .windowTooLarge
        case .paddingTooLarge: .paddingTooLarge
        case .sameWithStride: .sameWithStride
        case .groupsDoNotDivide: .groupsDoNotDivide
        case .outputPaddingTooLarge: .outputPaddingTooLarge
        case .nothingLeft: .nothingLeft
        case .unequalParts: .unequalParts
        case .unknownInput: .unknownInput
        case .tensorTooLarge: .tensorTooLarge
        case .modelTooLarge: .modelTooLarge
        case .tooManyLayers: .tooManyLayers
        case .unsuitableOutput: .unsuitableOutput
        case .softmaxBeforeCrossEntropy: .softmaxBeforeCrossEntropy
        case .sigmoidBeforeBCEWithLogits: .sigmoidBeforeBCEWithLogits
        case .singleClass: .singleClass
        case .hidesRuntimeType: .hidesRuntimeType
        }
    }
}
