import GraphRuntime

extension Downloader {
    /// What `read` reads out of the directory, once the files are there that it finds missing, or so damaged that nobody
    /// could read them.
    func whatIsRead<Content>(by read: () throws -> Content) async throws -> Content {
        try checkForOtherDataSets()
        var fetched: [PublishedFiles.File] = []
        while true {
            do {
                return try read()
            } catch let error as any ReadingError {
                guard let file = published.files.first(where: { error.needs($0.name) }),
                    !fetched.contains(file)
                else { throw error }
                fetched.append(file)
                try await download(file)
            }
        }
    }

    /// A file of the right name and format with other content would be read without complaint.
    private func checkForOtherDataSets() throws(DownloadError) {
        for file in published.files {
            for other in PublishedFiles.all where other.name != published.name {
                for twin in other.files where twin.name == file.name && twin != file {
                    guard (try? isWhole(twin, at: path(of: file))) == true else { continue }
                    throw .otherDataSet(file: path(of: file), expected: published.name, found: other.name)
                }
            }
        }
    }
}

/// What is thrown where a data set cannot be read.
private protocol ReadingError: Error {
    /// Whether this file has to be fetched before anything can be read: it is missing or damaged. A file that is sound
    /// and of something else is somebody's own.
    func needs(_ name: String) -> Bool
}

extension IDXError: ReadingError {
    fileprivate func needs(_ name: String) -> Bool {
        switch self {
        case .file(let error): error.needs(name)
        case .truncatedHeader(let path, _, _), .magic(let path, _), .payloadTooShort(let path, _, _, _),
            .payloadTooLong(let path, _, _):
            isFile(path, name)
        case .elementType, .rank, .zeroDimension, .tooLarge, .counts, .sampleShape, .channels, .label: false
        }
    }
}

extension CIFARError: ReadingError {
    fileprivate func needs(_ name: String) -> Bool {
        switch self {
        case .file(let error): error.needs(name)
        case .missing, .again, .size, .label, .dataset: false
        }
    }
}

extension FileError {
    fileprivate func needs(_ name: String) -> Bool {
        switch self {
        // Without a name it would be the root.
        case .notADirectory(let path): !path.isEmpty
        case .noneOf(let names, _): names.contains(name)
        case .corruptGzip(let path, _), .truncatedGzip(let path), .trailingBytes(let path, _),
            .truncatedTar(let path), .corruptTar(let path, _, _):
            isFile(path, name)
        case .cannotRead, .cannotWrite, .notAFile: false
        }
    }
}

/// Whether this is the path of the published file, as it is, decompressed, or with a dot in place of a hyphen.
private func isFile(_ path: String, _ name: String) -> Bool {
    let last = (path.split(separator: "/").last ?? "").replacing(".idx", with: "-idx")
    return last == name || "\(last).gz" == name
}
