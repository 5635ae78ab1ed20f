import ArgumentParser

@main
struct Graphc: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graphc", abstract: "A compiler for neural networks.", version: "0.1.0")
}
