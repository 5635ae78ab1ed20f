import GraphIR

extension AvgPool: Lowerable {
    /// The sum under each window, and that sum times a share, which depends on the place where windows reach out of
    /// what counts.
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let sample = lowering.shape(of: layer.input)
        let window = Window(self.window, over: sample, to: layer.outputShape)
        let channel = LoopIndex("c", layer.outputShape.extents[0])
        let sum = lowering.addImage("\(layer.name)_sum", layer.outputShape)
        let result = lowering.addImage(layer.name, layer.outputShape)
        let indices = window.places + [channel]
        let total = lowering.element(of: sum, indices)
        let element = window.element(of: layer.input, channel: Affine(channel), outside: 0)
        lowering.add(
            Fold(
                outer: [.sample] + window.places, lane: channel, over: window.taps, .sum(.load(element)),
                epilogue: [Assignment(total, .accumulator)], origins: [layer.origin]),
            .derived)
        let share = share(at: window.places, of: sample)
        lowering.add(
            .map(
                [.sample] + indices, lowering.element(of: result, indices), .load(total) * share,
                layer.origin),
            .partials([Partial(element: total, value: share)]))
        return result
    }

    /// 1 / the number of elements that count under the window.
    private func share(at places: [LoopIndex], of sample: Shape) -> Scalar {
        let counts = places.indices.map { direction in
            count(at: places[direction], direction, of: sample.extents[direction + 1])
        }
        let constants = counts.compactMap(\.constant)
        if constants.count == counts.count { return .constant(1 / constants.reduce(1, *)) }
        return 1 / counts.dropFirst().reduce(counts[0], *)
    }

    /// The number of elements that count in one direction.
    private func count(at place: LoopIndex, _ direction: Int, of extent: Int) -> Scalar {
        let (before, after) = (window.border.before[direction], window.border.after[direction])
        let counted = countsPadding ? -before...extent + after : 0...extent
        let first = Affine([(place, window.stride[direction])], -before)
        var end = first
        end.constant += window.kernel[direction]
        let isWhole = [first, end].compactMap(\.interval).allSatisfy {
            counted.contains($0.lowerBound) && counted.contains($0.upperBound)
        }
        if isWhole { return .constant(Double(window.kernel[direction])) }
        return .binary(.minimum, .index(end), .constant(Double(counted.upperBound)))
            - .binary(.maximum, .index(first), .constant(Double(counted.lowerBound)))
    }
}

extension AdaptiveAvgPool: Lowerable {
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        pool(for: lowering.shape(of: layer.input)).lower(layer, into: &lowering)
    }
}

extension Expression {
    /// The number, if it is one.
    fileprivate var constant: Double? { if case .constant(let value) = self { value } else { nil } }
}
