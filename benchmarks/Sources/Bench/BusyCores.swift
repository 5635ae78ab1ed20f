import ArgumentParser
import Foundation

/// A program that keeps every core busy, until it is killed or nobody is left who started it.
struct BusyCores: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "busy-cores", shouldDisplay: false)

    func run() {
        let parent = getppid()
        for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
            Thread.detachNewThread { while true {} }
        }
        while getppid() == parent { sleep(1) }
    }

    /// Measures something beside such a program.
    static func during(_ measure: () throws -> Answer) throws -> Answer {
        let process = Process()
        process.executableURL = Bundle.main.executableURL
        process.arguments = [configuration.commandName ?? ""]
        try process.run()
        defer {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        // Until its threads run.
        Thread.sleep(forTimeInterval: 0.1)
        return try measure()
    }
}
