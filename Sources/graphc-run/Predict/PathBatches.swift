import Foundation
import GraphRuntime

/// What there is to predict, some at a time, as soon as it is there.
struct PathBatches {
    enum Batch {
        /// So few that the first answers come soon, and so many that all threads have some.
        case images([String])
        case table(String)
    }

    private static let limit = 32
    private var arguments: ArraySlice<String>
    private var readsLines = false
    /// Those that have been read and not been given yet.
    private var paths: [String] = []
    /// What has been read of standard input behind the last end of a line.
    private var rest: [UInt8] = []

    /// - Parameter arguments: Paths; `-` is a path a line from standard input.
    init(_ arguments: ArraySlice<String>) { self.arguments = arguments }

    /// - Throws: `FileError` if standard input cannot be read.
    mutating func next() throws(FileError) -> Batch? {
        while paths.isEmpty {
            if readsLines {
                try readLines()
            } else if let argument = arguments.popFirst() {
                if argument == "-" { readsLines = true } else { addArguments(argument) }
            } else {
                return nil
            }
        }
        if isTable(paths[0]) { return .table(paths.removeFirst()) }
        let images = Array(paths.prefix { !isTable($0) }.prefix(Self.limit))
        paths.removeFirst(images.count)
        return .images(images)
    }

    private mutating func addArguments(_ first: String) {
        paths = [first] + arguments.prefix { $0 != "-" }
        arguments.removeFirst(paths.count - 1)
    }

    /// Waits until there is something, and takes no more than that: who writes a path and waits for the answer gets it.
    private mutating func readLines() throws(FileError) {
        var bytes = [UInt8](repeating: 0, count: 1 << 14)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        if count < 0 {
            guard errno == EINTR else { throw .cannotRead("<standard input>", errno) }
            return
        }
        if count == 0 { readsLines = false }
        // The last line may have no end.
        rest += count == 0 && !rest.isEmpty ? [UInt8(ascii: "\n")] : bytes[..<count]
        guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return }
        paths = rest[..<end].split(separator: UInt8(ascii: "\n")).map {
            String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self)
        }.filter { !$0.isEmpty }
        rest.removeSubrange(...end)
    }
}
