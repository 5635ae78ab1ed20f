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
        /// A kind of elements that is no `SafetensorsFile.Element`.
        case dtype(tensor: String, found: String)
        case tooLarge(tensor: String, shape: [Int])
        case byteCount(tensor: String, shape: [Int], expected: Int, found: Int)
        /// A tensor does not begin where the one before it ends.
        case offset(tensor: String, expected: Int, found: Int)
        /// The bytes of all tensors, and those in the file.
        case payload(expected: Int, found: Int)
        /// A count that 64 bits with a sign do not hold.
        case count(tensor: String, found: Float)
        /// The file is of another model. All differences, in the order of the model's parameters.
        case mismatch([Mismatch])
    }

    /// A difference between a model and a file.
    public enum Mismatch: Error, Sendable, Equatable {
        case missing(name: String, shape: [Int])
        case shape(name: String, expected: [Int], found: [Int])
        /// Floats where the model has a count, or integers where it has floats.
        case element(name: String, expected: SafetensorsFile.Element, found: SafetensorsFile.Element)
        case unexpected(name: String, shape: [Int])
    }
}
