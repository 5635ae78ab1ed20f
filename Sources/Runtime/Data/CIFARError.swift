/// What is wrong with the files of CIFAR-10 or CIFAR-100. Every case but the last names the file; one in an archive is
/// called `cifar-10-binary.tar.gz: cifar-10-batches-bin/data_batch_1.bin`.
public enum CIFARError: Error, Equatable, Sendable {
    /// It cannot be read, or is a damaged archive.
    case file(FileError)
    /// The archive has no such file …
    case missing(name: String, archive: String)
    /// … or two of this name.
    case again(file: String)
    /// The size of a file is not that of 1 … `limit` records.
    case size(file: String, record: Int, limit: Int, found: Int)
    /// Records count from 0.
    case label(file: String, record: Int, found: UInt8, classes: Int)
    /// The normalization is for images of other than three channels.
    case dataset(DatasetError)
}
