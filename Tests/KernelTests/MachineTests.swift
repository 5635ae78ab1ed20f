import Foundation
import Testing

/// The machine that generated Swift runs on computes what a scalar model does, to the bit, for every instruction set:
/// random contractions and folds with strides of any sign, programs of operations, and edges of every size.
struct MachineTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/TileKernels").standardizedFileURL.path
    private static let test = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Machine/machine_test.c").path

    /// With the flags of the package, and with what finds every access outside of memory.
    @Test(arguments: [
        ["-O3"],
        ["-O1", "-fsanitize=address,undefined", "-fno-sanitize=alignment", "-fno-sanitize-recover=all"],
    ])
    func randomPlansAreExact(_ options: [String]) throws {
        let program = FileManager.default.temporaryDirectory
            .appending(path: "graphc-machine-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: program) }
        let files = [Self.test, "\(Self.sources)/plan.c", "\(Self.sources)/instruction_set.c"]
        let include = ["-I\(Self.sources)", "-I\(Self.sources)/include"]
        let flags = ["-std=c11", "-ffp-contract=off", "-Wall", "-Wextra", "-Wno-pass-failed", "-Werror"]
        try run("clang", options + flags + include + files + ["-lm", "-o", program])
        try run(program, ["1500"])
    }

    private func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
    }
}
