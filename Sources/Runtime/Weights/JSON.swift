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
}

extension JSON {
    /// Parses a text of exactly one value, with white space around it. Unlike Foundation's parsers it
    /// refuses objects that have a key twice.
    init(parsing text: [UInt8]) throws(JSONError) {
        self = try text.withUnsafeBufferPointer { (text) throws(JSONError) in
            var parser = Parser(text: text)
            let value = try parser.value(depth: 0)
            parser.skipSpace()
            if parser.position < text.count { throw parser.error("the end of the text") }
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

private struct Parser {
    let text: UnsafeBufferPointer<UInt8>
    var position = 0

    static let depthLimit = 64

    var next: UInt8? { position < text.count ? text[position] : nil }

    func error(_ expected: String) -> JSONError { JSONError(offset: position, expected: expected) }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            position += 1
        }
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
        guard skip(character) else { throw error("'\(character)'") }
    }

    mutating func skip(word: StaticString) -> Bool {
        let end = position + word.utf8CodeUnitCount
        guard end <= text.count else { return false }
        for (index, place) in (position..<end).enumerated() where text[place] != word.utf8Start[index] {
            return false
        }
        position = end
        return true
    }

    mutating func value(depth: Int) throws(JSONError) -> JSON {
        guard depth < Self.depthLimit else { throw error("at most \(Self.depthLimit) levels") }
        skipSpace()
        if skip("{") { return .object(try members(depth: depth + 1)) }
        if skip("[") { return .array(try elements(depth: depth + 1)) }
        if next == UInt8(ascii: "\"") { return .string(try string()) }
        if skip(word: "null") { return .null }
        if skip(word: "true") { return .boolean(true) }
        if skip(word: "false") { return .boolean(false) }
        return try number()
    }

    mutating func members(depth: Int) throws(JSONError) -> [JSON.Member] {
        var members: [JSON.Member] = []
        var starts: [Int] = []
        skipSpace()
        if skip("}") { return members }
        repeat {
            skipSpace()
            starts.append(position)
            let key = try string()
            skipSpace()
            try expect(":")
            members.append(JSON.Member(key: key, value: try value(depth: depth)))
            skipSpace()
        } while skip(",")
        try expect("}")
        if let again = members.firstRepetition {
            let key = printable(members[again].key)
            throw JSONError(offset: starts[again], expected: "each key once, not \"\(key)\" again")
        }
        return members
    }

    mutating func elements(depth: Int) throws(JSONError) -> [JSON] {
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

    mutating func number() throws(JSONError) -> JSON {
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

    mutating func skipDigits() -> Bool {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        return position > start
    }

    mutating func string() throws(JSONError) -> String {
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
    mutating func skipUnescaped() throws(JSONError) {
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw error("control characters to be escaped") }
            position += 1
        }
    }

    func string(of bytes: some Collection<UInt8>, at start: Int) throws(JSONError) -> String {
        let string = String(decoding: bytes, as: UTF8.self)
        guard string.utf8.elementsEqual(bytes) else { throw JSONError(offset: start, expected: "UTF-8") }
        return string
    }

    /// What stands behind a backslash.
    mutating func escape(into bytes: inout [UInt8]) throws(JSONError) {
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

    mutating func hexadecimal() throws(JSONError) -> UInt16 {
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

extension [JSON.Member] {
    /// The first whose key one before it has, too.
    fileprivate var firstRepetition: Int? {
        // To compare so few takes no longer than to hash them, however long they are and whatever letters they have.
        if count <= 3 {
            return indices.first { index in self[..<index].contains { $0.key == self[index].key } }
        }
        var keys = Set<String>(minimumCapacity: count)
        return firstIndex { !keys.insert($0.key).inserted }
    }
}

extension Int {
    /// The number with a digit more, away from zero; nil if it does not fit.
    fileprivate func appending(digit: Int, isNegative: Bool) -> Int? {
        let (shifted, tooLarge) = multipliedReportingOverflow(by: 10)
        let (sum, overflow) = shifted.addingReportingOverflow(isNegative ? -digit : digit)
        return tooLarge || overflow ? nil : sum
    }
}
