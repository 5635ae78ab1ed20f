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
        var parser = Parser(text: text)
        self = try parser.value(depth: 0)
        parser.skipSpace()
        if parser.position < text.count { throw parser.error("the end of the text") }
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
    let text: [UInt8]
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
        var keys: Set<String> = []
        skipSpace()
        if skip("}") { return members }
        repeat {
            skipSpace()
            let start = position
            let key = try string()
            guard keys.insert(key).inserted else {
                throw JSONError(offset: start, expected: "each key once, not \"\(printable(key))\" again")
            }
            skipSpace()
            try expect(":")
            members.append(JSON.Member(key: key, value: try value(depth: depth)))
            skipSpace()
        } while skip(",")
        try expect("}")
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
        // What has been read in front of the last escape sequence, and where the rest begins.
        var bytes: [UInt8] = []
        var rest = start
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw error("control characters to be escaped") }
            guard byte == UInt8(ascii: "\\") else {
                position += 1
                continue
            }
            bytes += text[rest..<position]
            position += 1
            try escape(into: &bytes)
            rest = position
        }
        let end = position
        try expect("\"")
        bytes += text[rest..<end]
        let string = String(decoding: bytes, as: UTF8.self)
        guard string.utf8.elementsEqual(bytes) else {
            throw JSONError(offset: start, expected: "UTF-8")
        }
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
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("four hexadecimal digits")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
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
