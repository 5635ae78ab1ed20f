import Foundation
import Testing

/// A C compiler of this machine.
struct CCompiler: CustomTestStringConvertible, Sendable {
    var name: String
    var path: String

    var testDescription: String { name }

    static let standard = CCompiler(named: "cc")
    /// For tests of what the code means. Gcc optimizes it whatever it is told, as a pragma in it says, and
    /// takes about ten times as long as clang without optimization.
    static let quickest = CCompiler(named: "clang") ?? standard
    /// The standard one first, each once, whatever its names.
    static let all = {
        var paths: Set<String> = []
        return ["cc", "gcc", "clang"].compactMap(CCompiler.init(named:)).filter {
            paths.insert(URL(filePath: $0.path).resolvingSymlinksInPath().path).inserted
        }
    }()

    init?(named name: String) {
        guard let path = pathOfProgram(named: name) else { return nil }
        self.name = name
        self.path = path
    }

    static let strictness = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]

    /// Compiles without a warning, or fails the test with what the compiler says.
    func compile(
        _ arguments: [String], in folder: TemporaryFolder,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let outcome = try folder.run(path, Self.strictness + arguments)
        try #require(
            outcome.status == 0, "\(name) \(arguments): \(outcome.errors)", sourceLocation: sourceLocation)
    }
}

/// Where the shell would find a program.
func pathOfProgram(named name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
}
