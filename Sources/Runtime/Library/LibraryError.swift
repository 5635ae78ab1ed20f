/// Why the C of a model was not loaded.
public enum LibraryError: Error, Sendable, Equatable {
    /// The reason is the system's.
    case cannotOpen(path: String, reason: String)
    case noFunction(path: String, name: String)
    /// The library was compiled from another model than the one that the layout is of.
    case size(path: String, of: Size, expected: Int, found: Int)

    public enum Size: String, Sendable {
        case inputs, outputs
        /// None where the loss reads labels.
        case targets
        case parameterFloats = "floats of parameters"
        case stateFloats = "floats of state"
    }
}
