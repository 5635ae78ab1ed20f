/// A directory with the files of CIFAR-10 or CIFAR-100, or with the archive of them.
struct CIFARFiles {
    let directory: String
    /// As it is published, and as browsers that decompress what they fetch leave it.
    let archives: [String]
    /// Where the files are, in the archive and when it is unpacked.
    let folder: String
    let train: [String]
    let test: String
    /// The most records in a file.
    let recordLimit: Int
    /// Those that a record begins with, and which of them is read.
    let labels: [Names]
    let label: Int

    /// The names of the classes.
    struct Names {
        /// The file that has them, a name a line.
        let file: String
        let published: [String]

        init(file: String, names: String) {
            self.file = file
            published = names.split(whereSeparator: \.isWhitespace).map(String.init)
        }
    }

    /// What has been read of the files.
    private struct Content {
        var batches: [String: CIFARBatch] = [:]
        var names: [String]?
    }

    func read(normalization: Normalization) throws(CIFARError) -> (train: ImageDataset, test: ImageDataset) {
        var content = try readContent()
        let training = CIFARBatch(joining: train.compactMap { content.batches.removeValue(forKey: $0) })
        let testing = CIFARBatch(joining: [test].compactMap { content.batches.removeValue(forKey: $0) })
        let names = content.names ?? labels[label].published
        do {
            let transforms = try normalization.pixelTransforms(fittedTo: training.pixels, shape: [3, 32, 32])
            func images(_ batch: CIFARBatch) throws(DatasetError) -> ImageDataset {
                try ImageDataset(
                    pixels: batch.pixels, sampleShape: [3, 32, 32], labels: batch.labels, classNames: names,
                    transforms: transforms)
            }
            return (try images(training), try images(testing))
        } catch { throw .dataset(error) }
    }

    private func readContent() throws(CIFARError) -> Content {
        guard directoryExists(at: directory) else { throw .file(.notADirectory(directory)) }
        for folder in ["\(directory)/\(folder)", directory]
        where (train + [test]).contains(where: { fileExists(at: "\(folder)/\($0)") }) {
            return try content(of: folder)
        }
        guard let archive = archives.map({ "\(directory)/\($0)" }).first(where: { fileExists(at: $0) }) else {
            throw .file(.noneOf(names: archives + ["\(folder)/\(train[0])", train[0]], directory: directory))
        }
        return try content(ofArchive: archive)
    }

    private func content(of folder: String) throws(CIFARError) -> Content {
        var content = Content()
        for name in train + [test] {
            let file = try reading { () throws(FileError) in try InputFile(path: "\(folder)/\(name)") }
            content.batches[name] = try batch(file: file.path, size: file.size, read: file.read)
        }
        let path = "\(folder)/\(labels[label].file)"
        if fileExists(at: path) {
            content.names = try reading { () throws(FileError) in
                let file = try InputFile(path: path)
                return try names(size: file.size, read: file.read)
            }
        }
        return content
    }

    private func content(ofArchive archive: String) throws(CIFARError) -> Content {
        var content = Content()
        let reader = try reading { () throws(FileError) in try TarReader(path: archive) }
        while let entry = try reading(reader.next) {
            guard let name = name(of: entry) else { continue }
            if name == labels[label].file {
                content.names = try reading { () throws(FileError) in
                    try names(size: entry.size, read: reader.read)
                }
            } else if (train + [test]).contains(name) {
                let file = "\(archive): \(folder)/\(name)"
                guard content.batches[name] == nil else { throw .again(file: file) }
                content.batches[name] = try batch(file: file, size: entry.size, read: reader.read)
            }
        }
        for name in train + [test] where content.batches[name] == nil {
            throw .missing(name: "\(folder)/\(name)", archive: archive)
        }
        return content
    }

    /// The name of a file that lies in the folder of the archive.
    private func name(of entry: TarReader.Entry) -> String? {
        let path = entry.name.hasPrefix("./") ? entry.name.dropFirst(2) : entry.name[...]
        return path.hasPrefix("\(folder)/") ? String(path.dropFirst(folder.count + 1)) : nil
    }

    private func batch(
        file: String, size: Int, read: (UnsafeMutableRawBufferPointer) throws(FileError) -> Int
    ) throws(CIFARError) -> CIFARBatch {
        try CIFARBatch(
            file: file, size: size, recordLimit: recordLimit, classes: labels.map(\.published.count),
            label: label, read: read)
    }

    /// The lines of a text, if there is one for each class and they can be shown.
    private func names(
        size: Int, read: (UnsafeMutableRawBufferPointer) throws(FileError) -> Int
    ) throws(FileError) -> [String]? {
        guard size <= 1 << 16 else { return nil }
        let bytes = try [UInt8](unsafeUninitializedCapacity: size) { (buffer, count) throws(FileError) in
            count = try read(UnsafeMutableRawBufferPointer(buffer))
        }
        let names = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(
            String.init)
        let isOneForEach =
            Set(names).count == labels[label].published.count && names.count == Set(names).count
        return isOneForEach && names.allSatisfy { printable($0) == $0 } ? names : nil
    }
}

private func reading<Value>(_ body: () throws(FileError) -> Value) throws(CIFARError) -> Value {
    do { return try body() } catch { throw .file(error) }
}
