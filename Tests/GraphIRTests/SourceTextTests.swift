import Testing

@testable import GraphIR

@Suite struct SourceTextTests {
    @Test func columnsCountScalarsAndLinesEndInAnyWay() {
        let source = SourceText(path: "", text: "é数x\r\ny\rz\n")
        let expected = [
            (0, "1:1"), (2, "1:2"), (5, "1:3"), (6, "1:4"), (8, "2:1"), (9, "2:2"), (10, "3:1"), (12, "4:1"),
        ]
        for (offset, location) in expected {
            #expect(source.location(of: offset).description == location, "offset \(offset)")
        }
    }

    @Test func aByteOrderMarkTakesNoColumn() {
        let source = SourceText(path: "", text: "\u{FEFF}ReLU")
        #expect(source.location(of: 3).description == "1:1")
        #expect(source.location(of: 4).description == "1:2")
    }

    @Test func offsetsOutsideOfTheTextAreItsEnds() {
        let source = SourceText(path: "", text: "ab\ncd")
        #expect(source.location(of: -5).description == "1:1")
        #expect(source.location(of: 99).description == "2:3")
        #expect(source.text(in: SourceRange(1..<99)) == "b\ncd")
    }

    @Test func columnsAgreeWithCountingOnALongLine() {
        let text = String(repeating: "aé数😀", count: 3_000)
        let source = SourceText(path: "", text: text)
        var offset = 0
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index % 997 == 0 { #expect(source.location(of: offset).column == index + 1) }
            offset += scalar.utf8.count
        }
    }
}
