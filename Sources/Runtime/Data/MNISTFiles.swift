import Dispatch

/// A directory with the four files that MNIST and its relatives come in.
struct MNISTFiles {
    let directory: String
    let sampleShape: [Int]
    let classNames: [String]

    /// Reads the files, several at a time, and checks them. Of several errors it throws the same one
    /// every time.
    func read(normalization: Normalization) throws(IDXError) -> (train: ImageDataset, test: ImageDataset) {
        guard InputFile.directoryExists(at: directory) else {
            throw .notADirectory(directory)
        }
        // The largest first, so that the others are read beside it.
        let files = try readInParallel(["train-images", "t10k-images", "train-labels", "t10k-labels"])
        let transforms = try files[0].pixelTransforms(normalization)
        return (
            train: try dataset(images: files[0], labels: files[2], transforms: transforms),
            test: try dataset(images: files[1], labels: files[3], transforms: transforms)
        )
    }

    private func readInParallel(_ names: [String]) throws(IDXError) -> [IDXFile] {
        var results = [Result<IDXFile, IDXError>?](repeating: nil, count: names.count)
        results.withUnsafeMutableBufferPointer { results in
            // Each iteration writes an element of its own.
            nonisolated(unsafe) let results = results
            DispatchQueue.concurrentPerform(iterations: names.count) { index in
                results[index] = Result { () throws(IDXError) in try readFile(names[index]) }
            }
        }
        var files: [IDXFile] = []
        for case .some(let result) in results { files.append(try result.get()) }
        return files
    }

    private func readFile(_ name: String) throws(IDXError) -> IDXFile {
        let isImages = name.hasSuffix("images")
        let suffix = isImages ? "idx3-ubyte" : "idx1-ubyte"
        let spellings = ["-\(suffix).gz", "-\(suffix)", ".\(suffix).gz", ".\(suffix)"].map { name + $0 }
        guard let found = spellings.first(where: { InputFile.exists(at: "\(directory)/\($0)") }) else {
            throw .noneOf(names: spellings, directory: directory)
        }
        return try IDXFile(path: "\(directory)/\(found)", rank: isImages ? 3...4 : 1...1)
    }

    private func dataset(
        images: IDXFile, labels: IDXFile, transforms: [PixelTransform]
    ) throws(IDXError) -> ImageDataset {
        let dataset = try ImageDataset(
            images: images, labels: labels, classNames: classNames, transforms: transforms)
        guard dataset.sampleShape == sampleShape else {
            throw .sampleShape(file: images.path, expected: sampleShape, found: dataset.sampleShape)
        }
        return dataset
    }
}
