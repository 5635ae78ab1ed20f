/// A model's statements as they are written, before anything is known of their meaning.
struct SyntaxTree {
    /// `model Name`, if the text has one.
    var model: Statement?
    /// What stands in front of it.
    var access: AccessLevel?
    /// `Input 1 28 28`, if the text has one.
    var input: Statement?
    /// In order; a layer's index is its position in the equivalent `nn.Sequential`.
    var layers: [Statement] = []
    /// `loss CrossEntropy`, if the text has one.
    var loss: Statement?

    /// A keyword and its arguments.
    struct Statement {
        var keyword: Word
        var arguments: [Argument]
        /// Whether part of it could not be read, which is already diagnosed.
        var isDamaged: Bool
        /// Whether it is written as in another language, which is already diagnosed: `nn.Linear(784, 10)`.
        var isForeign = false
        var range: SourceRange

        /// The statement in plain form.
        var text: String {
            let words = arguments.map { argument in
                let value = plainValue(argument.value.text)
                return argument.name.map { "\($0.text)=\(value)" } ?? value
            }
            return ([isForeign ? bareName(keyword.text) : keyword.text] + words).joined(separator: " ")
        }
    }

    /// `784`, `bias=false` or `kernel=[3 5]`.
    struct Argument {
        var name: Word?
        /// As it is written, a list with its brackets.
        var value: Word
        /// Of a list.
        var elements: [Word]?
        var range: SourceRange
    }

    struct Word {
        var text: String
        var range: SourceRange
    }
}

/// A statement that is not a layer.
public enum Directive: String, CaseIterable, Hashable, Sendable {
    case model
    case input = "Input"
    case loss

    /// How it is written, for the reference.
    public var signature: String {
        switch self {
        case .model: "[public|package] model Name"
        case .input: "Input extent…"
        case .loss: "loss Name [argument…]"
        }
    }

    /// What it says and where it stands, for the reference.
    public var summary: String {
        switch self {
        case .model:
            "Names the generated type and says who sees its Swift; the first statement. Without it, the file's "
                + "name does."
        case .input:
            "The shape of one sample; before every layer. Without it, the first layer that states one decides."
        case .loss: "What training minimizes; the last statement. Without it, CrossEntropy."
        }
    }
}

/// Who sees a generated type. Swift's words; C does not tell.
public enum AccessLevel: String, CaseIterable, Hashable, Sendable {
    /// The target that it is part of: what a model is that says nothing else.
    case `internal`
    /// The targets of one package.
    case package
    /// Everybody.
    case `public`
}
