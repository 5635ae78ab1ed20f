import Foundation
import Testing

/// A C compiler of this machine.
struct CCompiler: CustomTestStringConvertible, Sendable {
    var name: String
    var path: String

    var testDescription: String { name }

    static let standard = CCompiler(named: "cc")
    static let all = ["cc", "gcc", "clang"].compactMap(CCompiler.init(named:))

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
