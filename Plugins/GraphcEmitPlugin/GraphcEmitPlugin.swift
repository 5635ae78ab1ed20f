import PackagePlugin

@main
struct GraphcEmitPlugin: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {}
}
