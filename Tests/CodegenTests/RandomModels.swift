import GraphIR

/// The text of a model that a seed determines: any operators in any order that fits, over vectors or images.
func randomModel(seed: UInt64) -> String {
    var random = SplitMix64(seed: seed)
    return random.draw(2) == 0 ? randomImageModel(seed: seed) : randomVectorModel(seed: seed)
}

/// Those of targets, which go with any outputs.
private let losses = lossTable.flatMap(\.examples).filter { !$0.readsLabels }.map(\.text)

let anywhere =
    Elementwise.table.map(\.keyword) + ["Softmax", "LogSoftmax", "Dropout 0.25", "LayerNorm", "GroupNorm 1"]

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
    if random.draw(2) == 0 { lines.append("loss \(random.pick(losses))") }
    return lines.joined(separator: "; ")
}

/// Convolutions, pools and functions over an image, or now and then a signal, then a vector.
///
/// - Parameters:
///   - between: What stands between convolutions and pools …
///   - images: … and what besides.
func randomImageModel(
    seed: UInt64, channels: [Int] = [1, 2, 3, 4, 6], between: [String] = anywhere, images: [String] = []
) -> String {
    var random = SplitMix64(seed: seed &+ 2)
    let isSignal = random.draw(4) == 0
    var layers = RandomWindows(
        channels: random.pick(channels), extents: (0..<(isSignal ? 1 : 2)).map { _ in 2 + random.draw(8) })
    var lines = ["Input \(layers.channels) \(layers.extents.map(String.init).joined(separator: " "))"]
    for _ in 0..<(1 + random.draw(5)) {
        let line = random.draw(3) != 0 ? layers.next(&random, channels: channels) : nil
        lines.append(line ?? random.pick(between + (isSignal ? [] : images)))
    }
    lines.append("Flatten")
    if random.draw(4) != 0 {
        lines.append("Linear \(2 + random.draw(40)); \(random.pick(between)); Linear 3")
    }
    if random.draw(2) == 0 { lines.append("loss \(random.pick(losses))") }
    return lines.joined(separator: "; ")
}

/// Layers with windows, one behind another.
private struct RandomWindows {
    /// Of what is in front of the next one.
    var channels: Int
    var extents: [Int]

    /// Nil if what was drawn does not fit.
    mutating func next(_ random: inout SplitMix64, channels all: [Int]) -> String? {
        let isPool = random.draw(3) == 0
        func draw(_ body: (inout SplitMix64) -> Int) -> [Int] { extents.map { _ in body(&random) } }
        let kernel = draw { 1 + $0.draw(4) }
        var window = SlidingWindow(kernel: kernel, stride: draw { 1 + $0.draw(3) })
        window.padding = .symmetric(
            kernel.map { random.draw(1 + (isPool ? $0 / 2 : $0)) })
        if !isPool, extents.count == 2, random.draw(3) == 0 {
            return transposed(window, random.pick(all), &random)
        }
        let line: String
        if isPool {
            window.roundsUp = random.draw(2) == 0
            line = random.pick(["MaxPool", "AvgPool"])
        } else {
            window.dilation = draw { $0.draw(3) == 0 ? 2 : 1 }
            if random.draw(4) == 0 { (window.padding, window.stride) = (.same, kernel.map { _ in 1 }) }
            line = "Conv"
        }
        let outputs = isPool ? channels : random.pick(all)
        let groups =
            isPool ? 1 : random.pick((1...channels).filter { channels % $0 == 0 && outputs % $0 == 0 })
        let layer = Conv(inputChannels: channels, outputChannels: outputs, window: window, groups: groups)
        guard let shape = try? layer.outputShape(for: Shape([channels] + extents)) else { return nil }
        (channels, extents) = (outputs, Array(shape.extents.dropFirst()))
        let text = "\(line)\(extents.count)d"
        let counting = line == "AvgPool" ? " count_include_pad=\(random.draw(2) == 0)" : ""
        return isPool
            ? "\(text) \(window.text) ceil_mode=\(window.roundsUp)\(counting)"
            : "\(text) \(outputs) \(window.text) groups=\(groups) bias=\(random.draw(2) == 0)"
    }

    private mutating func transposed(
        _ window: SlidingWindow, _ outputs: Int, _ random: inout SplitMix64
    ) -> String? {
        var window = window
        window.dilation = window.kernel.map { _ in random.draw(3) == 0 ? 2 : 1 }
        let added = zip(window.stride, window.dilation).map { random.draw(max($0, $1)) }
        let groups = random.pick((1...channels).filter { channels % $0 == 0 && outputs % $0 == 0 })
        let layer = ConvTranspose(
            inputChannels: channels, outputChannels: outputs, window: window, outputPadding: added,
            groups: groups)
        guard let shape = try? layer.outputShape(for: Shape([channels] + extents)), shape.count < 1000 else {
            return nil
        }
        (channels, extents) = (outputs, Array(shape.extents.dropFirst()))
        return "ConvTranspose2d \(outputs) \(window.text) output_padding=[\(added[0]) \(added[1])] "
            + "groups=\(groups) bias=\(random.draw(2) == 0)"
    }
}

extension SlidingWindow {
    /// As arguments have it.
    fileprivate var text: String {
        func list(_ numbers: [Int]) -> String { "[\(numbers.map(String.init).joined(separator: " "))]" }
        let border =
            switch padding {
            case .symmetric(let widths): list(widths)
            case .same: "same"
            }
        let dilated = dilation.allSatisfy { $0 == 1 } ? "" : " dilation=\(list(dilation))"
        return "\(list(kernel)) stride=\(list(stride)) padding=\(border)\(dilated)"
    }
}

extension SplitMix64 {
    /// Uniform in `0 ..< count`.
    mutating func draw(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[draw(elements.count)] }
}
