import ArgumentParser
import GraphIR

struct Ops: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ops", abstract: "List every operator and loss with its arguments.")

    func run() throws { try printOutput(operatorReferenceText()) }
}
