/// Something that graphc or a C compiler translates.
struct Compilation {
    let title: String
    let model: String
    let by: Translator
    /// The most seconds that it should take, and the most bytes that the object should have.
    let seconds: Double
    var bytes: Int?

    enum Translator: String {
        case graphc, clang, gcc
    }

    static let all = [
        Compilation(
            title: "784-256-10, `clang -O2`", model: ModelText.reference, by: .clang, seconds: 0.7,
            bytes: 50_000),
        Compilation(title: "784-256-10, `gcc -O2`", model: ModelText.reference, by: .gcc, seconds: 2),
        Compilation(
            title: "50 × `Linear 64 64; Tanh`, `clang -O2`", model: tanhLayers(50), by: .clang, seconds: 2),
        Compilation(
            title: "500 × `Linear 64 64; Tanh`, `clang -O2`", model: tanhLayers(500), by: .clang, seconds: 10),
        Compilation(
            title: "500 × `Linear 64 64; Tanh`, which are 1,000 layers, `graphc`", model: tanhLayers(500),
            by: .graphc, seconds: 1),
        Compilation(
            title: "CNN of 20 layers with BatchNorm, `clang -O2`", model: plain20, by: .clang, seconds: 20),
    ]
}

private func tanhLayers(_ count: Int) -> String {
    Array(repeating: "Linear 64 64; Tanh", count: count).joined(separator: "; ")
}

/// The layers of ResNet-20 without its shortcuts.
private let plain20 = {
    func layer(_ inputs: Int, _ outputs: Int, _ stride: Int) -> String {
        "Conv2d \(inputs) \(outputs) 3 padding=1 stride=\(stride) bias=false; BatchNorm2d; ReLU"
    }
    let groups = [(16, 16, 1), (16, 32, 2), (32, 64, 2)].flatMap { inputs, outputs, stride in
        [layer(inputs, outputs, stride)] + Array(repeating: layer(outputs, outputs, 1), count: 5)
    }
    return (["Input 3 32 32", layer(3, 16, 1)] + groups + ["AdaptiveAvgPool2d 1; Flatten; Linear 64 10"])
        .joined(separator: "; ")
}()
