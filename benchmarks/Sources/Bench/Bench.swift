import ArgumentParser

@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Measures graphc against its peers and against the machine. Run it in the folder benchmarks.",
        subcommands: [Run.self, Scaling.self, SwiftContestant.self, BusyCores.self],
        defaultSubcommand: Run.self)
}
