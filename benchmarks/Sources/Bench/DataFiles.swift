import Foundation
import GraphRuntime

/// The training images and labels as files of plain bytes, which every contestant can read.
struct DataFiles {
    let images: String
    let labels: String
    /// How many of the samples are used.
    let samples: Int
    /// The folder with the original files, if there is one.
    let source: String?
    let name: String

    /// - Parameter samples: How many to use at most.
    init(samples: Int) throws {
        source = ProcessInfo.processInfo.environment["GRAPHC_FASHION_MNIST"]
        var pixels: [UInt8] = []
        var classes: [UInt8] = []
        if let source {
            name = "Fashion-MNIST"
            for sample in try FashionMNIST(directory: source, normalization: .none).train {
                pixels += sample.pixels
                classes.append(UInt8(sample.label))
            }
        } else {
            name = "random images, as many and as large as those of Fashion-MNIST, which is not here"
            var random = SplitMix64(seed: 0)
            pixels = (0..<60_000 * 784 / 8).flatMap { _ in
                withUnsafeBytes(of: random.next()) { Array($0) }
            }
            classes = (0..<60_000).map { UInt8($0 % 10) }
        }
        images = Folder.work.appending(path: "images").path
        labels = Folder.work.appending(path: "labels").path
        self.samples = min(samples, classes.count)
        try Data(pixels).write(to: URL(filePath: images))
        try Data(classes).write(to: URL(filePath: labels))
    }

    /// As arguments of a contestant.
    var arguments: [String] { [images, labels, "\(samples)"] }
}
