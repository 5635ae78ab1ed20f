import Foundation

/// Where things are. The current folder is `benchmarks`.
enum Folder {
    static let benchmarks = URL(filePath: FileManager.default.currentDirectoryPath)
    static let root = benchmarks.deletingLastPathComponent()
    static let drivers = benchmarks.appending(path: "drivers")
    static let peers = benchmarks.appending(path: "peers")
    static let kernels = root.appending(path: "Sources/TileKernels")
    static let results = benchmarks.appending(path: "results")
    /// What a run makes for itself.
    static let work = benchmarks.appending(path: ".build/work")

    static let graphc = root.appending(path: ".build/release/graphc")
    static let example = root.appending(path: "examples/.build/release/FashionMNIST")
    static let releaseBench = benchmarks.appending(path: ".build/release/Bench")
    static let debugBench = benchmarks.appending(path: ".build/debug/Bench")
    static let python = benchmarks.appending(path: ".venv-peers/bin/python")

    static func prepare() throws {
        guard FileManager.default.fileExists(atPath: drivers.path) else {
            throw Failure("Run this in the folder benchmarks.")
        }
        for folder in [work, results] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
    }
}
