import GraphRuntime
import Testing

@Suite struct PictureTests {
    private let escape = "\u{1B}["

    @Test func aCharacterShowsTwoPixelsOneAboveTheOther() throws {
        let image = try PixelImage(
            pixels: [0, 255, 255, 0, 255, 0], height: 3, width: 2, channels: .gray)
        #expect(
            image.text(columns: 80, style: .colored) == """
                \(escape)38;2;0;0;0;48;2;255;255;255m▀\(escape)38;2;255;255;255;48;2;0;0;0m▀\(escape)0m
                \(escape)38;2;255;255;255m▀\(escape)38;2;0;0;0m▀\(escape)0m
                """)
        let colors = try PixelImage(
            pixels: [255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255], height: 2, width: 2, channels: .rgb)
        // What does not change is not said again.
        #expect(
            colors.text(columns: 80, style: .colored) == "\(escape)38;2;255;0;0;48;2;0;0;255m▀▀\(escape)0m")
    }

    @Test func withoutColoursACharacterIsTheDenserTheBrighterItsPixelsAre() throws {
        let image = try PixelImage(
            pixels: (0..<10).map { UInt8($0 * 28) } + [255, 255] + Array(repeating: 0, count: 8), height: 2,
            width: 10, channels: .gray)
        #expect(image.text(columns: 80, style: .plain) == "==++....::::----====")
        let ramp = try PixelImage(
            pixels: (0..<10).map { UInt8($0 * 28) }, height: 1, width: 10, channels: .gray)
        #expect(ramp.text(columns: 80, style: .plain) == "  ..::--==++**##%%@@")
        // Green is brighter than blue.
        let colors = try PixelImage(pixels: [0, 255, 0, 0, 0, 255], height: 1, width: 2, channels: .rgb)
        #expect(colors.text(columns: 80, style: .plain) == "++..")
    }

    @Test func aWiderImageIsReduced() throws {
        let pixels = (0..<16).map { UInt8($0 / 4 < 2 ? ($0 % 4 < 2 ? 10 : 20) : ($0 % 4 < 2 ? 30 : 40)) }
        let image = try PixelImage(pixels: pixels, height: 4, width: 4, channels: .gray)
        #expect(
            image.text(columns: 2, style: .colored)
                == "\(escape)38;2;10;10;10;48;2;30;30;30m▀\(escape)38;2;20;20;20;48;2;40;40;40m▀\(escape)0m")
        let wide = try PixelImage(
            pixels: [UInt8](repeating: 255, count: 1000), height: 1, width: 1000, channels: .gray)
        #expect(wide.text(columns: 7, style: .plain) == "@@@@@@")
        #expect(wide.text(columns: 7, style: .colored).count { $0 == "▀" } == 7)
        for columns in [.min, -1, 0, 1] {
            #expect(wide.text(columns: columns, style: .plain) == "@@")
            #expect(wide.text(columns: columns, style: .colored).count { $0 == "▀" } == 1)
        }
    }

    @Test func aTableHasTheNumbersOnTheGrayThatTheyMean() throws {
        let image = try PixelImage(pixels: [0, 117, 118, 255], height: 2, width: 2, channels: .gray)
        #expect(image.table(style: .plain) == "   0 117\n 118 255")
        #expect(
            image.table(style: .colored) == """
                \(escape)38;2;255;255;255;48;2;0;0;0m   0\(escape)48;2;117;117;117m 117\(escape)0m
                \(escape)38;2;0;0;0;48;2;118;118;118m 118\(escape)48;2;255;255;255m 255\(escape)0m
                """)
        #expect(image.table(rows: 1..<9, columns: -3..<1, style: .plain) == " 118")
        #expect(image.table(rows: 5..<9, style: .plain) == "")
        let colors = try PixelImage(pixels: [1, 2, 3, 4, 5, 6], height: 1, width: 2, channels: .rgb)
        #expect(
            colors.table(style: .plain) == """
                red
                   1   4

                green
                   2   5

                blue
                   3   6
                """)
    }

    @Test func theCaptionIsBelow() throws {
        let image = try PixelImage(pixels: [255], height: 1, width: 1, channels: .gray)
        #expect(Picture(image).text(style: .plain) == "@@")
        #expect(Picture(image, caption: "cat\ntabby").text(style: .plain) == "@@\ncat\ntabby")
        #expect(Picture(image, caption: "cat", mark: .wrong).text(style: .plain) == "@@\n✗ cat")
        #expect(
            Picture(image, caption: "cat", mark: .right).text(style: .colored)
                == "\(escape)38;2;255;255;255m▀\(escape)0m\n\(escape)32m✓ cat\(escape)0m")
        // A class may be called anything.
        let evil = Picture(image, caption: "a\u{1B}[2J\u{202E}b").text(style: .plain)
        #expect(evil == "@@\na\\u{1B}[2J\\u{202E}b")
    }

    @Test func anyDataSetWithSamplesOfTheShapeOfAnImageHasPictures() throws {
        let labelled = try TensorDataset(
            inputs: [-1, 0, 1, 5, 6, 7], sampleShape: [1, 3], labels: [1, 0], classNames: ["cat", "dog"])
        #expect(try labelled.pictures().map(\.caption) == ["dog", "cat"])
        #expect(try labelled.pictures().map(\.image.pixels) == [[0, 128, 255], [0, 128, 255]])
        #expect(try labelled.picture(at: 1) == labelled.pictures()[1])
        let targets = try TensorDataset(
            inputs: [0, 1], sampleShape: [1, 2], targets: [0.5, 2], targetNames: ["age", "size"])
        #expect(try targets.picture(at: 0).caption == "age 0.5, size 2.0")
        #expect(throws: DatasetError.index(2, count: 2)) { try labelled.picture(at: 2) }
        let table = try TensorDataset(inputs: [[1, 2]], labels: [0])
        #expect(throws: DatasetError.notAnImage([2])) { try table.pictures() }
    }

    @Test func aPartOfADataSetOfImagesShowsTheSamePictures() throws {
        let data = try ImageDataset(
            pixels: [1, 2, 3], sampleShape: [1, 1], labels: [UInt8(0), 1, 1], classNames: ["cat", "dog"],
            normalization: .standardized)
        #expect(try data[1..<3].pictures() == Array(data.pictures()[1..<3]))
        #expect(try data.shuffled(seed: 1).pictures().count == 3)
        #expect(throws: DatasetError.index(-1, count: 3)) { try data.picture(at: -1) }
    }

    @Test func imagesThatAreResizedOrAugmentedKeepTheirColours() throws {
        let pixels = (0..<24).map { UInt8(100 + 3 * $0) }
        let data = try ImageDataset(
            pixels: pixels + pixels.reversed(), sampleShape: [3, 2, 4], labels: [UInt8(0), 1],
            classNames: ["cat", "dog"], normalization: .standardizedPerChannel)
        let expected = try data.pictures()
        let flipped = try data.augmented(by: [.randomHorizontalFlip(probability: 0)])
        let resized = try data.resized(height: 2, width: 4)
        #expect(try flipped.pictures() == expected && resized.pictures() == expected)
        #expect(try flipped.picture(at: 1) == expected[1])
        #expect(try resized.shuffled(seed: 3).filter { $0.label == 1 }.pictures() == [expected[1]])
    }
}
