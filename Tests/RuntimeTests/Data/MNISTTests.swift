import Foundation
import GraphRuntime
import Testing

@Suite struct MNISTTests {
    let files: DataFiles

    init() throws {
        files = try DataFiles()
    }

    static let names = [
        "train-images-idx3-ubyte", "t10k-images-idx3-ubyte", "train-labels-idx1-ubyte",
        "t10k-labels-idx1-ubyte",
    ]

    /// Two images for training, the pixels 10 and 20, and one for testing, the pixels 40.
    private let contents = [
        idx([2, 8, 8], payload: [UInt8](repeating: 10, count: 64) + [UInt8](repeating: 20, count: 64)),
        idx([1, 8, 8], payload: [UInt8](repeating: 40, count: 64)),
        idx([2], payload: [3, 9]),
        idx([1], payload: [5]),
    ]

    private func writeAll(spelledAs spelling: (String) -> String = { $0 }, gzipped: Bool = false) throws {
        for (name, bytes) in zip(Self.names, contents) {
            try files.write(gzipped ? gzip(bytes) : bytes, as: spelling(name))
        }
    }

    private func path(_ index: Int) -> String { "\(files.directory)/\(Self.names[index])" }

    private func error() -> IDXError? {
        #expect(throws: IDXError.self) { try Digits(directory: files.directory, normalization: .none) }
    }

    @Test(arguments: [false, true], [false, true])
    func findsTheFilesByEachName(dotted: Bool, gzipped: Bool) throws {
        try writeAll(
            spelledAs: { name in
                (dotted ? name.replacingOccurrences(of: "-idx", with: ".idx") : name) + (gzipped ? ".gz" : "")
            }, gzipped: gzipped)
        let data = try Digits(directory: files.directory, normalization: .none)
        #expect(data.train.map(\.label) == [3, 9])
        #expect(data.train[1].values == [Float](repeating: 20, count: 64))
        #expect(data.test.map(\.className) == ["5"])
        #expect(data.test[0].values == [Float](repeating: 40, count: 64))
    }

    @Test func passesByADirectoryOfTheSameName() throws {
        try writeAll(spelledAs: { $0.replacingOccurrences(of: "-idx", with: ".idx") })
        try FileManager.default.createDirectory(atPath: path(0), withIntermediateDirectories: false)
        #expect(try Digits(directory: files.directory, normalization: .none).train.count == 2)
    }

    @Test func relativesOfMNISTHaveClassesOfTheirOwn() throws {
        for (name, bytes) in zip(
            Self.names,
            [
                idx([1, 28, 28], payload: [UInt8](repeating: 1, count: 784)),
                idx([1, 28, 28], payload: [UInt8](repeating: 2, count: 784)),
                idx([1], payload: [9]), idx([1], payload: [1]),
            ])
        { try files.write(bytes, as: name) }
        let kuzushiji = try KMNIST(directory: files.directory, normalization: .none)
        #expect(kuzushiji.train[0].className == "wo" && kuzushiji.test[0].className == "ki")
        #expect(try MNIST(directory: files.directory, normalization: .none).train[0].className == "9")
        #expect(
            try FashionMNIST(directory: files.directory, normalization: .none).test[0].className == "trouser")
    }

    @Test func standardizesTheTestImagesAsTheTrainingImages() throws {
        try writeAll()
        let data = try Digits(directory: files.directory, normalization: .standardized)
        // Mean 15, deviation 5.
        #expect(abs(data.train[0].values[0] + 1) < 1e-6)
        #expect(abs(data.train[1].values[0] - 1) < 1e-6)
        #expect(abs(data.test[0].values[0] - 5) < 1e-6)
    }

    @Test func reportsAMissingDirectory() throws {
        let file = try files.write([1])
        for path in ["/no/such/directory", file] {
            #expect(throws: IDXError.file(.notADirectory(path))) {
                try Digits(directory: path, normalization: .none)
            }
        }
    }

    @Test func reportsMissingFiles() throws {
        try writeAll()
        try FileManager.default.removeItem(atPath: path(3))
        let name = "t10k-labels"
        #expect(
            error()
                == .file(
                    .noneOf(
                        names: [
                            "\(name)-idx1-ubyte.gz", "\(name)-idx1-ubyte", "\(name).idx1-ubyte.gz",
                            "\(name).idx1-ubyte",
                        ], directory: files.directory)))
    }

    @Test func reportsTheSameOfSeveralErrorsEveryTime() throws {
        try writeAll()
        for index in 1...3 { try files.write([], as: Self.names[index]) }
        for _ in 0..<20 {
            #expect(error() == .truncatedHeader(file: path(1), expected: 4, found: 0))
        }
    }

    @Test func reportsCountsThatDiffer() throws {
        try writeAll()
        try files.write(idx([3], payload: [1, 2, 3]), as: Self.names[2])
        #expect(error() == .counts(images: path(0), imageCount: 2, labels: path(2), labelCount: 3))
    }

    @Test func reportsALabelWithoutAClass() throws {
        try writeAll()
        try files.write(idx([1], payload: [10]), as: Self.names[3])
        #expect(error() == .label(file: path(3), index: 0, found: 10, classes: 10))
    }

    @Test func reportsImagesOfAnotherSize() throws {
        try writeAll()
        #expect(throws: IDXError.sampleShape(file: path(0), expected: [1, 28, 28], found: [1, 8, 8])) {
            try FashionMNIST(directory: files.directory, normalization: .none)
        }
        #expect(throws: IDXError.sampleShape(file: path(0), expected: [1, 28, 28], found: [1, 8, 8])) {
            try MNIST(directory: files.directory, normalization: .none)
        }
    }

    /// Two gigabytes of zeros are two megabytes of gzip: none of them is decompressed for a header that does not fit.
    @Test func headersAreComparedBeforeAnythingElseIsRead() throws {
        let most = 0x7fff_ffff
        for (name, shape) in zip(Self.names, [[most, 1, 1], [most, 1, 1], [most], [most]]) {
            try files.write(gzip(idx(shape, payload: [1])), as: name)
        }
        #expect(error() == .sampleShape(file: path(0), expected: [1, 8, 8], found: [1, 1, 1]))
        try files.write(gzip(idx([2, 8, 8], payload: [1])), as: Self.names[0])
        #expect(error() == .sampleShape(file: path(1), expected: [1, 8, 8], found: [1, 1, 1]))
        try files.write(gzip(idx([1, 8, 8], payload: [1])), as: Self.names[1])
        #expect(error() == .counts(images: path(0), imageCount: 2, labels: path(2), labelCount: most))
        #expect(
            throws: IDXError.counts(images: path(0), imageCount: 2, labels: path(2), labelCount: most)
        ) {
            try ImageDataset(
                images: path(0), labels: path(2), classNames: letters(2), normalization: .none)
        }
    }

    @Test func readsImagesWithChannels() throws {
        let images = try files.write(idx([2, 3, 1, 2], payload: Array(0..<12)), as: "images")
        let labels = try files.write(idx([2], payload: [1, 0]), as: "labels")
        let data = try ImageDataset(
            images: images, labels: labels, classNames: letters(2), normalization: .none)
        #expect(data.sampleShape == [3, 1, 2])
        #expect(data[1].values == [6, 7, 8, 9, 10, 11])
    }

    @Test func everyErrorIsOneSentenceThatNamesItsFile() {
        let errors: [IDXError] = [
            .file(.cannotRead("f", EIO)), .file(.notAFile("f")), .file(.notADirectory("f")),
            .file(.noneOf(names: ["a", "b"], directory: "f")),
            .file(.corruptGzip("f", reason: "r")), .file(.truncatedGzip("f")),
            .file(.trailingBytes("f", found: [0, 255])),
            .truncatedHeader(file: "f", expected: 4, found: 3),
            .magic(file: "f", found: [1, 2, 3]), .elementType(file: "f", found: 13),
            .rank(file: "f", expected: 3...4, found: 1), .zeroDimension(file: "f", shape: [0, 28, 28]),
            .tooLarge(file: "f", shape: [60_000, 1_000, 1_000], limit: 7),
            .payloadTooShort(file: "f", shape: [2, 2], expected: 4, found: 3),
            .payloadTooLong(file: "f", shape: [2, 2], expected: 4),
            .counts(images: "i", imageCount: 2, labels: "f", labelCount: 3),
            .sampleShape(file: "f", expected: [1, 28, 28], found: [1, 8, 8]),
            .channels(file: "f", expected: 3, found: 1), .label(file: "f", index: 7, found: 12, classes: 10),
        ]
        for error in errors {
            #expect(error.description.hasPrefix("f: "))
            #expect(!error.description.contains("\n"))
            #expect(error.localizedDescription == error.description)
        }
        #expect(
            errors[7...].map(\.description) == [
                "f: expected an IDX header of 4 bytes, found 3 bytes",
                "f: expected an IDX file, which begins with 00 00 08, found 01 02 03",
                "f: expected unsigned bytes (IDX type 08), found type 0d",
                "f: expected 3 to 4 dimensions, found 1",
                "f: expected dimensions of at least 1, found 0 × 28 × 28",
                "f: expected at most 7 bytes, found the dimensions 60000 × 1000 × 1000",
                "f: expected 4 bytes (2 × 2) after the header, found 3",
                "f: expected 4 bytes (2 × 2) after the header, found more",
                "f: expected 2 labels, one for each image in i, found 3",
                "f: expected images of the shape 1 × 28 × 28, found 1 × 8 × 8",
                "f: expected numbers for each of 3 channels, found 1",
                "f: expected labels below 10, the number of classes, found 12 at index 7",
            ])
    }
}
