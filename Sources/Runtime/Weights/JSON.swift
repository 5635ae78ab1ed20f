/// JSON as safetensors headers use it: objects keep every key in its order, numbers that matter are integers.
enum JSON: Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    /// A number with a fraction or an exponent, or too large for an `Int`.
    case otherNumber(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    struct Member: Equatable {
        var key: String
        var value: JSON
    }
}

/// What a text lacks to be JSON, and at which byte.
struct JSONError: Error, Equatable {
    var offset: Int
    var expected: String

    static func again(_ key: String, offset: Int) -> JSONError {
        JSONError(offset: offset, expected: "each key once, not \"\(printable(key))\" again")
    }
}

extension JSON {
    /// Parses a text of exactly one value, with white space around it. Unlike Foundation's parsers it
    /// refuses objects that have a key twice.
    init(parsing text: [UInt8]) throws(JSONError) {
        self = try text.withUnsafeBufferPointer { (text) throws(JSONError) in
            var parser = JSONParser(text)
            let value = try parser.value()
            try parser.end()
            return value
        }
    }
}

extension JSON {
    /// The value of a key, if it is an object with such a key.
    subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}

/// Reads a text from its beginning to its end: values whole, or an object member by member.
struct JSONParser {
    private let text: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    private static let depthLimit = 64

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// The value that comes next.
    mutating func value() throws(JSONError) -> JSON { try value(depth: 0) }

    /// Whether an object begins here.
    mutating func isAtObject() -> Bool {
        skipSpace()
        return next == UInt8(ascii: "{")
    }

    /// The next key of an object, whose value has to be read next; nil where the object ends.
    ///
    /// - Parameter isFirst: Whether the object begins here.
    mutating func key(isFirst: Bool) throws(JSONError) -> (text: String, offset: Int)? {
        skipSpace()
        if isFirst {
            try expect("{")
            skipSpace()
            if skip("}") { return nil }
        } else if !skip(",") {
            try expect("}")
            return nil
        }
        skipSpace()
        let offset = position
        let key = try string()
        guard key.isStreamSafe else {
            throw JSONError(offset: offset, expected: "at most 30 accents on a letter of a key")
        }
        skipSpace()
        try expect(":")
        return (key, offset)
    }

    /// Nothing but white space is left.
    mutating func end() throws(JSONError) {
        skipSpace()
        if position < text.count { throw error("the end of the text") }
    }

    private var next: UInt8? { position < text.count ? text[position] : nil }

    private func error(_ expected: String) -> JSONError { JSONError(offset: position, expected: expected) }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            position += 1
        }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
        guard skip(character) else { throw error("'\(character)'") }
    }

    private mutating func skip(word: StaticString) -> Bool {
        let end = position + word.utf8CodeUnitCount
        guard end <= text.count else { return false }
        for (index, place) in (position..<end).enumerated() where text[place] != word.utf8Start[index] {
            return false
        }
        position = end
        return true
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        guard depth < Self.depthLimit else { throw error("at most \(Self.depthLimit) levels") }
        if isAtObject() { return .object(try members(depth: depth + 1)) }
        if skip("[") { return .array(try elements(depth: depth + 1)) }
        if next == UInt8(ascii: "\"") { return .string(try string()) }
        if skip(word: "null") { return .null }
        if skip(word: "true") { return .boolean(true) }
        if skip(word: "false") { return .boolean(false) }
        return try number()
    }

    private mutating func members(depth: Int) throws(JSONError) -> [JSON.Member] {
        var members: [JSON.Member] = []
        var offsets: [Int] = []
        while let key = try key(isFirst: members.isEmpty) {
            offsets.append(key.offset)
            members.append(JSON.Member(key: key.text, value: try value(depth: depth)))
        }
        if let again = firstRepetition(in: members.lazy.map(\.key)) {
            throw .again(members[again].key, offset: offsets[again])
        }
        return members
    }

    private mutating func elements(depth: Int) throws(JSONError) -> [JSON] {
        var elements: [JSON] = []
        skipSpace()
        if skip("]") { return elements }
        repeat {
            elements.append(try value(depth: depth))
            skipSpace()
        } while skip(",")
        try expect("]")
        return elements
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = position
        let isNegative = skip("-")
        let firstDigit = position
        // The number as long as it is an integer that fits.
        var integer: Int? = 0
        while let byte = next, (0x30...0x39).contains(byte) {
            integer = integer?.appending(digit: Int(byte - 0x30), isNegative: isNegative)
            position += 1
        }
        guard position > firstDigit else { throw error("a value") }
        if text[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 {
            throw JSONError(offset: firstDigit, expected: "a number without leading zeros")
        }
        if skip(".") {
            integer = nil
            guard skipDigits() else { throw error("a digit") }
        }
        if skip("e") || skip("E") {
            integer = nil
            if !skip("+") { _ = skip("-") }
            guard skipDigits() else { throw error("a digit") }
        }
        if let integer { return .integer(integer) }
        return .otherNumber(Double(String(decoding: text[start..<position], as: UTF8.self)) ?? .nan)
    }

    private mutating func skipDigits() -> Bool {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        return position > start
    }

    private mutating func string() throws(JSONError) -> String {
        try expect("\"")
        let start = position
        try skipUnescaped()
        // Most have no escape sequences, and need no memory besides their own.
        if next != UInt8(ascii: "\\") {
            let end = position
            try expect("\"")
            return try string(of: text[start..<end], at: start)
        }
        var bytes = Array(text[start..<position])
        while skip("\\") {
            try escape(into: &bytes)
            let rest = position
            try skipUnescaped()
            bytes += text[rest..<position]
        }
        try expect("\"")
        return try string(of: bytes, at: start)
    }

    /// Up to the end of a string, or to an escape sequence in it.
    private mutating func skipUnescaped() throws(JSONError) {
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw error("control characters to be escaped") }
            position += 1
        }
    }

    private func string(of bytes: some Collection<UInt8>, at start: Int) throws(JSONError) -> String {
        guard isUTF8(bytes) else { throw JSONError(offset: start, expected: "UTF-8") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What stands behind a backslash.
    private mutating func escape(into bytes: inout [UInt8]) throws(JSONError) {
        let code: UInt8? =
            switch next.map(Unicode.Scalar.init) {
            case "\"": 0x22
            case "\\": 0x5C
            case "/": 0x2F
            case "b": 0x08
            case "f": 0x0C
            case "n": 0x0A
            case "r": 0x0D
            case "t": 0x09
            case _: nil
            }
        if let code {
            position += 1
            return bytes.append(code)
        }
        guard skip("u") else { throw error("an escape sequence") }
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) {
            bytes += UTF8.encode(scalar) ?? .init()
            return
        }
        guard unit < 0xDC00, skip("\\"), skip("u") else { throw error("the second half of a pair") }
        let low = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + UInt32(unit - 0xD800) << 10 + UInt32(low - 0xDC00))
        else { throw error("the second half of a pair") }
        bytes += UTF8.encode(scalar) ?? .init()
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit: UInt8? =
                switch next {
                case .some(let byte) where (0x30...0x39).contains(byte): byte - 0x30
                case .some(let byte) where (0x41...0x46).contains(byte): byte - 0x41 + 10
                case .some(let byte) where (0x61...0x66).contains(byte): byte - 0x61 + 10
                case _: nil
                }
            guard let digit else { throw error("four hexadecimal digits") }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}

private func isUTF8(_ bytes: some Collection<UInt8>) -> Bool {
    if bytes.allSatisfy({ $0 < 0x80 }) { return true }
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    while true {
        switch parser.parseScalar(from: &iterator) {
        case .valid: continue
        case .emptyInput: return true
        case .error: return false
        }
    }
}

extension String {
    /// Whether it is in Unicode's Stream-Safe Text Format (UAX #15). To compare or to hash what is not takes a time that
    /// grows with the square of its length.
    fileprivate var isStreamSafe: Bool {
        if utf8.count <= 30 || utf8.allSatisfy({ $0 < 0x80 }) { return true }
        var marks = 0
        for scalar in unicodeScalars {
            marks = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
            if marks > 30 { return false }
        }
        return true
    }
}

/// The first key that one before it is equal to.
func firstRepetition(in keys: some RandomAccessCollection<String>) -> Int? {
    // To compare so few takes no longer than to hash them, however long they are and whatever letters they have.
    if keys.count <= 8 {
        return keys.enumerated().first { index, key in keys.prefix(index).contains(key) }?.offset
    }
    var seen = Set<String>(minimumCapacity: keys.count)
    return keys.enumerated().first { !seen.insert($1).inserted }?.offset
}

extension Int {
    /// The number with a digit more, away from zero; nil if it does not fit.
    fileprivate func appending(digit: Int, isNegative: Bool) -> Int? {
        let (shifted, tooLarge) = multipliedReportingOverflow(by: 10)
        let (sum, overflow) = shifted.addingReportingOverflow(isNegative ? -digit : digit)
        return tooLarge || overflow ? nil : sum
    }
}
