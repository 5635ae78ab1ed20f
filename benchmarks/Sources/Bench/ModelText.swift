import Foundation

/// The models of the benchmark as text.
enum ModelText {
    static let reference = "Flatten; Linear 784 256; ReLU; Linear 256 10"
    static let small = "Linear 64 32; ReLU; Linear 32 10"

    /// One of the files that this program is compiled with.
    static func file(_ name: String) throws -> String {
        let file = Folder.benchmarks.appending(path: "Sources/Bench/Models/\(name).nn")
        return try String(contentsOf: file, encoding: .utf8)
    }
}
