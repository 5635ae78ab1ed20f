import Foundation

/// The models of the benchmark as text.
enum ModelText {
    static let reference = "Flatten; Linear 784 256; ReLU; Linear 256 10"
    static let small = "Linear 64 32; ReLU; Linear 32 10"

    /// `Conv2d 32 64 3` on 14 × 14, with as little as possible around it.
    static let convolution =
        "Input 1 14 14; Conv2d 1 32 1; \(measuredConvolution) padding=1; AdaptiveAvgPool2d 1; Flatten"
    static let measuredConvolution = "Conv2d 32 64 3"

    /// A depthwise convolution and a pointwise one, with a loss behind them.
    static let depthwise = """
        Input 64 14 14; Conv2d 64 64 3 padding=1 groups=64; Conv2d 64 128 1; AdaptiveAvgPool2d 1; Flatten
        """

    /// One of the files that this program is compiled with.
    static func file(_ name: String) throws -> String {
        let file = Folder.benchmarks.appending(path: "Sources/Bench/Models/\(name).nn")
        return try String(contentsOf: file, encoding: .utf8)
    }
}
