/// An argument of a layer or of the loss, as the parser accepts it and the reference prints it.
public struct ArgumentReference: Sendable, Hashable {
    public var name: String
    /// What PyTorch, or another library, calls it.
    public var otherNames: [String]
    public var kind: Kind
    /// Whether it can be given by name only.
    public var isNamed: Bool

    public enum Kind: Sendable, Hashable {
        /// A whole number of at least `minimum`; without a default it has to be written.
        case size(minimum: Int = 1, default: SizeDefault? = nil)
        /// Such a number for each of so many directions: one for all, or a list; or, with `orSame`, the word `same`.
        case sizes(Int, minimum: Int = 1, default: SizeDefault? = nil, orSame: Bool = false)
        /// A positive whole number that may be left out, since the layer's input says it: the number of
        /// `unit` ("features") that a sample has.
        case inferredSize(unit: String)
        /// The last dimensions of a sample, one number or a list, or, where it is left out, all.
        case inferredShape
        /// A number in single precision.
        case number(defaultValue: Double, range: NumberRange = .any)
        /// `true` or `false`; given by name only.
        case flag(defaultValue: Bool)
    }

    /// What a size is where it is not written.
    public enum SizeDefault: Sendable, Hashable {
        case constant(Int)
        /// As much as another size, which is declared before.
        case sameAs(String)
    }

    /// The numbers that are taken.
    public enum NumberRange: Sendable, Hashable {
        case any
        case within(ClosedRange<Double>)
        /// What is greater than 0, in single precision, too.
        case positive
    }

    public init(_ name: String, _ kind: Kind, isNamed: Bool = false, elsewhere otherNames: [String] = []) {
        self.name = name
        self.otherNames = otherNames
        self.kind = kind
        self.isNamed = isNamed || kind.isFlag
    }

    /// `out`, `[in]`, `[padding=0]`, `[stride=kernel]`, `[slope=0.01]`.
    public var signature: String {
        switch kind {
        case .size(_, nil), .sizes(_, _, nil, _): name
        case .size(_, .constant(let value)?), .sizes(_, _, .constant(let value)?, _): "[\(name)=\(value)]"
        case .size(_, .sameAs(let other)?), .sizes(_, _, .sameAs(let other)?, _): "[\(name)=\(other)]"
        case .inferredSize, .inferredShape: "[\(name)]"
        case .number(let defaultValue, _): "[\(name)=\(shortText(defaultValue))]"
        case .flag(let defaultValue): "[\(name)=\(defaultValue)]"
        }
    }
}

extension ArgumentReference.Kind {
    var isFlag: Bool { if case .flag = self { true } else { false } }
}

/// The checked arguments of one statement; those left out have their default value.
public struct Arguments: Sendable {
    enum Value: Sendable {
        case size(Int)
        case sizes([Int])
        case same
        case inferred
        case number(Double)
        case flag(Bool)
    }

    var names: [String]
    var values: [Value]

    /// The value of a `size` argument that the operator declares.
    public func size(_ name: String) -> Int {
        guard case .size(let value) = value(name) else { undeclared(name) }
        return value
    }

    /// The value of a `sizes` argument that the operator declares without `orSame`: a number for each direction.
    public func sizes(_ name: String) -> [Int] {
        guard case .sizes(let values) = value(name) else { undeclared(name) }
        return values
    }

    /// The value of a `sizes` argument that the operator declares, as a border.
    public func padding(_ name: String) -> SlidingWindow.Padding {
        switch value(name) {
        case .sizes(let widths): .symmetric(widths)
        case .same: .same
        case .size, .inferred, .number, .flag: undeclared(name)
        }
    }

    /// The value of an `inferredSize` argument that the operator declares; nil where it is left out.
    public func inferredSize(_ name: String) -> Int? {
        switch value(name) {
        case .size(let value): value
        case .inferred: nil
        case .sizes, .same, .number, .flag: undeclared(name)
        }
    }

    /// The value of an `inferredShape` argument that the operator declares; nil where it is left out.
    public func inferredShape(_ name: String) -> Shape? {
        switch value(name) {
        case .sizes(let extents): Shape(extents)
        case .inferred: nil
        case .size, .same, .number, .flag: undeclared(name)
        }
    }

    /// The value of a `number` argument that the operator declares.
    public func number(_ name: String) -> Double {
        guard case .number(let value) = value(name) else { undeclared(name) }
        return value
    }

    /// The value of a `flag` argument that the operator declares.
    public func flag(_ name: String) -> Bool {
        guard case .flag(let value) = value(name) else { undeclared(name) }
        return value
    }

    private func value(_ name: String) -> Value {
        guard let index = names.firstIndex(of: name) else { undeclared(name) }
        return values[index]
    }

    /// A mistake in a definition, never in a model: the binder fills in what is declared.
    private func undeclared(_ name: String) -> Never {
        preconditionFailure("a definition reads its argument '\(name)' other than it declares it")
    }
}
