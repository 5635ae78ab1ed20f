/// The files in a tar archive, one after the other, as a stream yields them: POSIX's ustar and pax formats, and GNU's
/// long names. What is not a file (folders, links, devices) is passed over.
final class TarReader {
    /// A file in the archive, of which the content comes next.
    struct Entry {
        let name: String
        let size: Int
    }

    var path: String { stream.path }
    private let stream: ByteStream
    /// Where the stream is.
    private var offset = 0
    /// What of the entry has not been read yet, and the zeros that fill its last block.
    private var rest = 0
    private var padding = 0

    init(path: String) throws(FileError) {
        stream = try ByteStream(path: path)
    }

    /// The next file, or nil behind the last, after which the stream has been read, and so checked, to its end.
    func next() throws(FileError) -> Entry? {
        var stated = StatedElsewhere()
        while true {
            try skip(rest + padding)
            (rest, padding) = (0, 0)
            let place = offset
            let block = try read(upTo: TarHeader.size)
            // The end is a block of zeros, or just the end; a file without content is no archive.
            guard place > 0 || !block.isEmpty else { throw .truncatedTar(path) }
            if block.isEmpty || block.allSatisfy({ $0 == 0 }) {
                try skipToEnd()
                return nil
            }
            guard block.count == TarHeader.size else { throw .truncatedTar(path) }
            guard let header = TarHeader(block) else {
                throw .corruptTar(path, offset: place, expected: "a header with its checksum and a size")
            }
            let size = (header.kind == .file ? stated.size : nil) ?? header.size
            // Before anything is read or allocated for it.
            guard size <= stream.sizeLimit - offset else { throw .truncatedTar(path) }
            (rest, padding) = (size, -size & (TarHeader.size - 1))
            switch header.kind {
            case .file:
                return Entry(name: stated.name ?? header.name, size: size)
            case .longName:
                stated.name = text(try attributes(at: place).prefix { $0 != 0 })
            case .extended:
                guard stated.add(records: try attributes(at: place)) else {
                    throw .corruptTar(path, offset: place, expected: "records of the form `length key=value`")
                }
            case .attributes: break
            case .other: stated = StatedElsewhere()
            }
        }
    }

    /// Fills `output` with the next bytes of the entry.
    ///
    /// - Returns: how many were written, fewer than fit only at the end of the entry.
    func read(into output: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        let wanted = UnsafeMutableRawBufferPointer(rebasing: output.prefix(rest))
        let count = try stream.read(into: wanted)
        guard count == wanted.count else { throw .truncatedTar(path) }
        offset += count
        rest -= count
        return count
    }

    private func read(upTo count: Int) throws(FileError) -> [UInt8] {
        let bytes = try stream.read(upTo: count)
        offset += bytes.count
        return bytes
    }

    /// The content of an entry that says something of the next one.
    private func attributes(at place: Int) throws(FileError) -> [UInt8] {
        let limit = 1 << 20
        guard rest <= limit else {
            throw .corruptTar(path, offset: place, expected: "attributes of at most \(limit) bytes")
        }
        let bytes = try read(upTo: rest)
        guard bytes.count == rest else { throw .truncatedTar(path) }
        rest = 0
        return bytes
    }

    private func skip(_ count: Int) throws(FileError) {
        var left = count
        while left > 0 {
            let bytes = try read(upTo: min(left, 1 << 16))
            guard !bytes.isEmpty else { throw .truncatedTar(path) }
            left -= bytes.count
        }
    }

    private func skipToEnd() throws(FileError) {
        while !(try stream.read(upTo: 1 << 16).isEmpty) {}
    }
}

/// What entries in front of a file say of it, since its header has no room for it.
private struct StatedElsewhere {
    var name: String?
    var size: Int?

    /// Those of the pax format: `length key=value` and a line feed, the length that of all of it.
    ///
    /// - Returns: whether they are such.
    mutating func add(records bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let blank = rest.firstIndex(of: UInt8(ascii: " ")),
                let length = Int(text(rest[..<blank].prefix(20))), length > blank - rest.startIndex + 1,
                length <= rest.count
            else { return false }
            let record = rest[(blank + 1)..<(rest.startIndex + length)]
            guard record.last == UInt8(ascii: "\n"), let equals = record.firstIndex(of: UInt8(ascii: "="))
            else { return false }
            let value = record[(equals + 1)..<(record.endIndex - 1)]
            switch text(record[..<equals]) {
            case "path": name = text(value)
            case "size":
                guard let number = Int(text(value)), number >= 0 else { return false }
                size = number
            default: break
            }
            rest = rest[(rest.startIndex + length)...]
        }
        return true
    }
}

/// A block of 512 bytes in front of each entry. IEEE Std 1003.1, pax, "ustar Interchange Format".
private struct TarHeader {
    static let size = 512

    enum Kind {
        case file
        /// GNU: the content is the name of the next entry.
        case longName
        /// pax: the content are records about the next entry …
        case extended
        /// … or about all, or the target of a link.
        case attributes
        case other
    }

    let name: String
    /// That of the content.
    let size: Int
    let kind: Kind

    /// Nil if the checksum is another, or the size is none.
    init?(_ block: [UInt8]) {
        let checksum = 148..<156
        let sum = block.indices.reduce(0) { $0 + (checksum.contains($1) ? 0x20 : Int(block[$1])) }
        guard number(block[checksum]) == sum, let size = number(block[124..<136]) else { return nil }
        let name = text(block[0..<100].prefix { $0 != 0 })
        let prefix = text(block[345..<500].prefix { $0 != 0 })
        let isUstar = block[257..<263].elementsEqual(Array("ustar\0".utf8))
        self.name = isUstar && !prefix.isEmpty ? "\(prefix)/\(name)" : name
        let type = block[156]
        switch type {
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): kind = .file
        case UInt8(ascii: "L"): kind = .longName
        case UInt8(ascii: "x"): kind = .extended
        case UInt8(ascii: "g"), UInt8(ascii: "K"): kind = .attributes
        default: kind = .other
        }
        // Links, devices and folders have no content, whatever the header says.
        self.size = (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type) ? 0 : size
    }
}

/// Octal digits between blanks and NULs; or, if the first bit is set, the bytes behind it as one number.
private func number(_ field: ArraySlice<UInt8>) -> Int? {
    if let first = field.first, first & 0x80 != 0 {
        guard first == 0x80 else { return nil }
        return field.dropFirst().reduce(0 as Int?) { number, byte in
            guard let number, number < Int.max >> 8 else { return nil }
            return number << 8 | Int(byte)
        }
    }
    let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: " ") && $0 != 0 }
    return digits.isEmpty ? 0 : Int(text(digits), radix: 8).flatMap { $0 < 0 ? nil : $0 }
}

private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
