/// The files of a data set as they are published.
struct PublishedFiles: Sendable {
    struct File: Sendable, Equatable {
        let name: String
        /// In bytes.
        let size: Int
        let md5: String
    }

    let name: String
    let files: [File]
    /// The beginnings of URLs, which the name of a file completes.
    let mirrors: [String]
}

extension PublishedFiles {
    static let mnist = PublishedFiles(
        name: "MNIST",
        files: [
            File(
                name: "train-images-idx3-ubyte.gz", size: 9_912_422,
                md5: "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
            File(
                name: "train-labels-idx1-ubyte.gz", size: 28_881,
                md5: "d53e105ee54ea40749a09fcbcd1e9432"),
            File(
                name: "t10k-images-idx3-ubyte.gz", size: 1_648_877,
                md5: "9fb629c4189551a2d022fa330f9573f3"),
            File(
                name: "t10k-labels-idx1-ubyte.gz", size: 4_542,
                md5: "ec29112dd5afa0611ce80d1b7f02629c"),
        ],
        mirrors: [
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ])

    static let fashionMNIST = PublishedFiles(
        name: "Fashion-MNIST",
        files: [
            File(
                name: "train-images-idx3-ubyte.gz", size: 26_421_880,
                md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
            File(
                name: "train-labels-idx1-ubyte.gz", size: 29_515,
                md5: "25c81989df183df01b3e8a0aad5dffbe"),
            File(
                name: "t10k-images-idx3-ubyte.gz", size: 4_422_102,
                md5: "bef4ecab320f06d8554ea6380940ec79"),
            File(
                name: "t10k-labels-idx1-ubyte.gz", size: 5_148,
                md5: "bb300cfdad3c16e7a12a480ee83cd310"),
        ],
        mirrors: [
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        ])

    static let kmnist = PublishedFiles(
        name: "KMNIST",
        files: [
            File(
                name: "train-images-idx3-ubyte.gz", size: 18_165_135,
                md5: "bdb82020997e1d708af4cf47b453dcf7"),
            File(
                name: "train-labels-idx1-ubyte.gz", size: 29_497,
                md5: "e144d726b3acfaa3e44228e80efcd344"),
            File(
                name: "t10k-images-idx3-ubyte.gz", size: 3_041_136,
                md5: "5c965bf0a639b31b8f53240b1b52f4d7"),
            File(
                name: "t10k-labels-idx1-ubyte.gz", size: 5_120,
                md5: "7320c461ea6c1c855c0b718fb2a4b134"),
        ],
        mirrors: ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"])

    static let cifar10 = PublishedFiles(
        name: "CIFAR-10",
        files: [
            File(
                name: "cifar-10-binary.tar.gz", size: 170_052_171,
                md5: "c32a1d4ab5d03f1284b67883e8d87530")
        ],
        mirrors: ["https://www.cs.toronto.edu/~kriz/"])

    static let cifar100 = PublishedFiles(
        name: "CIFAR-100",
        files: [
            File(
                name: "cifar-100-binary.tar.gz", size: 168_513_733,
                md5: "03b5dce01913d631647c71ecec9e9cb8")
        ],
        mirrors: ["https://www.cs.toronto.edu/~kriz/"])

    /// Of these, some have files of the same names.
    static let all = [mnist, fashionMNIST, kmnist, cifar10, cifar100]
}
