import Testing

@testable import GraphRuntime

@Suite struct ImageGridTests {
    private let gray: PixelImage
    private let colors: PixelImage

    init() throws {
        gray = try PixelImage(pixels: [0, 64, 128, 255, 7, 9], height: 2, width: 3, channels: .gray)
        colors = try PixelImage(
            pixels: (0..<36).map { UInt8($0 * 7) }, height: 4, width: 3, channels: .rgb)
    }

    @Test func aPictureHasItsPixelsItsFrameAndItsCaption() throws {
        let pictures = [
            Picture(gray, caption: "cat"), Picture(colors, caption: "Pred: 4\nTrue: 9", mark: .wrong),
            Picture(gray, caption: "dog", mark: .right),
        ]
        let drawing = try Drawing(of: ImageGrid(pictures, columns: 2, title: "Animals").svg)
        #expect(try drawing.images == [gray, colors, gray])
        #expect(
            drawing.elements("rect").compactMap { $0["class"] } == [
                "page", "frame", "frame wrong", "frame right",
            ])
        #expect(drawing.texts == ["Animals", "cat", "✗ Pred: 4", "True: 9", "✓ dog"])
        // Two beside each other, one below, all within the page.
        let places = drawing.elements("image").map { (Double($0["x"]!)!, Double($0["y"]!)!) }
        #expect(places[0].0 < places[1].0 && places[0].0 == places[2].0 && places[0].1 < places[2].1)
        let page = drawing.elements("svg")[0]
        for frame in drawing.elements("rect") where frame["class"] != "page" {
            #expect(Double(frame["x"]!)! + Double(frame["width"]!)! < Double(page["width"]!)!)
            #expect(Double(frame["y"]!)! + Double(frame["height"]!)! < Double(page["height"]!)!)
        }
        for text in drawing.elements("text") { #expect(Double(text["y"]!)! < Double(page["height"]!)!) }
    }

    @Test func theProportionsOfAnImageAreKept() throws {
        func size(_ height: Int, _ width: Int) throws -> [String] {
            let pixels = [UInt8](repeating: 1, count: height * width)
            let image = try PixelImage(pixels: pixels, height: height, width: width, channels: .gray)
            let element = try Drawing(of: ImageGrid([Picture(image)]).svg).elements("image")[0]
            return [element["height"]!, element["width"]!, element["class"]!]
        }
        // Whole pixels if that is not too small; only what is enlarged has edges.
        #expect(try size(28, 28) == ["112", "112", "small"])
        #expect(try size(32, 32) == ["96", "96", "small"])
        #expect(try size(64, 64) == ["112", "112", "small"])
        #expect(try size(8, 4) == ["112", "56", "small"])
        #expect(try size(224, 448) == ["56", "112", "large"])
        #expect(try size(1, 1) == ["112", "112", "small"])
    }

    @Test func namesMayHaveAnythingInThem() throws {
        let names = [
            "<a & b> \"c\" 'd'", "]]>", "\u{0}\u{1B}\u{8}x", "\u{202E}b", "&amp;", "", "\u{FFFF}", "\r\n",
            "ä😀",
        ]
        let drawing = try Drawing(
            of: ImageGrid(names.map { Picture(gray, caption: $0) }, title: "<&>\u{0}").svg)
        #expect(drawing.texts.contains("<a & b> \"c\" 'd'") && drawing.texts.contains("]]>"))
        #expect(drawing.texts.contains("&amp;") && drawing.texts[0] == "<&>")
    }

    @Test func aLongNameIsShortenedAndShowsWholeWhereAPointerRests() throws {
        let (long, wide) = (String(repeating: "a", count: 30), String(repeating: "犬", count: 12))
        let fitting = String(repeating: "b", count: 20)
        let drawing = try Drawing(
            of: ImageGrid([long, wide, fitting, "1\n2\n3\n4"].map { Picture(gray, caption: $0) }).svg)
        let dogs = String(repeating: "犬", count: 9) + "…"
        #expect(
            drawing.texts == [String(repeating: "a", count: 19) + "…", dogs, fitting, "1", "2", "3"])
        #expect(drawing.titles == ["", long, wide, fitting, "1\n2\n3\n4"])
    }

    @Test func aGridMayBeEmptyOrHaveOddColumns() throws {
        #expect(try Drawing(of: ImageGrid([]).svg).elements("image").isEmpty)
        for columns in [.min, 0, 1, .max] {
            let drawing = try Drawing(of: ImageGrid([Picture(gray), Picture(gray)], columns: columns).svg)
            #expect(drawing.elements("image").count == 2)
        }
    }

    @Test func theFileIsTheDrawing() throws {
        try withTemporaryFolder { folder in
            let grid = ImageGrid([Picture(gray, caption: "cat")])
            try grid.write(to: "\(folder)/grid.svg")
            #expect(try bytes(of: "\(folder)/grid.svg") == Array(grid.svg.utf8))
            #expect(throws: FileError.self) { try grid.write(to: "\(folder)/missing/grid.svg") }
        }
    }

    @Test func aPNGHasThePixels() throws {
        for image in [gray, colors] { #expect(try decoded(image.png) == image) }
        let large = try PixelImage(
            pixels: (0..<3 * 200 * 300).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) }, height: 200,
            width: 300, channels: .rgb)
        #expect(try decoded(large.png) == large)
    }
}
