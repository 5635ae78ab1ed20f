/// The head of an answer, which arrives line by line.
struct Response {
    private(set) var status = 0
    /// Whether all lines are there.
    private(set) var isComplete = false
    private var headers: [String: String] = [:]
    private var byteCount = 0

    /// The value of a header by its name in lower case.
    subscript(header: String) -> String? { headers[header] }

    /// Whether this is all that comes: neither a redirection, which may be followed, nor the promise of an answer.
    var isLast: Bool { isComplete && !(100..<200).contains(status) && !(300..<400).contains(status) }

    /// Returns whether there can be more lines.
    mutating func add(line bytes: UnsafeRawBufferPointer) -> Bool {
        byteCount += bytes.count
        let line = String(decoding: bytes.prefix { $0 != 13 && $0 != 10 }, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // What there was belongs to a redirection.
            self = Response()
            let words = line.split(separator: " ", maxSplits: 2)
            status = words.count > 1 ? Int(words[1]) ?? 0 : 0
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0.isWhitespace }
            headers[line[..<colon].lowercased()] = String(value)
        } else if line.isEmpty {
            isComplete = true
        }
        return byteCount < 1 << 18
    }
}
