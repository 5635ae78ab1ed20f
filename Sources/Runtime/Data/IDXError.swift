/// What is wrong with the files of a data set. Every case names the file.
public enum IDXError: Error, Equatable, Sendable {
    /// It cannot be read, or is damaged gzip.
    case file(FileError)

    // The header.
    case truncatedHeader(file: String, expected: Int, found: Int)
    /// The first two bytes are not zero.
    case magic(file: String, found: [UInt8])
    /// The elements are not unsigned bytes: type `0x08`.
    case elementType(file: String, found: UInt8)
    case rank(file: String, expected: ClosedRange<Int>, found: Int)
    case zeroDimension(file: String, shape: [Int])
    /// More elements than `limit`.
    case tooLarge(file: String, shape: [Int], limit: Int)

    // The payload.
    case payloadTooShort(file: String, shape: [Int], expected: Int, found: Int)
    case payloadTooLong(file: String, shape: [Int], expected: Int)

    // What the files say together.
    case counts(images: String, imageCount: Int, labels: String, labelCount: Int)
    case sampleShape(file: String, expected: [Int], found: [Int])
    /// There must be one mean and one deviation for each channel of the images.
    case channels(file: String, expected: Int, found: Int)
    case label(file: String, index: Int, found: UInt8, classes: Int)
}
