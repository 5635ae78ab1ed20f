/// A model's text as it was read: bytes, with lookups from offsets to lines and columns.
///
/// The bytes need not be UTF-8; what is wrong with them is a diagnostic like any other.
public struct SourceText: Sendable {
    /// What diagnostics call this text: `models/digits.nn`.
    public let path: String
    public let bytes: [UInt8]

    /// The offset behind a byte-order mark, if there is one.
    let start: Int
    /// Where each line starts, in order.
    private let lineStarts: [Int]
    /// How many scalars start before each multiple of `stride`, so that a column takes no walk over a long line.
    private let scalarCounts: [Int]
    private static let stride = 4096

    public init(path: String, bytes: some Sequence<UInt8>) {
        self.path = path
        self.bytes = Array(bytes)
        start = self.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var lineStarts = [start]
        var scalarCounts: [Int] = []
        var scalars = 0
        var previous: UInt8 = 0
        for (offset, byte) in self.bytes.enumerated() {
            if offset % Self.stride == 0 { scalarCounts.append(scalars) }
            if !byte.isUTF8Continuation { scalars += 1 }
            if byte == .lineFeed, previous == .carriageReturn {
                lineStarts[lineStarts.count - 1] = offset + 1
            } else if byte == .lineFeed || byte == .carriageReturn {
                lineStarts.append(offset + 1)
            }
            previous = byte
        }
        if self.bytes.count % Self.stride == 0 { scalarCounts.append(scalars) }
        self.lineStarts = lineStarts
        self.scalarCounts = scalarCounts
    }

    public init(path: String, text: String) { self.init(path: path, bytes: text.utf8) }

    /// All of it but a byte-order mark, with U+FFFD in place of what is not UTF-8.
    public var text: String { text(in: SourceRange(start..<bytes.count)) }

    /// The line and column of a UTF-8 offset; offsets outside of the text are those of its ends.
    public func location(of offset: Int) -> SourceLocation {
        let offset = min(max(offset, start), bytes.count)
        let line = lineIndex(of: offset)
        let column = scalarCount(before: offset) - scalarCount(before: lineStarts[line])
        return SourceLocation(line: line + 1, column: column + 1)
    }

    /// The text of a range, with U+FFFD in place of what is not UTF-8.
    public func text(in range: SourceRange) -> String {
        let lowerBound = min(max(range.lowerBound, 0), bytes.count)
        let upperBound = min(max(range.upperBound, lowerBound), bytes.count)
        return String(decoding: bytes[lowerBound..<upperBound], as: UTF8.self)
    }

    /// The line that holds an offset, without its end.
    func line(around offset: Int) -> Range<Int> {
        let index = lineIndex(of: min(max(offset, start), bytes.count))
        let lowerBound = lineStarts[index]
        var upperBound = index + 1 < lineStarts.count ? lineStarts[index + 1] : bytes.count
        while upperBound > lowerBound, bytes[upperBound - 1].isLineEnd { upperBound -= 1 }
        return lowerBound..<upperBound
    }

    /// The index of the last line that starts at or before `offset`.
    private func lineIndex(of offset: Int) -> Int {
        var first = 0
        var last = lineStarts.count - 1
        while first < last {
            let middle = (first + last + 1) / 2
            if lineStarts[middle] <= offset { first = middle } else { last = middle - 1 }
        }
        return first
    }

    private func scalarCount(before offset: Int) -> Int {
        let mark = offset / Self.stride
        let rest = bytes[(mark * Self.stride)..<offset]
        return scalarCounts[mark] + rest.count { !$0.isUTF8Continuation }
    }
}

/// A range of UTF-8 offsets in a source text.
public struct SourceRange: Hashable, Sendable {
    public var lowerBound: Int
    public var upperBound: Int

    public init(_ range: Range<Int>) {
        lowerBound = range.lowerBound
        upperBound = range.upperBound
    }

    func overlaps(_ other: SourceRange) -> Bool {
        lowerBound < other.upperBound && other.lowerBound < upperBound
    }
}

/// Where a range starts, counted from 1; columns count Unicode scalars.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// As compilers print it: `1:10`.
    public var description: String { "\(line):\(column)" }
}

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    var isLineEnd: Bool { self == .lineFeed || self == .carriageReturn }
    var isUTF8Continuation: Bool { self & 0b1100_0000 == 0b1000_0000 }
    var isControl: Bool { self < 0x20 || self == 0x7F }
    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
}
