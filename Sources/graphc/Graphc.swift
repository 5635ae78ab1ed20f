import ArgumentParser

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
        subcommands: [Emit.self, Check.self, Inspect.self, Ops.self],
        defaultSubcommand: Emit.self)

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as CommandError {
            report(error)
            exit(withError: ExitCode.failure)
        } catch {
            exit(withError: error)
        }
    }
}
