import Foundation
import GraphImages
import GraphRuntime
import Testing

@Suite struct ImageFolderTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    /// Writes an image of one colour.
    private func write(_ name: String, _ value: UInt8 = 0, height: Int = 2, width: Int = 3) throws {
        let image = try PixelImage(
            pixels: [UInt8](repeating: value, count: height * width), height: height, width: width,
            channels: .gray)
        try folder.write(try image.encodedPNG(), to: name)
    }

    private func read(_ directory: String = "", size: (height: Int, width: Int)? = nil) throws -> ImageFolder
    {
        try ImageFolder(directory: folder.path(directory), size: size, normalization: .none)
    }

    private func error(_ directory: String = "") -> ImageError? {
        #expect(throws: ImageError.self) { try read(directory) }
    }

    @Test func aFolderIsAClass() throws {
        // The order is that of torchvision's ImageFolder: by path, in the order of bytes.
        let names = [
            "Zebra/2.png", "Zebra/10.PNG", "ant/a.png", "ant/b/x.png", "ant/b c/x.png", "ant/b/c/x.png",
            "ant/Z.png", "élan/x.jpeg",
        ]
        for (value, name) in names.enumerated() { try write(name, UInt8(value)) }
        try folder.write([1], to: "ant/notes.txt")
        try folder.write([1], to: "ant/.hidden.png")
        try folder.write([1], to: ".git/x.png")
        try folder.write([1], to: "readme.md")
        let data = try read()
        #expect(data.classNames == ["Zebra", "ant", "élan"])
        let order = [1, 0, 6, 2, 3, 4, 5, 7]
        #expect(data.paths == order.map { folder.path(names[$0]) })
        #expect(data.images.map(\.label) == [0, 0, 1, 1, 1, 1, 1, 2])
        #expect(data.images.map { Int($0.pixels.first ?? 99) } == order)
        #expect(data.images.sampleShape == [3, 2, 3])
        #expect(data.images[1].values == [Float](repeating: 0, count: 18))
    }

    @Test func imagesOfAnotherSizeAreResizedIfAsked() throws {
        try write("a/1.png", 10, height: 4, width: 4)
        try write("a/2.png", 20, height: 5, width: 4)
        try write("b/1.png", 30, height: 4, width: 6)
        let found = error()
        #expect(
            found
                == .size(
                    file: folder.path("a/2.png"), expectedHeight: 4, expectedWidth: 4, height: 5, width: 4))
        #expect(
            found?.description.hasSuffix("a/2.png: expected an image of 4 × 4, found one of 5 × 4") == true)
        let data = try read(size: (height: 2, width: 3))
        #expect(data.images.sampleShape == [3, 2, 3])
        #expect(data.images.map { Set($0.pixels) } == [[10], [20], [30]])
        #expect(throws: ImageError.emptySize(height: 0, width: 3)) { try read(size: (0, 3)) }
    }

    @Test func photographsAreResizedAsOneByOne() throws {
        let fixtures = ["rgb.jpg", "gray.png", "rgba.png", "cmyk.jpg"]
        for name in fixtures { try folder.write(try Fixture.named(name).file, to: "a/\(name)") }
        for channels in ImageChannels.allCases {
            let data = try ImageFolder(
                directory: folder.path, channels: channels, size: (height: 7, width: 20),
                normalization: .zeroToOne)
            #expect(data.channels == channels)
            for (sample, path) in zip(data.images, data.paths) {
                let image = try PixelImage(path: path, channels: channels).resized(height: 7, width: 20)
                #expect(try PixelImage(sample) == image)
            }
        }
    }

    @Test func aTestSetHasTheClassesOfTheTrainingSet() throws {
        for name in ["cat", "dog", "emu"] { try write("train/\(name)/1.png", UInt8(name.utf8.count)) }
        try write("train/emu/2.png", 90)
        try write("test/emu/1.png", 7)
        try write("test/dog/1.png", 8)
        let train = try ImageFolder(
            directory: folder.path("train"), channels: .gray, normalization: .standardized)
        let test = try ImageFolder(directory: folder.path("test"), matching: train)
        #expect(test.classNames == ["cat", "dog", "emu"])
        #expect(test.images.map(\.label) == [1, 2])
        #expect(test.images.transforms == train.images.transforms)
        #expect(test.images.sampleShape == [1, 2, 3])
        let named = try ImageFolder(
            directory: folder.path("test"), normalization: .none, classNames: ["emu", "dog", "cat"])
        #expect(named.images.map(\.className) == ["dog", "emu"] && named.images.map(\.label) == [1, 0])

        try write("test/fox/1.png")
        let unknown = ImageError.unknownClass(
            directory: folder.path("test/fox"), known: ["cat", "dog", "emu"])
        #expect(throws: unknown) { try ImageFolder(directory: folder.path("test"), matching: train) }
        #expect(
            unknown.description.hasSuffix(
                "expected the folder of one of the classes cat, dog, emu, found another"))
        try FileManager.default.removeItem(atPath: folder.path("test/fox"))
        try write("test/emu/2.png", height: 3)
        #expect(
            throws: ImageError.size(
                file: folder.path("test/emu/2.png"), expectedHeight: 2, expectedWidth: 3, height: 3, width: 3)
        ) { try ImageFolder(directory: folder.path("test"), matching: train) }
        let resized = try ImageFolder(
            directory: folder.path("train"), size: (height: 2, width: 3), normalization: .none)
        #expect(try ImageFolder(directory: folder.path("test"), matching: resized).images.count == 3)
    }

    @Test func thereMayBeMoreClassesThanAByteHolds() throws {
        for label in 0..<300 { try write("\(1000 + label)/x.png", UInt8(label % 256)) }
        let data = try read()
        #expect(data.classNames.count == 300)
        #expect(data.images.map(\.label) == Array(0..<300))
        #expect(data.images[299].className == "1299")
    }

    @Test func foldersWithoutImagesAreNamed() throws {
        #expect(throws: ImageError.file(.notADirectory(""))) {
            try ImageFolder(directory: "", normalization: .none)
        }
        #expect(error("none") == .file(.notADirectory(folder.path("none"))))
        #expect(error() == .noClasses(directory: folder.path))
        try write("a.png")
        #expect(error() == .noClasses(directory: folder.path))
        #expect(error("a.png") == .file(.notADirectory(folder.path("a.png"))))
        try write("cat/a.png")
        try folder.write([], to: "dog/a.webp")
        try folder.write([], to: "dog/b.txt")
        #expect(error() == .noImages(directory: folder.path("dog"), otherFiles: 2))
        #expect(error()?.description.hasSuffix("expected .png, .jpg or .jpeg files, found 2 others") == true)
    }

    @Test func linksAreFollowedOnce() throws {
        try write("a/1.png", 1)
        try write("elsewhere.png", 2)
        try write("more/x/3.png", 3)
        try folder.makeFolder("set")
        try folder.link("set/a", to: "../a")
        try folder.link("a/2.png", to: "../elsewhere.png")
        try folder.link("a/more", to: "../more")
        #expect(try read("set").images.map { $0.pixels.first } == [1, 2, 3])
        try folder.link("more/x/back", to: "../../a")
        let directory = folder.path("set/a/more/x/back")
        #expect(error("set") == .visitedTwice(directory: directory))
        try FileManager.default.removeItem(atPath: folder.path("more/x/back"))
        try folder.link("a/lost.png", to: "nowhere.png")
        #expect(error("set") == .file(.cannotRead(folder.path("set/a/lost.png"), 2)))
    }

    @Test func ofSeveralErrorsThatOfTheFirstFileIsThrown() throws {
        for index in 100..<400 { try write("a/\(index).png") }
        try folder.write([1], to: "a/250.png")
        try folder.write([2], to: "a/300.png")
        try folder.write([3], to: "a/399.png")
        for _ in 0..<20 {
            #expect(error() == .unknownFormat(file: folder.path("a/250.png"), found: [1]))
        }
    }

    @Test func normalizationsThatDoNotFitAreErrors() throws {
        try write("a/1.png")
        #expect(throws: ImageError.dataset(.channels(expected: 3, found: 1))) {
            try ImageFolder(
                directory: folder.path, normalization: .standardPerChannel(means: [0], deviations: [1]))
        }
    }

    @Test func aNameFromAFolderIsShownWithoutControlCharacters() throws {
        try folder.makeFolder("a")
        try folder.link("a/x\u{1B}[31m.png", to: "nowhere")
        #expect(error()?.description.contains("/a/x\\u{1B}[31m.png: cannot be read") == true)
        try FileManager.default.removeItem(atPath: folder.path("a/x\u{1B}[31m.png"))
        try folder.write([1], to: "a/x\u{1B}[31m.png")
        let text = try #require(error()?.description)
        #expect(
            text.hasSuffix(
                "/a/x\\u{1B}[31m.png: expected a PNG or a JPEG image, found a file that begins with 01"))
    }
}
