/// A piece of a model's text between blanks.
struct Token {
    enum Kind {
        /// `Linear`, `bias`, `nn.Linear`: a letter or `_`, then letters, digits, `_`, `.` and `-`.
        case word
        /// `784`, `-0.5`, `1e-3`.
        case number
        case equals
        /// `[` or `]`, around a list.
        case bracket
        /// `(`, `)` or `,`: not part of the language, but so common elsewhere that it is told apart.
        case punctuation
        /// `->`, `|` and the like: what leads from layer to layer elsewhere.
        case arrow
        /// `;` or the end of a line.
        case separator
        /// None of the above: `1x28`, `&`.
        case unreadable
        /// Holds bytes that are already diagnosed.
        case damaged
    }

    var kind: Kind
    var range: Range<Int>
}

/// Tells a text apart into tokens; comments and blanks are left out.
func lex(_ source: SourceText, reporting diagnostics: inout [Diagnostic]) -> [Token] {
    var lexer = Lexer(source)
    lexer.run()
    diagnostics += lexer.diagnostics
    return lexer.tokens
}

private let arrows = ["->", "=>", ">>", "|>", "→", "|"].map { Array($0.utf8) }

private struct Lexer {
    private let bytes: [UInt8]
    private var offset: Int
    private(set) var tokens: [Token] = []
    private var illFormed: (first: Int, count: Int)?
    private var controls: (first: Int, count: Int)?
    private var foreignBlanks: (first: Int, count: Int)?
    private var foreignComments: (first: Int, count: Int)?

    init(_ source: SourceText) {
        bytes = source.bytes
        offset = source.start
    }

    mutating func run() {
        while offset < bytes.count {
            if let length = arrowLength(at: offset) {
                append(.arrow, length: length)
                continue
            }
            if let length = foreignBlankLength(at: offset) {
                foreignBlanks = (foreignBlanks?.first ?? offset, (foreignBlanks?.count ?? 0) + 1)
                offset += length
                continue
            }
            if beginsForeignComment(at: offset) {
                foreignComments = (foreignComments?.first ?? offset, (foreignComments?.count ?? 0) + 1)
                skipComment()
                continue
            }
            switch bytes[offset] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): offset += 1
            case UInt8(ascii: ";"), .lineFeed, .carriageReturn: append(.separator, length: 1)
            case UInt8(ascii: "="): append(.equals, length: 1)
            case UInt8(ascii: "["), UInt8(ascii: "]"): append(.bracket, length: 1)
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","): append(.punctuation, length: 1)
            case UInt8(ascii: "#"): skipComment()
            default: appendChunk()
            }
        }
    }

    /// What was wrong with the text: one diagnostic of a kind, since a file that is no model has thousands.
    var diagnostics: [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        if let (first, count) = illFormed {
            diagnostics.append(
                Diagnostic(.invalidUTF8(byte: bytes[first], count: count), SourceRange(first..<first + 1)))
        }
        if let (first, count) = controls {
            diagnostics.append(
                Diagnostic(.controlCharacter(bytes[first], count: count), SourceRange(first..<first + 1)))
        }
        if let (first, count) = foreignBlanks {
            let range = first..<first + (wellFormedLength(at: first) ?? 1)
            let scalar = String(decoding: bytes[range], as: UTF8.self).unicodeScalars.first ?? " "
            diagnostics.append(Diagnostic(.foreignBlank(scalar, count: count), SourceRange(range)))
        }
        if let (first, count) = foreignComments {
            let end = bytes[first...].firstIndex(where: \.isLineEnd) ?? bytes.count
            let words = bytes[first..<end].drop { $0 == UInt8(ascii: "/") }.drop { $0 == UInt8(ascii: " ") }
            let text = "# \(String(decoding: words, as: UTF8.self))"
            diagnostics.append(
                Diagnostic(.foreignComment(plain: text, count: count), SourceRange(first..<first + 2)))
        }
        return diagnostics
    }

    private mutating func append(_ kind: Token.Kind, length: Int) {
        tokens.append(Token(kind: kind, range: offset..<offset + length))
        offset += length
    }

    private func arrowLength(at offset: Int) -> Int? {
        switch bytes[offset] {
        case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "|"), 0xE2:
            return arrows.first { bytes[offset...].starts(with: $0) }?.count
        default: return nil
        }
    }

    /// The number of bytes of what looks like a blank, or like nothing, but is not ASCII's.
    private func foreignBlankLength(at offset: Int) -> Int? {
        guard bytes[offset] >= 0x80, let length = wellFormedLength(at: offset),
            let scalar = String(decoding: bytes[offset..<offset + length], as: UTF8.self).unicodeScalars
                .first,
            scalar.properties.isWhitespace || ["\u{200B}", "\u{2060}", "\u{FEFF}"].contains(scalar)
        else { return nil }
        return length
    }

    private func beginsForeignComment(at offset: Int) -> Bool {
        bytes[offset] == UInt8(ascii: "/") && bytes[(offset + 1)...].first == UInt8(ascii: "/")
    }

    private mutating func skipComment() {
        while offset < bytes.count, !bytes[offset].isLineEnd {
            _ = readCharacter()
        }
    }

    private mutating func appendChunk() {
        let lowerBound = offset
        var isSound = true
        while offset < bytes.count, !endsChunk(at: offset) {
            if !readCharacter() { isSound = false }
        }
        let range = lowerBound..<offset
        tokens.append(Token(kind: isSound ? kind(ofChunk: range) : .damaged, range: range))
    }

    /// Whether a word or number cannot go on here.
    private func endsChunk(at offset: Int) -> Bool {
        bytes[offset].endsChunk || arrowLength(at: offset) != nil || foreignBlankLength(at: offset) != nil
            || beginsForeignComment(at: offset)
    }

    /// Steps over one character; false if it is a control character or not UTF-8, which is noted.
    private mutating func readCharacter() -> Bool {
        let byte = bytes[offset]
        if byte.isControl, byte != UInt8(ascii: "\t") {
            controls = (controls?.first ?? offset, (controls?.count ?? 0) + 1)
            offset += 1
            return false
        }
        guard let length = wellFormedLength(at: offset) else {
            illFormed = (illFormed?.first ?? offset, (illFormed?.count ?? 0) + 1)
            offset += 1
            return false
        }
        offset += length
        return true
    }

    /// The number of bytes of the scalar at `offset`, by table 3-7 of the Unicode standard; nil if ill-formed.
    private func wellFormedLength(at offset: Int) -> Int? {
        let second: ClosedRange<UInt8>
        let length: Int
        switch bytes[offset] {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE, 0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard bytes.count - offset >= length, second.contains(bytes[offset + 1]),
            bytes[(offset + 2)..<(offset + length)].allSatisfy(\.isUTF8Continuation)
        else { return nil }
        return length
    }

    private func kind(ofChunk range: Range<Int>) -> Token.Kind {
        let chunk = bytes[range]
        if isNumber(chunk) { return .number }
        return isWord(chunk) ? .word : .unreadable
    }

    /// No name is longer than 255 bytes. To compare two of 40,000 accents took a minute, since they are put in order.
    private func isWord(_ chunk: ArraySlice<UInt8>) -> Bool {
        guard chunk.count <= 255 else { return false }
        let scalars = String(decoding: chunk, as: UTF8.self).unicodeScalars
        guard let first = scalars.first, first.properties.isXIDStart || first == "_" else { return false }
        return scalars.dropFirst().allSatisfy { $0.properties.isXIDContinue || $0 == "." || $0 == "-" }
    }

    /// `[+-] digits [. digits] [e [+-] digits]`, with digits on at least one side of the point.
    private func isNumber(_ chunk: ArraySlice<UInt8>) -> Bool {
        var rest = chunk
        func skipSign() {
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        }
        func skipDigits() -> Int {
            let digits = rest.prefix(while: \.isDigit).count
            rest.removeFirst(digits)
            return digits
        }
        skipSign()
        var digits = skipDigits()
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            digits += skipDigits()
        }
        guard digits > 0 else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            skipSign()
            guard skipDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}

extension UInt8 {
    /// Whether a word or number never goes on with this byte.
    fileprivate var endsChunk: Bool {
        switch self {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ";"), .lineFeed, .carriageReturn,
            UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: ","), UInt8(ascii: "#"):
            true
        default: false
        }
    }
}
