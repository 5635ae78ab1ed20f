import GraphIR

/// A cross-correlation with a weight as a fold: for each of the groups a product of matrices.
///
/// Where a group has several outputs, they are the lanes; where it has but one, the groups are, and every lane has a
/// product of its own.
struct Convolution {
    let window: Window
    private let inputs: [LoopIndex]
    private let outputs: [LoopIndex]
    private let over: [LoopIndex]

    /// - Parameters:
    ///   - sample: What the window moves over: `[channels, …]`.
    ///   - result: A sample of what it gives.
    init(_ window: SlidingWindow, over sample: Shape, to result: Shape, groups: Int) {
        self.window = Window(window, over: sample, to: result)
        // Optimizers call a gradient `g`.
        let group = LoopIndex("group", groups)
        let input = LoopIndex("i", sample.extents[0] / groups)
        let output = LoopIndex("o", result.extents[0] / groups)
        func within(_ channel: LoopIndex) -> [LoopIndex] {
            if groups == 1 { return [channel] }
            return channel.extent == .constant(1) ? [group] : [group, channel]
        }
        (inputs, outputs) = (within(input), within(output))
        over = self.window.taps + inputs.filter { $0 != group }
    }

    /// Adds the weight, of PyTorch's shape `[outputs, inputs / groups, …]`, with the lanes last.
    func addWeight(of layer: LayerSite, to lowering: inout Lowering) -> Access {
        let stored = outputs.dropLast() + over + outputs.suffix(1)
        let channels = [outputs, inputs.filter { !outputs.contains($0) }]
        let axes = (channels + window.taps.map { [$0] }).map { dimension in
            dimension.compactMap { stored.firstIndex(of: $0) }
        }
        let extents = stored.map { $0.extent.constant ?? 1 }
        return Access(lowering.addParameter(0, of: layer, stored: extents, axes: axes), stored)
    }

    /// What the window looks at.
    func element(of image: Value) -> Access {
        window.element(of: image, channel: Affine(rowMajor: inputs), outside: 0)
    }

    func fold(over image: Value, _ weight: Access, to result: Value, _ origin: Origin) -> Fold {
        let target = result.element([Affine(rowMajor: outputs)] + window.places.map { Affine($0) })
        return Fold(
            outer: [.sample] + window.places + outputs.dropLast(), lane: outputs[outputs.count - 1],
            over: over,
            .products(element(of: image), weight), epilogue: [Assignment(target, .accumulator)],
            origins: [origin])
    }
}
