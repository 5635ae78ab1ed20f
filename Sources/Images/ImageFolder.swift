public import GraphRuntime

/// A data set of PNG and JPEG files in a folder that has a folder for each class:
///
///     pets/cat/1.jpg
///     pets/cat/2.png
///     pets/dog/in the garden/7.JPEG
///
/// Classes are named as their folders and numbered in the order of their names; images come in the order of their paths,
/// class by class. These are the labels and the order of torchvision's `ImageFolder`. What begins with a dot and what has
/// another ending (`.png`, `.jpg` and `.jpeg`, in small or capital letters) is left alone.
public struct ImageFolder: Sendable {
    public let images: ImageDataset
    /// The file of each image.
    public let paths: [String]
    /// What all images have been converted to.
    public let channels: ImageChannels
    /// What all images have been resized to, if they have been.
    private let size: (height: Int, width: Int)?

    public var classNames: [String] { images.classNames }

    /// Reads all images, several at a time.
    ///
    /// - Parameters:
    ///   - channels: What the images are converted to.
    ///   - size: What they are resized to, as `PixelImage.resized` does; nil if all have one size already, which is
    ///     checked.
    ///   - classNames: The classes in the order of their labels, if they are known. Not all need to be in this folder, but
    ///     no others may.
    ///   - pixelLimit: An image of more pixels is an error, before memory is taken for them.
    /// - Throws: `ImageError`, which names the file or the folder: of several, that of the first in the order of paths.
    public init(
        directory: String, channels: ImageChannels = .rgb, size: (height: Int, width: Int)? = nil,
        normalization: Normalization, classNames: [String]? = nil, pixelLimit: Int = PixelImage.pixelLimit
    ) throws(ImageError) {
        let files = try FolderListing(directory: directory, classNames: classNames)
        let pixels = try FolderPixels(files, channels, size: size, pixelLimit: pixelLimit)
        self.channels = channels
        self.size = size
        paths = files.paths
        images = try ImageError.wrapping { () throws(DatasetError) in
            try ImageDataset(
                pixels: pixels.bytes, sampleShape: pixels.shape, order: .channelsLast, labels: files.labels,
                classNames: files.classNames, normalization: normalization)
        }
    }

    /// Reads all images, several at a time, to be what a model reads that has been trained on others: of the same
    /// channels and size, with the same classes and normalization.
    ///
    /// - Parameters:
    ///   - training: Those that the model has been trained on. Not all of their classes need to be in this folder, but no
    ///     others may. Images of another size are resized if those have been.
    ///   - pixelLimit: An image of more pixels is an error, before memory is taken for them.
    /// - Throws: `ImageError`, which names the file or the folder: of several, that of the first in the order of paths.
    public init(
        directory: String, matching training: ImageFolder, pixelLimit: Int = PixelImage.pixelLimit
    ) throws(ImageError) {
        let files = try FolderListing(directory: directory, classNames: training.classNames)
        let shape = training.images.sampleShape
        let pixels = try FolderPixels(
            files, training.channels, size: training.size, expected: (height: shape[1], width: shape[2]),
            pixelLimit: pixelLimit)
        channels = training.channels
        size = training.size
        paths = files.paths
        images = try ImageError.wrapping { () throws(DatasetError) in
            try ImageDataset(
                pixels: pixels.bytes, sampleShape: pixels.shape, order: .channelsLast, labels: files.labels,
                classNames: files.classNames, transforms: training.images.transforms)
        }
    }
}
