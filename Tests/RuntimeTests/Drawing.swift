import CZlib
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import GraphRuntime

/// What an XML document, such as an SVG, consists of.
final class Drawing: NSObject, XMLParserDelegate {
    struct Element {
        let name: String
        let attributes: [String: String]
        /// Without that of elements within.
        fileprivate(set) var text = ""
    }

    /// In the order in which they begin.
    private(set) var elements: [Element] = []
    /// The places of those that have begun and not ended.
    private var open: [Int] = []

    init(of document: String) throws {
        super.init()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        guard parser.parse() else { throw parser.parserError ?? CocoaError(.featureUnsupported) }
    }

    /// The attributes of all elements of a name.
    func elements(_ name: String) -> [[String: String]] {
        elements.filter { $0.name == name }.map(\.attributes)
    }

    var texts: [String] { texts(of: "text") }
    var titles: [String] { texts(of: "title") }

    private func texts(of name: String) -> [String] { elements.filter { $0.name == name }.map(\.text) }

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
        open.append(elements.count)
        elements.append(Element(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) {
        if let place = open.last { elements[place].text += characters }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        open.removeLast()
    }
}

/// The image in a PNG file without filters, read as the standard says.
func decoded(_ png: [UInt8]) throws -> PixelImage {
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
    let channels = try #require([0: ImageChannels.gray, 2: .rgb][header[9]])
    let line = 1 + width * channels.count
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
