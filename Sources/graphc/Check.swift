import ArgumentParser

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Print what is wrong with models.")

    @OptionGroup var models: ModelArguments

    func run() throws { _ = try checkedModels(models) }
}
