import ArgumentParser
import Foundation

/// The commands that run models. They need the runtime, which whoever only compiles a model does not: so they are an
/// executable of their own, which `graphc` starts in its place.
@main
struct GraphcRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graphc",
        abstract: "Train and use neural networks.",
        subcommands: [Train.self, Evaluate.self, Predict.self, Show.self])

    static func main() {
        // A pipe that nobody reads any more is an error of the write, not the end of a training.
        signal(SIGPIPE, SIG_IGN)
        var command: any ParsableCommand
        do { command = try parseAsRoot() } catch { exit(withError: error) }
        do {
            try command.run()
        } catch  where error is ExitCode || exitCode(for: error) != .failure {
            // The parser has words for it, help included.
            type(of: command).exit(withError: error)
        } catch {
            printError("graphc: error: \(error)")
            exit(withError: ExitCode.failure)
        }
    }
}
