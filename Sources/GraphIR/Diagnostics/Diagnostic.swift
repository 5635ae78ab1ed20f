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
        // Statements.
        case unreadableWord(String, suggestion: String?)
        case expectedOperator(found: String)
        case callSyntax(symbol: String, plain: String)
        case strayEquals
        case missingValue(argument: String)
        case misplacedDirective(Directive)
        case repeatedDirective(Directive, first: SourceRange)
        case unknownOperator(String, suggestion: String?)
        case emptyModel
        // Directives.
        case missingTypeName
        case invalidTypeName(String, TypeNameProblem)
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
        case invalidNumber(String, argument: String, NumberProblem)
        case invalidFlag(String, argument: String)
        // Shapes.
        case extentMismatch(ExtentMismatch)
        case rankMismatch(RankMismatch)
        case windowTooLarge(WindowMismatch)
        case paddingTooLarge(keyword: String, padding: Extent2D, kernel: Extent2D)
        /// `keyword` is the layer that has to know it, if any; `fix` that layer as it would state it itself.
        case unknownInput(keyword: String?, fix: String?, example: Shape)
        case tensorTooLarge(String, shape: Shape)
        case modelTooLarge(parameters: Int)
        case tooManyLayers(Int)
        case unsuitableOutput(Loss, isDefault: Bool, origin: ShapeOrigin)
        // Doubts.
        case softmaxBeforeCrossEntropy(keyword: String)
        case singleClass(origin: ShapeOrigin)
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
        /// An `Input` that states an image, such as this.
        case image(Shape)
        /// Another place, in front of this layer, which makes a vector of an image.
        case place(before: String)
    }

    /// A layer's window is larger than the samples that it gets.
    public struct WindowMismatch: Hashable, Sendable {
        public var keyword: String
        public var kernel: Extent2D
        /// The sample with the layer's padding.
        public var padded: Extent2D
        /// What is found, and where it comes from.
        public var origin: ShapeOrigin
    }

    /// The name of a kind, which stays the same from version to version.
    public enum Code: String, CaseIterable, Hashable, Sendable {
        case invalidUTF8, controlCharacter
        case unreadableWord, expectedOperator, callSyntax, strayEquals, missingValue
        case misplacedDirective, repeatedDirective, unknownOperator, emptyModel
        case missingTypeName, invalidTypeName, missingExtents, missingLoss, unknownLoss, excessWord
        case missingArgument, excessArgument, unknownArgument, repeatedArgument
        case invalidSize, invalidNumber, invalidFlag
        case extentMismatch, rankMismatch, windowTooLarge, paddingTooLarge, unknownInput
        case tensorTooLarge, modelTooLarge, tooManyLayers
        case unsuitableOutput
        case softmaxBeforeCrossEntropy, singleClass

        var severity: Severity {
            switch self {
            case .softmaxBeforeCrossEntropy, .singleClass: .warning
            case .invalidUTF8, .controlCharacter, .unreadableWord, .expectedOperator, .callSyntax,
                .strayEquals, .missingValue, .misplacedDirective, .repeatedDirective, .unknownOperator,
                .emptyModel, .missingTypeName, .invalidTypeName, .missingExtents, .missingLoss,
                .unknownLoss, .excessWord, .missingArgument, .excessArgument, .unknownArgument,
                .repeatedArgument, .invalidSize, .invalidNumber, .invalidFlag, .extentMismatch,
                .rankMismatch, .windowTooLarge, .paddingTooLarge, .unknownInput, .tensorTooLarge,
                .modelTooLarge, .tooManyLayers, .unsuitableOutput:
                .error
            }
        }
    }
}

extension Diagnostic.Kind {
    public var code: Diagnostic.Code {
        switch self {
        case .invalidUTF8: .invalidUTF8
        case .controlCharacter: .controlCharacter
        case .unreadableWord: .unreadableWord
        case .expectedOperator: .expectedOperator
        case .callSyntax: .callSyntax
        case .strayEquals: .strayEquals
        case .missingValue: .missingValue
        case .misplacedDirective: .misplacedDirective
        case .repeatedDirective: .repeatedDirective
        case .unknownOperator: .unknownOperator
        case .emptyModel: .emptyModel
        case .missingTypeName: .missingTypeName
        case .invalidTypeName: .invalidTypeName
        case .missingExtents: .missingExtents
        case .missingLoss: .missingLoss
        case .unknownLoss: .unknownLoss
        case .excessWord: .excessWord
        case .missingArgument: .missingArgument
        case .excessArgument: .excessArgument
        case .unknownArgument: .unknownArgument
        case .repeatedArgument: .repeatedArgument
        case .invalidSize: .invalidSize
        case .invalidNumber: .invalidNumber
        case .invalidFlag: .invalidFlag
        case .extentMismatch: .extentMismatch
        case .rankMismatch: .rankMismatch
        case .windowTooLarge: .windowTooLarge
        case .paddingTooLarge: .paddingTooLarge
        case .unknownInput: .unknownInput
        case .tensorTooLarge: .tensorTooLarge
        case .modelTooLarge: .modelTooLarge
        case .tooManyLayers: .tooManyLayers
        case .unsuitableOutput: .unsuitableOutput
        case .softmaxBeforeCrossEntropy: .softmaxBeforeCrossEntropy
        case .singleClass: .singleClass
        }
    }
}
