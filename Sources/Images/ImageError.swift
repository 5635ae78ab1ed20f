public import GraphRuntime

/// Why there is no image, or no data set of images. Every case that is about a file or a folder names it.
public enum ImageError: Error, Equatable, Sendable {
    /// It cannot be read or written.
    case file(FileError)

    // A file.
    /// Neither PNG nor JPEG: the first bytes are others.
    case unknownFormat(file: String, found: [UInt8])
    /// The file ends within something that begins at a byte.
    case truncated(file: String, at: Int, expected: String)
    /// The file is damaged, or of a kind that the library does not read, in its words or ours.
    case corrupt(file: String, reason: String)
    case tooManyPixels(file: String, height: Int, width: Int, limit: Int)
    /// The file is larger than any that is read, in bytes.
    case fileSize(file: String, found: Int, limit: Int)
    /// So few bytes cannot be an image of this size.
    case tooShort(file: String, height: Int, width: Int, expected: Int, found: Int)
    /// All images of a data set have one size, unless they are resized.
    case size(file: String, expectedHeight: Int, expectedWidth: Int, height: Int, width: Int)

    // A folder.
    /// There is no folder in it.
    case noClasses(directory: String)
    /// It is called as none of the classes.
    case unknownClass(directory: String, known: [String])
    /// There are no PNG and no JPEG files in it, but so many others.
    case noImages(directory: String, otherFiles: Int)
    /// Symbolic links lead here for the second time.
    case visitedTwice(directory: String)

    /// The image, or those in the folder, take more bytes than the machine has left.
    case memory(path: String, needed: Int, available: Int)

    // What a caller has given.
    /// The size that images should get has to be positive.
    case emptySize(height: Int, width: Int)
    case dataset(DatasetError)
}
