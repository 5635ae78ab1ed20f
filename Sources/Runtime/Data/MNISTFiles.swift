/// A directory with the four files that MNIST and its relatives come in.
struct MNISTFiles {
    let directory: String
    /// Nil for images of any one shape.
    let sampleShape: [Int]?
    /// Nil for numbers, from 0 to the largest label.
    let classNames: [String]?

    /// Reads the files, several at a time, and checks them, what their headers say before anything else. Of several
    /// errors it throws the same one every time.
    func read(normalization: Normalization) throws(IDXError) -> (train: ImageDataset, test: ImageDataset) {
        guard directoryExists(at: directory) else {
            throw .file(.notADirectory(directory))
        }
        // The largest first, so that the others are read beside it.
        var readers: [IDXReader] = []
        for name in ["train-images", "t10k-images", "train-labels", "t10k-labels"] {
            readers.append(try reader(of: name))
        }
        let expected = sampleShape ?? readers[0].sampleShape
        for images in readers[..<2] { try checkSampleShape(images, expected) }
        for (images, labels) in zip(readers[..<2], readers[2...]) { try checkCounts(images, labels) }
        let files = try readInParallel(readers)
        let transforms = try files[0].pixelTransforms(normalization)
        let classNames = classNames ?? (0...Int(files[2...].flatMap(\.bytes).max() ?? 0)).map(String.init)
        return (
            train: try ImageDataset(
                images: files[0], labels: files[2], classNames: classNames, transforms: transforms),
            test: try ImageDataset(
                images: files[1], labels: files[3], classNames: classNames, transforms: transforms)
        )
    }

    private func reader(of name: String) throws(IDXError) -> IDXReader {
        let isImages = name.hasSuffix("images")
        let suffix = isImages ? "idx3-ubyte" : "idx1-ubyte"
        let spellings = ["-\(suffix).gz", "-\(suffix)", ".\(suffix).gz", ".\(suffix)"].map { name + $0 }
        guard let found = spellings.first(where: { fileExists(at: "\(directory)/\($0)") }) else {
            throw .file(.noneOf(names: spellings, directory: directory))
        }
        return try IDXReader(path: "\(directory)/\(found)", rank: isImages ? 3...4 : 1...1)
    }

    private func checkSampleShape(_ images: IDXReader, _ expected: [Int]) throws(IDXError) {
        guard images.sampleShape == expected else {
            throw .sampleShape(file: images.path, expected: expected, found: images.sampleShape)
        }
    }

    private func readInParallel(_ readers: [IDXReader]) throws(IDXError) -> [IDXFile] {
        let results = inParallel(readers.indices) { index in
            Result { () throws(IDXError) in try readers[index].readFile() }
        }
        var files: [IDXFile] = []
        for result in results { files.append(try result.get()) }
        return files
    }
}

extension IDXReader {
    /// The shape of an image, its channels first.
    fileprivate var sampleShape: [Int] { shape.count == 3 ? [1] + shape[1...] : Array(shape[1...]) }
}

/// Throws if there is not one label for each image, which the headers tell.
func checkCounts(_ images: IDXReader, _ labels: IDXReader) throws(IDXError) {
    guard images.shape[0] == labels.shape[0] else {
        throw .counts(
            images: images.path, imageCount: images.shape[0], labels: labels.path, labelCount: labels.shape[0]
        )
    }
}
