import Testing

@testable import GraphRuntime

@Suite struct JSONTests {
    private func parsed(_ text: String) throws(JSONError) -> JSON { try JSON(parsing: Array(text.utf8)) }

    @Test func stringsMayBeEscaped() throws {
        let escaped = try parsed(#"["ä\u00e4\u00C4\ud83d\uDE00","\"\\\/\b\f\n\r\t","a\u0000","","\n\n"]"#)
        let strings = ["ää\u{C4}😀", "\"\\/\u{8}\u{C}\n\r\t", "a\0", "", "\n\n"]
        #expect(escaped == .array(strings.map(JSON.string)))
    }

    @Test(arguments: [
        (#"["\u00g0"]"#, 6, "four hexadecimal digits"), (#"["\u00"#, 6, "four hexadecimal digits"),
        (#"["\ud83d"]"#, 8, "the second half of a pair"), (#"["\ude00"]"#, 8, "the second half of a pair"),
        (#"["\x"]"#, 3, "an escape sequence"), ("[\"a\nb\"]", 3, "control characters to be escaped"),
        (#"["a\n"#, 5, #"'"'"#), (#"["a"#, 3, #"'"'"#), (#"["\"#, 3, "an escape sequence"),
    ]) func whatIsNoStringIsAnError(text: String, offset: Int, expected: String) {
        #expect(throws: JSONError(offset: offset, expected: expected)) { try parsed(text) }
    }

    @Test func otherBytesThanUTF8AreAnError() {
        for bytes: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x61, 0xE2, 0x82]] {
            for escape in ["", "\\n"] {
                let text = Array("[\"".utf8) + escape.utf8 + bytes + Array("\"]".utf8)
                #expect(throws: JSONError(offset: 2, expected: "UTF-8")) { try JSON(parsing: text) }
            }
        }
    }

    /// To hash a key of many more accents takes minutes.
    @Test func aKeyHasAFewAccentsOnALetter() throws {
        let accents = String(repeating: "\u{301}\u{323}", count: 15)
        #expect(try parsed("{\"e\(accents)\":\"\(accents)\(accents)\"}")["e\(accents)"] != nil)
        for more in ["\u{301}", String(repeating: accents, count: 100_000)] {
            let expected = "at most 30 accents on a letter of a key"
            #expect(throws: JSONError(offset: 7, expected: expected)) {
                try parsed("{\"a\":0,\"e\(accents)\(more)\":0}")
            }
        }
    }

    @Test(arguments: [1, 2, 8, 100]) func aKeyStandsInAnObjectOnce(count: Int) throws {
        let members = (0..<count).map { "\"\($0)\":0" }
        let object = try parsed("{\(members.joined(separator: ","))}")
        #expect(object == .object((0..<count).map { JSON.Member(key: "\($0)", value: .integer(0)) }))
        for again in [0, count / 2, count - 1] {
            let start = members.reduce(1) { $0 + $1.utf8.count + 1 }
            let text = "{\((members + [members[again]]).joined(separator: ",")),\"0\":1}"
            #expect(throws: JSONError(offset: start, expected: "each key once, not \"\(again)\" again")) {
                try parsed(text)
            }
        }
        // Composed and not, it is the same text.
        let start = members.reduce(1) { $0 + $1.utf8.count + 1 } + "\"\u{E9}\":0,".utf8.count
        #expect(throws: JSONError(offset: start, expected: "each key once, not \"e\u{301}\" again")) {
            try parsed("{\((members + ["\"\u{E9}\":0", "\"e\u{301}\":0"]).joined(separator: ","))}")
        }
    }
}
