import Foundation
import Testing

@testable import GraphRuntime

@Suite struct CSVReaderTests {
    let files: DataFiles

    init() throws {
        files = try DataFiles()
    }

    /// The cells of each row, and the lines on which the rows begin.
    private func rows(
        of text: String, _ separator: UInt8 = UInt8(ascii: ","), gzipped: Bool = false
    ) throws -> (cells: [[String]], lines: [Int]) {
        let path = try files.write(gzipped ? gzip(Array(text.utf8)) : Array(text.utf8))
        let reader = try CSVReader(path: path, separator: separator)
        var (cells, lines): ([[String]], [Int]) = ([], [])
        while try reader.next() {
            cells.append((0..<reader.count).map { String(decoding: reader[$0], as: UTF8.self) })
            lines.append(reader.line)
        }
        return (cells, lines)
    }

    @Test func splitsLinesAtSeparators() throws {
        #expect(try rows(of: "a,b\n1,2\n").cells == [["a", "b"], ["1", "2"]])
        #expect(try rows(of: "a;b,c\n1;2", UInt8(ascii: ";")).cells == [["a", "b,c"], ["1", "2"]])
        #expect(
            try rows(of: "a\tb c\t\n \t2\t3\n", UInt8(ascii: "\t")).cells == [
                ["a", "b c", ""], ["", "2", "3"],
            ])
        #expect(try rows(of: ",\n,,").cells == [["", ""], ["", "", ""]])
        #expect(try rows(of: "").cells == [] && rows(of: "\u{FEFF}").cells == [])
        #expect(try rows(of: "\u{FEFF}a,b\n").cells == [["a", "b"]])
    }

    @Test func linesEndInAnyOfThreeWays() throws {
        for end in ["\n", "\r\n", "\r"] {
            let (cells, lines) = try rows(of: ["a,b", "", "1,2", "", "", "3,4"].joined(separator: end))
            #expect(cells == [["a", "b"], ["1", "2"], ["3", "4"]])
            #expect(lines == [1, 3, 6])
        }
    }

    /// RFC 4180, and blanks around the marks.
    @Test func quotationMarksHoldSeparatorsLinesAndMarks() throws {
        let text = "\"a,\"\"b\"\"\",\"two\nlines\" , \" x \"\n\"\",\"\"\"\",5'4\"\n\"\"\nend,\"\r\n\",z"
        let (cells, lines) = try rows(of: text)
        #expect(
            cells == [["a,\"b\"", "two\nlines", " x "], ["", "\"", "5'4\""], [""], ["end", "\r\n", "z"]])
        #expect(lines == [1, 3, 4, 5])
    }

    @Test(arguments: [false, true]) func whatIsReadDoesNotDependOnWhereChunksEnd(gzipped: Bool) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let pieces = [
            "a", "1.5", "\"x,\"\"y\n\"\"\"", "", "äöü", "\"\"", " b ",
            String(repeating: "long", count: 20_000),
        ]
        let values = ["a", "1.5", "x,\"y\n\"", "", "äöü", "", "b", String(repeating: "long", count: 20_000)]
        var (text, expected) = ("", [[String]]())
        for _ in 0..<30_000 {
            let last = random.nextInteger(below: 500) == 0 ? 8 : 7 as UInt64
            let row =
                (0...random.nextInteger(below: 5)).map { _ in Int(random.nextInteger(below: last)) } + [0]
            text += row.map { pieces[$0] }.joined(separator: ",")
            text += random.nextInteger(below: 2) == 0 ? "\n" : "\r\n"
            expected.append(row.map { values[$0] })
        }
        #expect(try rows(of: text, gzipped: gzipped).cells == expected, "seed \(seed)")
    }

    @Test func aMarkThatNoOtherFollowsIsNamedByItsLine() throws {
        for (text, line) in [("a\n\"b", 2), ("\"", 1), ("\"a\"\"", 1), ("\"a\nb\",\"c\nd", 2)] {
            let path = try files.write(Array(text.utf8))
            #expect(throws: TableError(.openQuote, file: path, line: line), "\(text)") { try rows(of: text) }
        }
        for (text, line, found) in [("\"a\"b,c\n", 1, "b"), ("x\n\"a\nb\" \"c\"", 3, "\"c\"")] {
            let path = try files.write(Array(text.utf8))
            #expect(throws: TableError(.textBehindQuote(found: found), file: path, line: line)) {
                try rows(of: text)
            }
        }
    }

    /// A megabyte of gzip may hold a line of a gigabyte.
    @Test func rowsAreNoLongerThanTheirLimit() throws {
        let long = String(repeating: "a", count: CSVReader.limit)
        let path = try files.write([])
        for (text, reason) in [
            ("a\n" + long, TableError.Reason.tooLong(limit: CSVReader.limit)), ("a\n\"" + long, .openQuote),
        ] {
            #expect(throws: TableError(reason, file: path, line: 2)) { try rows(of: text, gzipped: true) }
        }
        #expect(try rows(of: "\(long.dropLast(3)),b").cells[0].count == 2)
    }

    @Test func anotherEncodingIsRefused() throws {
        for bytes: [UInt8] in [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61]] {
            let path = try files.write(bytes)
            #expect(throws: TableError(.encoding, file: path, line: 1)) {
                try CSVReader(path: path, separator: 0x2C)
            }
        }
    }
}
