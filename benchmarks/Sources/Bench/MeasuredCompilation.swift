import Foundation

/// What a compilation took; nil where the compiler is not there.
struct MeasuredCompilation {
    let compilation: Compilation
    /// The fastest of some runs.
    let seconds: Double?
    /// Of the object file.
    let bytes: Int?

    init(_ compilation: Compilation, runs: Int) throws {
        self.compilation = compilation
        let folder = Folder.work.appending(path: "compilation")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let paths = ["model.nn", "net.c", "net.o"].map { folder.appending(path: $0).path }
        try Data(compilation.model.utf8).write(to: URL(filePath: paths[0]))
        let graphc = [Folder.graphc.path, paths[0], "--type-name", "Net", "-o", paths[1]]
        let command: [String]
        switch compilation.by {
        case .graphc: command = graphc
        case .clang, .gcc:
            let compiler = compilation.by.rawValue
            guard output(of: [compiler, "--version"]) != nil else {
                (seconds, bytes) = (nil, nil)
                return
            }
            try run(graphc)
            command = ["/usr/bin/env", compiler, "-std=c11", "-O2", "-c", paths[1], "-o", paths[2]]
        }
        let clock = ContinuousClock()
        seconds = try (0..<runs).map { _ in try clock.measure { try run(command) } / .seconds(1) }.min()
        bytes =
            compilation.bytes == nil
            ? nil : try URL(filePath: paths[2]).resourceValues(forKeys: [.fileSizeKey]).fileSize
    }
}
