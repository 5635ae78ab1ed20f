/// Handwritten digits: 60,000 images for training and 10,000 for testing, 28 × 28 pixels, 10 classes.
///
/// Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits.
public struct MNIST: Sendable {
    public let train: ImageDataset
    public let test: ImageDataset

    /// Reads the four IDX files in `directory`, compressed with gzip or not.
    public init(directory: String, normalization: Normalization) throws(IDXError) {
        (train, test) = try MNISTFiles(
            directory: directory, sampleShape: [1, 28, 28], classNames: digitNames
        ).read(normalization: normalization)
    }
}

/// Pictures of clothes, in the format of MNIST.
///
/// H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
/// Algorithms, 2017.
public struct FashionMNIST: Sendable {
    /// In the order of the labels.
    public static let classNames = [
        "t-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
        "ankle boot",
    ]

    public let train: ImageDataset
    public let test: ImageDataset

    /// Reads the four IDX files in `directory`, compressed with gzip or not.
    public init(directory: String, normalization: Normalization) throws(IDXError) {
        (train, test) = try MNISTFiles(
            directory: directory, sampleShape: [1, 28, 28],
            classNames: Self.classNames
        ).read(normalization: normalization)
    }
}

/// Characters of old Japanese script, in the format of MNIST and in files of the same names.
///
/// T. Clanuwat, M. Bober-Irizar, A. Kitamoto, A. Lamb, K. Yamamoto, D. Ha, Deep Learning for Classical Japanese
/// Literature, 2018.
public struct KMNIST: Sendable {
    /// In the order of the labels.
    public static let classNames = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]

    public let train: ImageDataset
    public let test: ImageDataset

    /// Reads the four IDX files in `directory`, compressed with gzip or not.
    public init(directory: String, normalization: Normalization) throws(IDXError) {
        (train, test) = try MNISTFiles(
            directory: directory, sampleShape: [1, 28, 28],
            classNames: Self.classNames
        ).read(normalization: normalization)
    }
}

/// The small set of handwritten digits in `examples/Data/digits`: 1,437 images for training and 360 for
/// testing, 8 × 8 pixels, 10 classes.
///
/// E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository.
public struct Digits: Sendable {
    public let train: ImageDataset
    public let test: ImageDataset

    /// Reads the four IDX files in `directory`, compressed with gzip or not.
    public init(directory: String, normalization: Normalization) throws(IDXError) {
        (train, test) = try MNISTFiles(
            directory: directory, sampleShape: [1, 8, 8], classNames: digitNames
        ).read(normalization: normalization)
    }
}

/// Images of any one shape in four files of MNIST's format and names: EMNIST, or your own.
public struct IDXFolder: Sendable {
    public let train: ImageDataset
    public let test: ImageDataset

    /// Reads the four IDX files in `directory`, compressed with gzip or not.
    ///
    /// - Parameter classNames: Those of the labels, in their order; nil for numbers from 0 to the largest label.
    public init(
        directory: String, classNames: [String]? = nil, normalization: Normalization
    ) throws(IDXError) {
        (train, test) = try MNISTFiles(
            directory: directory, sampleShape: nil, classNames: classNames
        ).read(normalization: normalization)
    }
}

private let digitNames = (0...9).map(String.init)
