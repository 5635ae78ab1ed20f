/// What `load(from:strict: false)` has not loaded.
public struct LoadReport: Sendable, Equatable {
    /// How the model and the file differ: the parameters in their order, then what the file has besides.
    public let mismatches: [SafetensorsError.Mismatch]

    /// Whether the file had all that the model has, and nothing else.
    public var isComplete: Bool { mismatches.isEmpty }

    /// The parameters and states of the model that are as they were.
    public var missing: [String] {
        mismatches.compactMap { mismatch in
            switch mismatch {
            case .missing(let name, _), .shape(let name, _, _), .element(let name, _, _): name
            case .unexpected: nil
            }
        }
    }

    /// The tensors of the file that were left out.
    public var leftOut: [String] {
        mismatches.compactMap { mismatch in
            switch mismatch {
            case .unexpected(let name, _), .shape(let name, _, _), .element(let name, _, _): name
            case .missing: nil
            }
        }
    }
}
