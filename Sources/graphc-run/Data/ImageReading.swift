import Foundation
import GraphImages
import GraphRuntime

/// How images are read: for training as the command says, afterwards as they were read then.
struct ImageReading {
    let normalization: Normalization
    /// Nil for those that the data has.
    let classNames: [String]?
    /// `[channels, height, width]`; nil for images as they are.
    let shape: [Int]?

    /// The images of a source that has such.
    func read(_ source: DataSource) throws -> DataParts? {
        switch source {
        case .idx(let directory):
            let data = try IDXFolder(
                directory: directory, classNames: classNames ?? knownNames(of: directory),
                normalization: normalization)
            return DataParts(train: try resized(data.train), test: try resized(data.test))
        case .cifar10(let directory):
            let data = try CIFAR10(directory: directory, normalization: normalization)
            return DataParts(train: try resized(data.train), test: try resized(data.test))
        case .cifar100(let directory):
            let data = try CIFAR100(directory: directory, normalization: normalization)
            return DataParts(train: try resized(data.train), test: try resized(data.test))
        case .images(let train, let test):
            let size = shape.map { (height: $0[1], width: $0[2]) }
            let folder = try ImageFolder(
                directory: train, channels: shape?[0] == 1 ? .gray : .rgb, size: size,
                normalization: normalization, classNames: classNames)
            let testing = try test.map { try ImageFolder(directory: $0, matching: folder).images }
            return DataParts(train: folder.images, test: testing)
        case .table:
            return nil
        }
    }

    private func resized(_ images: ImageDataset) throws -> any Dataset {
        guard let shape, shape[1...] != images.sampleShape[1...] else { return images }
        return try images.resized(height: shape[1], width: shape[2])
    }
}

/// The parts of a data set.
struct DataParts {
    var train: any Dataset
    var test: (any Dataset)?
}

/// The names of the classes of data sets whose files have none, by the name of the folder that they are usually in.
private func knownNames(of directory: String) -> [String]? {
    let path = URL(filePath: directory).standardizedFileURL.path.lowercased()
    if path.contains("fashion") { return FashionMNIST.classNames }
    if path.contains("kmnist") || path.contains("kuzushiji") { return KMNIST.classNames }
    return nil
}
