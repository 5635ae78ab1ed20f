/// Why weights were not loaded.
public struct SafetensorsError: Error, Sendable, Equatable {
    public let path: String
    public let reason: Reason

    public enum Reason: Error, Sendable, Equatable {
        /// The length of the whole file, which is not even 8 bytes.
        case tooShort(bytes: Int)
        /// The length of the header according to the file, and the largest that it could be.
        case headerLength(UInt64, limit: Int)
        case json(offset: Int, expected: String)
        /// `__metadata__` is not an object of strings.
        case metadata
        /// Not an object with a dtype, a shape and two offsets in ascending order.
        case entry(tensor: String)
        /// What the tensor of the model is, `F32` or `I64`; nil for a kind of elements that no model has.
        case dtype(tensor: String, expected: String?, found: String)
        case tooLarge(tensor: String, shape: [Int])
        case byteCount(tensor: String, shape: [Int], expected: Int, found: Int)
        /// A tensor does not begin where the one before it ends.
        case offset(tensor: String, expected: Int, found: Int)
        /// The bytes of all tensors, and those in the file.
        case payload(expected: Int, found: Int)
        /// The file is of another model. All differences, in the order of the model's parameters.
        case mismatch([Mismatch])
    }

    /// A difference between a model and a file.
    public enum Mismatch: Sendable, Equatable {
        case missing(name: String, shape: [Int])
        case shape(name: String, expected: [Int], found: [Int])
        case unexpected(name: String, shape: [Int])
    }
}
