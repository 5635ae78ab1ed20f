/// What can be set of an optimizer: a number or a flag.
public struct OptimizerSetting: Hashable, Sendable {
    /// As Swift names it. The elements of a tuple are settings of their own: `betas.0`, `betas.1`.
    public var name: String
    /// As C and expressions name it: `beta1`.
    public var cName: String
    /// As the arguments of `torch.optim` name it: `betas`.
    public var pyTorchName: String
    public var kind: Kind
    /// What it does, as half a sentence.
    public var summary: String

    public enum Kind: Hashable, Sendable {
        /// Without a default value, it has to be given.
        case number(defaultValue: Double?, range: Range)
        /// Off unless it is given. Where settings are numbers, it is 0 or 1.
        case flag
    }

    public enum Range: Hashable, Sendable {
        /// Every finite Float of at least 0.
        case nonNegative
        /// At least 0 and less than 1.
        case fraction

        public var limits: ClosedRange<Double> {
            switch self {
            case .nonNegative: 0...Double(Float.greatestFiniteMagnitude)
            case .fraction: 0...(1.0).nextDown
            }
        }
    }

    public var isFlag: Bool { kind == .flag }

    /// The number or flag that holds where none is given; nil where one has to be.
    public var defaultValue: Double? {
        switch kind {
        case .number(let defaultValue, _): defaultValue
        case .flag: 0
        }
    }
}
