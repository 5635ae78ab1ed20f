import ArgumentParser
import GraphIR

@main
struct Graphc: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graphc",
        abstract: "A compiler for neural networks: from a few lines of text to Swift or C.",
        usage: """
            graphc model.nn -o Model.swift
            graphc model.nn -o model.c
            graphc -e 'Flatten; Linear 784 256; ReLU; Linear 256 10' -o - --emit c
            graphc <subcommand> ...
            """,
        version: "0.1.0",
        // Each says its name: to make it of the type's takes reflection, a twelfth of what a small model takes.
        subcommands: [
            Emit.self, Check.self, Inspect.self, Ops.self, CompareNames.self, Train.self, Evaluate.self,
            Predict.self, Show.self,
        ],
        defaultSubcommand: Emit.self)

    static func main() {
        do {
            let arguments = commandLineArguments()
            if let command = runnerArguments(arguments) { try startRunner(command) }
            try checkSubcommand(arguments.first)
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch let error as CommandError {
            report(error)
            exit(withError: ExitCode.failure)
        } catch {
            exit(withError: error)
        }
    }

    /// A first word that could be a subcommand, but is none, is not taken for a file that is not there.
    private static func checkSubcommand(_ word: String?) throws(ValidationError) {
        let names = configuration.subcommands.map { $0._commandName } + ["help"]
        guard let word, word.first?.isLetter == true, !word.contains("."), !word.contains("/"),
            !names.contains(word), fileType(at: word) == nil
        else { return }
        let nearest = suggestion(for: word, among: names).map { "Did you mean '\($0)'?" }
        throw ValidationError(
            "There is neither a subcommand nor a file '\(word)'. "
                + (nearest ?? "`graphc help` lists the subcommands."))
    }
}
