import GraphImages
import GraphRuntime

/// The images in a folder for each class, as they are: of any sizes, gray and in colours.
struct ImageFiles: ImagesToShow {
    private let files: FolderListing

    /// - Parameter classNames: As those of an `ImageFolder`.
    /// - Throws: `ImageError`, which names the folder.
    init(directory: String, classNames: [String]?) throws {
        files = try FolderListing(directory: directory, classNames: classNames)
    }

    /// The class, and below it where the file is.
    func picture(at index: Int) throws -> Picture {
        guard files.paths.indices.contains(index) else {
            throw DatasetError.index(index, count: files.paths.count)
        }
        var picture = Picture(try image(index), caption: className(of: index))
        picture.caption += "\n\(files.paths[index])"
        return picture
    }

    /// Reduced to what there is room for.
    func pictures(_ count: Int) throws -> [Picture] {
        try files.paths.indices.prefix(count).map { index in
            Picture(try image(index).reduced(to: 224), caption: className(of: index))
        }
    }

    func summary() throws -> DatasetSummary {
        var counts = files.classNames.map { _ in 0 }
        for label in files.labels { counts[label] += 1 }
        var pixels = FilePixels()
        let together = 64
        for first in stride(from: 0, to: files.paths.count, by: together) {
            let part = first..<min(first + together, files.paths.count)
            let all = inParallel(part) { index in Result { try FilePixels(of: image(index)) } }
            // Of several errors it is the first.
            for found in all { pixels.add(try found.get()) }
        }
        return DatasetSummary(
            count: files.paths.count, sampleShape: pixels.commonShape,
            classes: zip(files.classNames, counts).map { .init(name: $0, count: $1) },
            channels: pixels.channels)
    }

    private func className(of index: Int) -> String { files.classNames[files.labels[index]] }

    private func image(_ index: Int) throws -> PixelImage {
        try PixelImage(path: files.paths[index])
    }
}

/// How often pixels occur in images, and the shape of these.
private struct FilePixels: Sendable {
    /// Nil as long as there are no images, empty if they differ.
    private var shape: [Int]?
    private var isGray = true
    /// Of red, green and blue.
    private var histograms = Array(repeating: PixelHistogram(), count: 3)

    init() {}

    init(of image: PixelImage) {
        shape = image.shape
        isGray = image.channels == .gray
        histograms = (0..<3).map { PixelHistogram(of: image, channel: min($0, image.channels.count - 1)) }
    }

    mutating func add(_ other: FilePixels) {
        shape = shape == nil || shape == other.shape ? other.shape : []
        isGray = isGray && other.isGray
        for channel in histograms.indices { histograms[channel].add(other.histograms[channel]) }
    }

    var commonShape: [Int] { shape ?? [] }

    var channels: [DatasetSummary.Channel] {
        zip(isGray ? ["gray"] : ["red", "green", "blue"], histograms).map { name, histogram in
            let (mean, deviation) = histogram.meanAndDeviation
            return .init(name: name, mean: mean, deviation: deviation)
        }
    }
}
