import Foundation

/// Someone who does tasks against the clock.
protocol Contestant: AnyObject {
    func measure(_ task: String) throws -> Answer
}

/// A process that lives as long as the benchmark and does a task for each line that it is sent.
final class LongLived: Contestant {
    /// What it is, with its version.
    private(set) var version = ""
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errors: URL
    private var pending = Data()

    /// Starts it and waits until it has loaded its data and warmed up.
    ///
    /// - Parameter log: Where what it prints as errors goes.
    init(_ command: [String], log: URL) throws {
        guard let program = command.first else { throw Failure("there is no command") }
        errors = log
        try Data().write(to: log)
        process.executableURL = URL(filePath: program)
        process.arguments = Array(command.dropFirst())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        version = try JSONDecoder().decode(Ready.self, from: line()).ready
    }

    func measure(_ task: String) throws -> Answer {
        try input.fileHandleForWriting.write(contentsOf: Data("\(task)\n".utf8))
        return try JSONDecoder().decode(Answer.self, from: line())
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// The next line that the process prints.
    private func line() throws -> Data {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending = Data(pending[(end + 1)...]) }
                return pending[..<end]
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { throw Failure(lastError) }
            pending += more
        }
    }

    private var lastError: String {
        let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").last.map(String.init) ?? "it ended without a word"
    }
}

/// Processes that are measured from start to exit, one for each task.
final class OneShot: Contestant {
    private let commands: [String: [String]]

    init(_ commands: [String: [String]]) { self.commands = commands }

    func measure(_ task: String) throws -> Answer {
        guard let command = commands[task] else { throw Failure("it cannot be run") }
        let start = ContinuousClock.now
        try run(command)
        return Answer(seconds: (ContinuousClock.now - start) / .seconds(1))
    }
}

/// Why something is not measured.
struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
