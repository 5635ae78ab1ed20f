#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The rows of a file of comma-separated values, RFC 4180, one after the other.
///
/// Beyond that, blanks around a cell do not count, a quotation mark within a cell that does not begin with one is
/// as good as any other character, lines end by LF, CR LF or CR, and empty lines are passed over.
final class CSVReader {
    /// The most bytes of a row.
    static let limit = 16 << 20

    /// The line on which the row begins.
    private(set) var line = 1

    private let stream: ByteStream
    private let separator: UInt8
    private var path: String { stream.path }
    /// What has been read and not been used: `begin ..< end` of the memory.
    private var capacity = 1 << 18
    private var memory: UnsafeMutablePointer<UInt8>
    private var (begin, end) = (0, 0)
    private var isAtEnd = false
    private var cells: [Cell] = []
    /// The line feeds in the row, which are those of the row before until the next is read.
    private var lineFeeds = 0

    private struct Cell {
        var start: Int
        var end: Int
        var isQuoted = false
        /// Whether a quotation mark in it is written twice.
        var hasQuotes = false
    }

    /// - Throws: `FileError` if it cannot be read, `TableError` if it is of UTF-16.
    init(path: String, separator: UInt8) throws {
        stream = try ByteStream(path: path)
        self.separator = separator
        memory = .allocate(capacity: capacity)
        try readMore()
        switch (end > 0 ? memory[0] : 0, end > 1 ? memory[1] : 0, end > 2 ? memory[2] : 0) {
        case (0xEF, 0xBB, 0xBF): begin = 3
        case (0xFF, 0xFE, _), (0xFE, 0xFF, _): throw TableError(.encoding, file: path, line: 1)
        default: break
        }
    }

    deinit { memory.deallocate() }

    /// The number of cells in the row.
    var count: Int { cells.count }

    /// The content of a cell, until the next row is read.
    subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
        let cell = cells[index]
        return UnsafeBufferPointer(start: memory + cell.start, count: cell.end - cell.start)
    }

    /// Reads a row.
    ///
    /// - Returns: whether there is one.
    func next() throws -> Bool {
        line += lineFeeds
        lineFeeds = 0
        while true {
            guard begin < end || !isAtEnd else { return false }
            guard let next = try scan() else {
                try readMore()
                continue
            }
            begin = next
            if cells.count == 1, cells[0].start == cells[0].end, !cells[0].isQuoted {
                line += lineFeeds
                lineFeeds = 0
                continue
            }
            for index in cells.indices where cells[index].hasQuotes { joinQuotes(in: &cells[index]) }
            return true
        }
    }

    /// Finds the cells of the row at `begin`.
    ///
    /// - Returns: where the next row begins; nil if more has to be read.
    private func scan() throws -> Int? {
        cells.removeAll(keepingCapacity: true)
        lineFeeds = 0
        let (memory, end) = (memory, end)
        var place = begin
        while true {
            while place < end, isBlank(memory[place]) { place += 1 }
            if place < end, memory[place] == quote {
                guard let behind = try scanQuoted(at: place) else { return nil }
                place = behind
            } else {
                let start = place
                while place < end, !isEnd(memory[place]) { place += 1 }
                guard place < end || isAtEnd else { return nil }
                var last = place
                while last > start, isBlank(memory[last - 1]) { last -= 1 }
                cells.append(Cell(start: start, end: last))
            }
            guard place < end else {
                lineFeeds += 1
                return place
            }
            switch memory[place] {
            case separator:
                place += 1
            case lineFeed:
                lineFeeds += 1
                return place + 1
            default:
                guard place + 1 < end || isAtEnd else { return nil }
                lineFeeds += 1
                return place + (place + 1 < end && memory[place + 1] == lineFeed ? 2 : 1)
            }
        }
    }

    /// Finds the end of a cell that begins with a quotation mark.
    ///
    /// - Returns: where the separator or the end of the line behind it is; nil if more has to be read.
    private func scanQuoted(at mark: Int) throws -> Int? {
        var cell = Cell(start: mark + 1, end: mark + 1, isQuoted: true)
        let (memory, end) = (memory, end)
        let lineOfMark = line + lineFeeds
        while true {
            while cell.end < end, memory[cell.end] != quote {
                if memory[cell.end] == lineFeed { lineFeeds += 1 }
                cell.end += 1
            }
            guard cell.end < end else {
                guard !isAtEnd, end - begin < Self.limit else {
                    throw TableError(.openQuote, file: path, line: lineOfMark)
                }
                return nil
            }
            guard cell.end + 1 < end || isAtEnd else { return nil }
            guard cell.end + 1 < end, memory[cell.end + 1] == quote else { break }
            cell.hasQuotes = true
            cell.end += 2
        }
        var place = cell.end + 1
        while place < end, isBlank(memory[place]) { place += 1 }
        guard place < end || isAtEnd else { return nil }
        guard place == end || isEnd(memory[place]) else {
            let rest = UnsafeBufferPointer(start: memory + place, count: end - place)
            let found = UnsafeBufferPointer(rebasing: rest.prefix { !isEnd($0) })
            throw TableError(.textBehindQuote(found: excerpt(found)), file: path, line: line + lineFeeds)
        }
        cells.append(cell)
        return place
    }

    /// Two marks become one.
    private func joinQuotes(in cell: inout Cell) {
        var (from, to) = (cell.start, cell.start)
        while from < cell.end {
            memory[to] = memory[from]
            from += memory[from] == quote ? 2 : 1
            to += 1
        }
        cell.end = to
    }

    /// Reads behind what has not been used, which moves to the front of the memory.
    private func readMore() throws {
        guard end - begin < Self.limit else {
            throw TableError(.tooLong(limit: Self.limit), file: path, line: line)
        }
        let old = memory
        if end - begin == capacity {
            capacity = min(2 * capacity, Self.limit)
            memory = .allocate(capacity: capacity)
        }
        memmove(memory, old + begin, end - begin)
        if memory != old { old.deallocate() }
        (begin, end) = (0, end - begin)
        let rest = UnsafeMutableRawBufferPointer(start: memory + end, count: capacity - end)
        let count = try stream.read(into: rest)
        isAtEnd = count < rest.count
        end += count
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") && separator != byte
    }

    /// Whether a cell without quotation marks ends in front of it.
    private func isEnd(_ byte: UInt8) -> Bool {
        byte == separator || byte == lineFeed || byte == carriageReturn
    }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
