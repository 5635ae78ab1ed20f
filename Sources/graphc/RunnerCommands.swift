import ArgumentParser

// The commands that run models are those of another executable, which needs the runtime and libraries for images. A
// package that compiles models has no use for these, and graphc is built by every such package.

/// As all of these, nothing but a name in the list of commands.
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train a model on images or a table.")
}

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Say how well a model does on data.")
}

struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Say what images, or the rows of a table, are.")
}

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Look at images or a table.")
}

private let runnerCommands: [any ParsableCommand.Type] = [
    Train.self, Evaluate.self, Predict.self, Show.self,
]

/// What graphc-run is started with, if that is asked for, help included.
func runnerArguments(_ arguments: [String]) -> [String]? {
    let names = runnerCommands.map { $0._commandName }
    switch arguments.first {
    case "help" where arguments.count == 2 && names.contains(arguments[1]): return [arguments[1], "--help"]
    case let first? where names.contains(first): return arguments
    case nil, _?: return nil
    }
}

/// Becomes graphc-run, which is in the folder of this executable or, if it is not there, in one of `PATH`.
///
/// - Throws: `CommandError.noRunner`; it does not return otherwise.
func startRunner(_ arguments: [String]) throws(CommandError) {
    let name = "graphc-run"
    let beside = ownPath().map { "\(folder(of: $0))/\(name)" }
    let words = ([beside ?? name] + arguments).map { systemPath($0) }
    words.withCArguments { pointers in
        if let beside { execv(systemPath(beside), pointers) }
        if errno == ENOENT || beside == nil { execvp(name, pointers) }
    }
    throw .noRunner(expected: beside ?? name, errno: errno)
}

extension [[CChar]] {
    /// As `main` has them: pointers, and a null at the end.
    fileprivate func withCArguments(_ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Void) {
        let pointers = map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        pointers.withUnsafeBufferPointer { buffer in
            if let start = buffer.baseAddress { body(start) }
        }
    }
}

/// The file of this executable.
private func ownPath() -> String? {
    #if canImport(Darwin)
        var size: UInt32 = 0
        _NSGetExecutablePath(nil, &size)
        var path = [CChar](repeating: 0, count: Int(size))
        return _NSGetExecutablePath(&path, &size) == 0 ? resolvingLinks(text(ofCString: path)) : nil
    #else
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return text(ofCString: path)
    #endif
}
