/// Text that grows line by line at an indentation.
struct CodePrinter {
    private(set) var text = ""
    private let indentation: String
    private var depth = 0

    init(indentation: String = "    ") { self.indentation = indentation }

    /// Adds a line, or several that the string holds.
    mutating func line(_ string: String = "") {
        for line in string.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if !line.isEmpty {
                for _ in 0..<depth { text += indentation }
                text += Substring(line)
            }
            text += "\n"
        }
    }

    /// Adds the lines of `body` one level deeper.
    mutating func indented(_ body: (inout CodePrinter) -> Void) {
        depth += 1
        body(&self)
        depth -= 1
    }

    /// `head {`, or just `{`, the lines of `body`, `}`.
    mutating func block(_ head: String, _ body: (inout CodePrinter) -> Void) {
        line(head.isEmpty ? "{" : "\(head) {")
        indented(body)
        line("}")
    }
}
