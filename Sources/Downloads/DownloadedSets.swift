import GraphRuntime

extension MNIST {
    /// Reads the four IDX files in `directory`, compressed with gzip or not.
    ///
    /// - Parameters:
    ///   - download: Whether files that are missing, or too damaged to be read, are downloaded first. No other file is
    ///     touched, and nothing is downloaded if all can be read.
    ///   - mirror: The beginning of the URLs of the files, in place of those where they are published.
    ///   - progress: How it reports on the download.
    /// - Throws: A `DownloadError`, an `IDXError`, or a `CancellationError` if the task is cancelled. What had arrived by
    ///   then is not fetched again the next time.
    public init(
        directory: String, normalization: Normalization, download: Bool, mirror: String? = nil,
        progress: DownloadProgress = .automatic
    ) async throws {
        self = try await reading(.mnist, download, directory, mirror, progress) {
            try MNIST(directory: directory, normalization: normalization)
        }
    }
}

extension FashionMNIST {
    /// Reads the four IDX files in `directory`, compressed with gzip or not.
    ///
    /// - Parameters:
    ///   - download: Whether files that are missing, or too damaged to be read, are downloaded first. No other file is
    ///     touched, and nothing is downloaded if all can be read.
    ///   - mirror: The beginning of the URLs of the files, in place of those where they are published.
    ///   - progress: How it reports on the download.
    /// - Throws: A `DownloadError`, an `IDXError`, or a `CancellationError` if the task is cancelled. What had arrived by
    ///   then is not fetched again the next time.
    public init(
        directory: String, normalization: Normalization, download: Bool, mirror: String? = nil,
        progress: DownloadProgress = .automatic
    ) async throws {
        self = try await reading(.fashionMNIST, download, directory, mirror, progress) {
            try FashionMNIST(directory: directory, normalization: normalization)
        }
    }
}

extension KMNIST {
    /// Reads the four IDX files in `directory`, compressed with gzip or not.
    ///
    /// - Parameters:
    ///   - download: Whether files that are missing, or too damaged to be read, are downloaded first. No other file is
    ///     touched, and nothing is downloaded if all can be read.
    ///   - mirror: The beginning of the URLs of the files, in place of those where they are published.
    ///   - progress: How it reports on the download.
    /// - Throws: A `DownloadError`, an `IDXError`, or a `CancellationError` if the task is cancelled. What had arrived by
    ///   then is not fetched again the next time.
    public init(
        directory: String, normalization: Normalization, download: Bool, mirror: String? = nil,
        progress: DownloadProgress = .automatic
    ) async throws {
        self = try await reading(.kmnist, download, directory, mirror, progress) {
            try KMNIST(directory: directory, normalization: normalization)
        }
    }
}

extension CIFAR10 {
    /// Reads the binary version in `directory`: the archive `cifar-10-binary.tar.gz`, or its files.
    ///
    /// - Parameters:
    ///   - download: Whether files that are missing, or too damaged to be read, are downloaded first. No other file is
    ///     touched, and nothing is downloaded if all can be read.
    ///   - mirror: The beginning of the URLs of the files, in place of those where they are published.
    ///   - progress: How it reports on the download.
    /// - Throws: A `DownloadError`, a `CIFARError`, or a `CancellationError` if the task is cancelled. What had arrived by
    ///   then is not fetched again the next time.
    public init(
        directory: String, normalization: Normalization, download: Bool, mirror: String? = nil,
        progress: DownloadProgress = .automatic
    ) async throws {
        self = try await reading(.cifar10, download, directory, mirror, progress) {
            try CIFAR10(directory: directory, normalization: normalization)
        }
    }
}

extension CIFAR100 {
    /// Reads the binary version in `directory`: the archive `cifar-100-binary.tar.gz`, or its files.
    ///
    /// - Parameters:
    ///   - download: Whether files that are missing, or too damaged to be read, are downloaded first. No other file is
    ///     touched, and nothing is downloaded if all can be read.
    ///   - mirror: The beginning of the URLs of the files, in place of those where they are published.
    ///   - progress: How it reports on the download.
    /// - Throws: A `DownloadError`, a `CIFARError`, or a `CancellationError` if the task is cancelled. What had arrived by
    ///   then is not fetched again the next time.
    public init(
        directory: String, normalization: Normalization, labels: Labels = .fine, download: Bool,
        mirror: String? = nil,
        progress: DownloadProgress = .automatic
    ) async throws {
        self = try await reading(.cifar100, download, directory, mirror, progress) {
            try CIFAR100(directory: directory, normalization: normalization, labels: labels)
        }
    }
}

private func reading<Content>(
    _ published: PublishedFiles, _ download: Bool, _ directory: String, _ mirror: String?,
    _ progress: DownloadProgress, _ read: () throws -> Content
) async throws -> Content {
    guard download else { return try read() }
    let downloader = try Downloader(published, to: directory, mirror: mirror, progress: progress)
    return try await downloader.whatIsRead(by: read)
}
