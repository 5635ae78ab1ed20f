import CZlib
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import GraphRuntime

@Suite struct ImageGridTests {
    private let gray: PixelImage
    private let colors: PixelImage

    init() throws {
        gray = try PixelImage(pixels: [0, 64, 128, 255, 7, 9], height: 2, width: 3, channels: 1)
        colors = try PixelImage(
            pixels: (0..<36).map { UInt8($0 * 7) }, height: 4, width: 3, channels: 3)
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
            let image = try PixelImage(pixels: pixels, height: height, width: width, channels: 1)
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
            width: 300, channels: 3)
        #expect(try decoded(large.png) == large)
    }
}

/// What a drawing consists of.
private final class Drawing: NSObject, XMLParserDelegate {
    private var all: [(name: String, attributes: [String: String])] = []
    private(set) var texts: [String] = []
    private(set) var titles: [String] = []
    private var current = ""

    init(of document: String) throws {
        super.init()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        guard parser.parse() else { throw parser.parserError ?? CocoaError(.featureUnsupported) }
    }

    func elements(_ name: String) -> [[String: String]] {
        all.filter { $0.name == name }.map(\.attributes)
    }

    var images: [PixelImage] {
        get throws {
            try elements("image").map { element in
                let parts = try #require(element["href"]).components(separatedBy: "base64,")
                #expect(parts[0] == "data:image/png;")
                return try decoded(Array(try #require(Data(base64Encoded: parts[1]))))
            }
        }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        all.append((name, attributes))
        current = ""
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) { current += characters }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        if name == "text" { texts.append(current) }
        if name == "title" { titles.append(current) }
        current = ""
    }
}

/// The image in a PNG file without filters, read as the standard says.
private func decoded(_ png: [UInt8]) throws -> PixelImage {
    func number(_ place: Int) -> Int { png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    try #require(Array(png.prefix(8)) == [137, 80, 78, 71, 13, 10, 26, 10])
    var place = 8
    var chunks: [(name: String, content: [UInt8])] = []
    while place < png.count {
        let length = number(place)
        let checked = Array(png[place + 4..<place + 8 + length])
        #expect(number(place + 8 + length) == checkSum(checked))
        chunks.append((String(decoding: checked[..<4], as: UTF8.self), Array(checked[4...])))
        place += 12 + length
    }
    #expect(chunks.map(\.name) == ["IHDR", "IDAT", "IEND"] && chunks[2].content.isEmpty)
    let header = chunks[0].content
    #expect(header.count == 13 && header[8] == 8 && Array(header[10...]) == [0, 0, 0])
    let (width, height) = (number(16), number(20))
    let channels = try #require([0: 1, 2: 3][header[9]])
    let line = 1 + width * channels
    var lines = [UInt8](repeating: 0, count: height * line + 1)
    var count = uLong(lines.count)
    #expect(uncompress(&lines, &count, chunks[1].content, uLong(chunks[1].content.count)) == Z_OK)
    #expect(Int(count) == height * line)
    var pixels: [UInt8] = []
    for row in 0..<height {
        #expect(lines[row * line] == 0)
        pixels += lines[row * line + 1..<(row + 1) * line]
    }
    return try PixelImage(pixels: pixels, height: height, width: width, channels: channels)
}

/// The cyclic redundancy check of ISO 3309, bit by bit.
private func checkSum(_ bytes: [UInt8]) -> Int {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return Int(~sum)
}
