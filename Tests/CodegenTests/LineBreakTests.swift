import Testing

@testable import GraphCodegen

/// Long lines of generated C are broken where C allows it.
struct LineBreakTests {
    private let call = "    call(" + String(repeating: "argument, ", count: 10) + "argument);"

    @Test func aLongLineBreaksBehindAComma() {
        let lines = breakingLongLines(of: call).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(lines.first?.last == ",")
    }

    /// The last has no backslash.
    @Test func noLineOfAMacroBreaks() {
        let macro = "#define MACRO \\\n\(call) \\\n\(call)"
        #expect(breakingLongLines(of: macro) == macro)
        #expect(breakingLongLines(of: "\(macro)\n\(call)") == "\(macro)\n\(breakingLongLines(of: call))")
    }
}
