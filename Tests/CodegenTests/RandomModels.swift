import GraphIR

/// The text of a model that a seed determines: any operators in any order that fits, over vectors or images.
func randomModel(seed: UInt64) -> String {
    var random = SplitMix64(seed: seed)
    return random.draw(2) == 0 ? randomImageModel(seed: seed) : randomVectorModel(seed: seed)
}

let anywhere = Elementwise.table.map(\.keyword) + ["Softmax", "LogSoftmax", "Dropout 0.25"]

func randomVectorModel(seed: UInt64) -> String {
    var random = SplitMix64(seed: seed &+ 1)
    var lines = ["Input \(1 + random.draw(3)) \(1 + random.draw(20))", "Flatten"]
    for _ in 0..<(1 + random.draw(7)) {
        lines.append(
            random.draw(3) == 0
                ? "Linear \(1 + random.draw(70)) bias=\(random.draw(2) == 0)" : random.pick(anywhere))
    }
    lines.append("Linear \(2 + random.draw(9)) bias=\(random.draw(2) == 0)")
    if random.draw(2) == 0 { lines.append(random.pick(anywhere)) }
    if random.draw(2) == 0 { lines.append("loss MSE") }
    return lines.joined(separator: "; ")
}

/// Convolutions, pools and functions over an image, then a vector.
///
/// - Parameters:
///   - between: What stands between convolutions and pools …
///   - images: … and what besides.
func randomImageModel(
    seed: UInt64, channels: [Int] = [1, 2, 3, 5], between: [String] = anywhere, images: [String] = []
) -> String {
    var random = SplitMix64(seed: seed &+ 2)
    var size = (2 + random.draw(8), 2 + random.draw(8))
    var lines = ["Input \(random.pick(channels)) \(size.0) \(size.1)"]
    for _ in 0..<(1 + random.draw(5)) {
        let kernel = 1 + random.draw(4)
        let stride = 1 + random.draw(3)
        let isPool = random.draw(3) == 0
        let padding = random.draw(1 + (isPool ? kernel / 2 : kernel))
        func places(_ extent: Int) -> Int { (extent + 2 * padding - kernel) / stride + 1 }
        let isWindow = random.draw(3) != 0 && min(size.0, size.1) + 2 * padding >= kernel
        if isWindow {
            size = (places(size.0), places(size.1))
            lines.append(
                isPool
                    ? "MaxPool2d \(kernel) \(stride) \(padding)"
                    : "Conv2d \(random.pick(channels)) \(kernel) stride=\(stride) padding=\(padding) "
                        + "bias=\(random.draw(2) == 0)")
        } else {
            lines.append(random.pick(between + images))
        }
    }
    lines.append("Flatten")
    if random.draw(4) != 0 {
        lines.append("Linear \(2 + random.draw(40)); \(random.pick(between)); Linear 3")
    }
    if random.draw(2) == 0 { lines.append("loss MSE") }
    return lines.joined(separator: "; ")
}

extension SplitMix64 {
    /// Uniform in `0 ..< count`.
    mutating func draw(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[draw(elements.count)] }
}
