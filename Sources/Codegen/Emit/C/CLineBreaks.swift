/// Generated C with its long lines broken: behind a comma, or else before an operator, or else behind a
/// parenthesis.
func breakingLongLines(of text: String) -> String {
    var lines: [String] = []
    // The last line of a macro has no backslash, and still is the preprocessor's.
    var isContinuation = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        let isBroken = line.utf8.count > width && line.isCode && !isContinuation
        lines.append(isBroken ? broken(line) : String(line))
        isContinuation = line.hasSuffix("\\")
    }
    return lines.joined(separator: "\n")
}

private let width = 100
private let operators = [" ? ", " : ", " - ", " + ", " * "]

private func broken(_ line: Substring) -> String {
    let indentation = line.prefix { $0 == " " }
    // What follows the head of a function or a loop must not be taken for its body.
    let continuation = indentation + (line.hasSuffix("{") ? "        " : "    ")
    var lines: [String] = []
    var rest = line
    while rest.count > width, let end = breakPoint(in: rest, behind: rest.prefix { $0 == " " }.endIndex) {
        lines.append(String(rest[..<end]))
        rest = continuation + rest[end...].drop { $0 == " " }
    }
    return (lines + [String(rest)]).joined(separator: "\n")
}

/// Where a line ends that fits.
private func breakPoint(in line: Substring, behind start: String.Index) -> String.Index? {
    let fitting = line[start..<line.index(line.startIndex, offsetBy: width)]
    if let comma = fitting.lastIndex(of: ",") { return line.index(after: comma) }
    return operators.compactMap { fitting.lastRange(of: $0)?.lowerBound }.max()
        ?? fitting.lastIndex(of: "(").map(line.index(after:))
}

extension Substring {
    /// Neither a comment nor for the preprocessor, whose lines end where they do.
    fileprivate var isCode: Bool {
        let text = drop { $0 == " " }
        return !text.hasPrefix("/*") && !text.hasPrefix("#") && !text.hasSuffix("\\")
            && (text.hasSuffix(";") || text.hasSuffix("{") || text.hasSuffix("}") || text.hasSuffix(")"))
    }

    /// The last place where `pattern` stands.
    fileprivate func lastRange(of pattern: String) -> Range<String.Index>? {
        var start = endIndex
        while start > startIndex {
            start = index(before: start)
            if self[start...].hasPrefix(pattern) { return start..<index(start, offsetBy: pattern.count) }
        }
        return nil
    }
}
