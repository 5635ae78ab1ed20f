import ArgumentParser
import GraphIR

struct Ops: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List every operator and loss with its arguments.")

    func run() throws { try printOutput(operatorReferenceText()) }
}
