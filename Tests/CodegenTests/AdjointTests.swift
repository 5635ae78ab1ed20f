import GraphIR
import Testing

@testable import GraphCodegen

/// The gradient of a fold is the derivative of what it computes.
struct AdjointTests {
    // MARK: Phases

    @Test func phasesReachEveryCoordinateOnceByEveryWay() {
        for seed: UInt64 in 0..<2000 {
            var random = SplitMix64(seed: seed)
            let (stride, dilation, kernel) = (1 + random.draw(4), 1 + random.draw(4), 1 + random.draw(4))
            let (extent, shift) = (1 + random.draw(9), random.draw(12) - 6)
            let sign = random.draw(4) == 0 ? -1 : 1
            let (m, k) = (LoopIndex("m", 100), LoopIndex("k", kernel))
            let hasTap = random.draw(4) != 0
            let affine = Affine([(m, sign * stride)] + (hasTap ? [(k, dilation)] : []), shift)
            var found: [Int: [[Int]]] = [:]
            for phase in phases(of: affine, extent: extent, result: m, tap: hasTap ? k : nil) {
                for q in 0..<(phase.kept.first?.extent.constant ?? 1) {
                    let coordinate = value(of: phase.coordinate, q: q, 0, phase)
                    #expect(found[coordinate] == nil, "\(coordinate) twice, seed \(seed)")
                    let taps = phase.isReached ? phase.j?.extent.constant ?? 1 : 0
                    found[coordinate] = (0..<taps).map { j in
                        [
                            phase.replacements[m].map { value(of: $0, q: q, j, phase) } ?? .max,
                            phase.replacements[k].map { value(of: $0, q: q, j, phase) } ?? 0,
                        ]
                    }
                }
            }
            let expected = (0..<extent).map { coordinate in
                (0..<(hasTap ? kernel : 1)).compactMap { tap -> [Int]? in
                    let rest = coordinate - shift - (hasTap ? dilation * tap : 0)
                    return rest % stride == 0 ? [sign * rest / stride, tap] : nil
                }
            }
            #expect(found.keys.sorted() == Array(0..<extent), "seed \(seed)")
            let ways = (0..<extent).map { found[$0] ?? [] }
            #expect(ways == expected, "\(affine), extent \(extent), seed \(seed)")
        }
    }

    private func value(of affine: Affine, q: Int, _ j: Int, _ phase: Phase) -> Int {
        affine.terms.reduce(affine.constant) { $0 + $1.coefficient * ($1.index == phase.kept.first ? q : j) }
    }

    // MARK: Windows

    @Test(arguments: WindowCase.Kind.allCases)
    func windowsHaveTheirDerivative(_ kind: WindowCase.Kind) throws {
        for seed: UInt64 in 0..<40 { try WindowCase(kind, seed: seed).expectDerivatives(seed: seed) }
    }

    // MARK: Several readers

    @Test func branchesAddUp() throws {
        for order in Branches.Reader.orders {
            try Branches(order).model.expectDerivatives("\(order)", seed: 3)
        }
    }

    @Test func theOrderOfASumIsThatOfTheBackwardPass() throws {
        #expect(
            try Branches([.residual, .product, .map]).backwardText() == """
                  map o < 3:
                    h_grad[o] = sum_grad[o] * (3 * h[o] * h[o]) + sum_grad[o]
                  contract i < 3:
                    acc = Σ o < 3  sum_grad[o] · w[i, o]
                    h_grad[i] = acc + h_grad[i]
                  map i < 3, o < 3:
                    w_grad[i, o] = sum_grad[o] * h[i]
                  map o < 3:
                    x_grad[o] = h_grad[o] * (2 * x[o])
                """)
        // A lone alias is no statement at all, and several are one.
        #expect(
            try Branches([.residual]).backwardText() == """
                  map o < 3:
                    x_grad[o] = sum_grad[o] * (2 * x[o])
                """)
        #expect(
            try Branches([.residual, .residual, .residual]).backwardText() == """
                  map s0 < 3:
                    h_grad[s0] = sum_grad[s0] + sum_grad[s0] + sum_grad[s0]
                  map o < 3:
                    x_grad[o] = h_grad[o] * (2 * x[o])
                """)
    }

    // MARK: What has no adjoint

    @Test func aDiagonalHasNoAdjoint() throws {
        let (i, o) = (LoopIndex("i", 3), LoopIndex("o", 3))
        let buffers = [
            Buffer("x", .parameter, [.constant(3), .constant(3)]), Buffer("y", .activation, [.constant(3)]),
            Buffer("dy", .targets, [.constant(3)]), Buffer("dx", .gradient, [.constant(3), .constant(3)]),
        ]
        let diagonal = Access(0, [o, o])
        let origin = Origin(location: SourceLocation(line: 1, column: 1), text: "Diagonal 3")
        let trace = Fold(
            outer: [], lane: o, epilogue: [Assignment(Access(1, [o]), .load(diagonal))], origins: [origin])
        let map = ForwardStep(
            statement: .fold(trace), adjoint: .partials([Partial(element: diagonal, value: 1)]))
        #expect(throws: LoweringError.noAdjoint(buffer: "x", layer: "Diagonal 3")) {
            try differentiate([map], buffers: buffers, gradients: [1: 2], parameterGradients: [0: 3])
        }
        let greatest = Fold(
            outer: [], lane: o, over: [i], .maximum(Access(0, [i, o])),
            epilogue: [Assignment(Access(1, [o]), .accumulator)], origins: [origin])
        let pool = ForwardStep(statement: .fold(greatest), adjoint: .derived)
        #expect(throws: LoweringError.noAdjoint(buffer: "x", layer: "Diagonal 3")) {
            try differentiate([pool], buffers: buffers, gradients: [1: 2], parameterGradients: [0: 3])
        }
        // Nothing asks for it.
        #expect(throws: Never.self) {
            try differentiate([pool], buffers: buffers, gradients: [1: 2], parameterGradients: [:])
        }
    }
}

/// Forward steps whose result is weighted with `dy`: Σ dy · y is what is differentiated.
struct DifferentiableSteps {
    var buffers: [Buffer]
    var steps: [ForwardStep]
    var result: Buffer.ID
    var dy: Buffer.ID
    /// What is differentiated by, and the buffers of the gradients.
    var gradients: [Buffer.ID: Buffer.ID]

    func backward() throws -> Backward {
        try differentiate(steps, buffers: buffers, gradients: [result: dy], parameterGradients: gradients)
    }

    func program(_ buffers: [Buffer], _ body: [Statement]) -> LoopProgram {
        LoopProgram(
            name: "Steps", inputShape: [1], outputs: 1, loss: .meanSquaredError, parameters: [],
            buffers: buffers,
            functions: [LoopFunction(role: .gradient, body: body)])
    }

    /// Compares with central differences in the interpreter.
    ///
    /// - Parameter isLaidOut: Whether lanes have a stride of 1 everywhere, as the verifier asks.
    func expectDerivatives(_ what: String, seed: UInt64, isLaidOut: Bool = true) throws {
        let backward = try backward()
        let program = program(backward.buffers, steps.map(\.statement) + backward.statements)
        do {
            if isLaidOut { try program.verify(after: "differentiation") }
        } catch { Issue.record("\(what), seed \(seed): \(error)") }
        var random = SplitMix64(seed: seed)
        var start = LoopInterpreter(program, rows: 2)
        for buffer in buffers.indices where gradients[buffer] != nil || buffer == dy {
            start.memory[buffer] = random.signed(start.memory[buffer].count).map(Double.init)
        }
        // What is not written is seen.
        for gradient in gradients.values {
            start.memory[gradient] = start.memory[gradient].map { _ in .nan }
        }
        var interpreter = start
        interpreter.run(.gradient)
        let forward = steps.map(\.statement)
        let epsilon = 1e-6
        for (buffer, gradient) in gradients.sorted(by: { $0.key < $1.key }) {
            for element in start.memory[buffer].indices {
                func value(shiftedBy shift: Double) -> Double {
                    var interpreter = start
                    interpreter.memory[buffer][element] += shift
                    interpreter.run(forward)
                    return zip(interpreter.memory[result], interpreter.memory[dy]).reduce(0) {
                        $0 + $1.0 * $1.1
                    }
                }
                let expected = (value(shiftedBy: epsilon) - value(shiftedBy: -epsilon)) / (2 * epsilon)
                let found = interpreter.memory[gradient][element]
                if abs(found - expected) <= 1e-5 + 1e-3 * abs(expected) { continue }
                let name = buffers[buffer].name
                Issue.record(
                    "\(what), seed \(seed): \(name)[\(element)] is \(found), not \(expected)\n\(program)")
                return
            }
        }
    }
}

/// A random window in one or two dimensions.
struct WindowCase: CustomStringConvertible {
    enum Kind: String, CaseIterable, Sendable {
        /// Channels are mixed, as in a convolution.
        case contraction
        /// Every channel for itself.
        case depthwise
        /// Without channels.
        case bare
        /// Sums of elements, without weights.
        case sum
        /// A map that reads every s-th element: nothing is combined.
        case map
    }

    var kind: Kind
    /// A subscript for each dimension.
    var windows: [(stride: Int, dilation: Int, padding: Int, kernel: Int, extent: Int, places: Int)] = []
    var channels: (input: Int, output: Int)
    var hasSamples: Bool

    init(_ kind: Kind, seed: UInt64) {
        var random = SplitMix64(seed: seed &+ 17)
        self.kind = kind
        channels = (1 + random.draw(3), 1 + random.draw(3))
        hasSamples = random.draw(2) == 0
        let count = 1 + random.draw(2)
        while windows.count < count {
            let kernel = kind == .map ? 1 : 1 + random.draw(4)
            let (stride, dilation, padding) = (
                1 + random.draw(4), 1 + random.draw(3), random.draw(kernel + 1)
            )
            let extent = 1 + random.draw(count == 1 ? 9 : 6)
            let room = extent + 2 * padding - dilation * (kernel - 1) - 1
            guard room >= 0 else { continue }
            // Not always as many as there are.
            let places = max(1, room / stride + 1 - random.draw(2))
            windows.append((stride, dilation, padding, kernel, extent, places))
        }
    }

    var description: String { "\(kind) \(windows), channels \(channels), samples \(hasSamples)" }

    func expectDerivatives(seed: UInt64) throws {
        // Without channels neighbouring lanes are neighbouring pixels, or every s-th of them.
        let isLaidOut = kind != .bare || windows.last?.stride == 1
        try model.expectDerivatives("\(self)", seed: seed, isLaidOut: isLaidOut)
    }

    private var model: DifferentiableSteps {
        let hasChannels = kind != .bare
        let isMixed = kind == .contraction
        let samples: [LoopIndex] = hasSamples ? [.sample] : []
        let places = windows.enumerated().map { LoopIndex("m\($0)", $1.places) }
        let taps = windows.enumerated().map { LoopIndex("k\($0)", $1.kernel) }
        let (i, c) = (LoopIndex("i", channels.input), LoopIndex("c", channels.output))
        let xChannels = hasChannels ? [isMixed ? i : c] : []
        let yIndices = samples + places + (hasChannels ? [c] : [])
        let wIndices = taps + (isMixed ? [i] : []) + (hasChannels ? [c] : [])
        let pixels = windows.enumerated().map { index, window in
            let tap = kind == .map ? [] : [(taps[index], window.dilation)]
            return Affine([(places[index], window.stride)] + tap, -window.padding)
        }
        func extents(_ indices: [LoopIndex]) -> [Extent] { indices.map(\.extent) }
        let xExtents = extents(samples) + windows.map { .constant($0.extent) } + extents(xChannels)
        let hasWeight = kind != .sum
        // A map multiplies with one number for each place.
        let weightIndices = kind == .map ? places + [c] : wIndices
        let buffers = [
            Buffer("x", .parameter, xExtents), Buffer("w", .parameter, extents(weightIndices)),
            Buffer("y", .activation, extents(yIndices)), Buffer("dy", .targets, extents(yIndices)),
            Buffer("dx", .gradient, xExtents), Buffer("dw", .gradient, extents(weightIndices)),
        ]
        let x = Access(0, samples.map { Affine($0) } + pixels + xChannels.map { Affine($0) }, outside: 0)
        let (w, y) = (Access(1, weightIndices), Access(2, yIndices))
        let over = kind == .map ? [] : taps + (isMixed ? [i] : [])
        var fold = Fold(
            outer: yIndices.dropLast(), lane: yIndices[yIndices.count - 1], over: over,
            epilogue: [Assignment(y, .accumulator)], origins: [])
        var adjoint = ForwardStep.Adjoint.derived
        switch kind {
        case .contraction, .depthwise, .bare: fold.reduction = .products(x, w)
        case .sum: fold.reduction = .sum(.load(x))
        case .map:
            fold.epilogue[0].value = .load(x) * .load(x) * .load(w)
            adjoint = .partials([
                Partial(element: x, value: 2 * .load(x) * .load(w)),
                Partial(element: w, value: .load(x) * .load(x)),
            ])
        }
        return DifferentiableSteps(
            buffers: buffers, steps: [ForwardStep(statement: .fold(fold), adjoint: adjoint)], result: 2,
            dy: 3,
            gradients: hasWeight ? [0: 4, 1: 5] : [0: 4])
    }
}

/// h = x², and what reads it in some order, added up.
struct Branches {
    enum Reader: String, CaseIterable {
        case residual, product, map, square

        static let orders: [[Reader]] = [
            [.residual], [.map], [.square], [.residual, .residual], [.product, .residual],
            [.residual, .product],
            [.map, .residual], [.residual, .map], [.map, .product], [.square, .residual],
            [.residual, .product, .map], [.map, .residual, .product], [.product, .map, .residual],
            [.residual, .residual, .residual], [.square, .square, .product],
        ]
    }

    var model: DifferentiableSteps

    init(_ readers: [Reader]) {
        let (i, o) = (LoopIndex("i", 3), LoopIndex("o", 3))
        var buffers = [
            Buffer("x", .parameter, [.constant(3)]), Buffer("w", .parameter, [.constant(3), .constant(3)]),
            Buffer("x_grad", .gradient, [.constant(3)]),
            Buffer("w_grad", .gradient, [.constant(3), .constant(3)]),
            Buffer("sum_grad", .targets, [.constant(3)]), Buffer("h", .activation, [.constant(3)]),
        ]
        func map(_ target: Buffer.ID, _ value: Scalar, _ partials: [Partial]) -> ForwardStep {
            let fold = Fold(
                outer: [], lane: o, epilogue: [Assignment(Access(target, [o]), value)], origins: [])
            return ForwardStep(statement: .fold(fold), adjoint: .partials(partials))
        }
        let (x, h) = (Access(0, [o]), Access(5, [o]))
        var steps = [map(5, .load(x) * .load(x), [Partial(element: x, value: 2 * .load(x))])]
        var addends: [Access] = []
        for (place, reader) in readers.enumerated() {
            if reader == .residual {
                addends.append(h)
                continue
            }
            buffers.append(Buffer("\(reader.rawValue)\(place)", .activation, [.constant(3)]))
            let target = buffers.count - 1
            addends.append(Access(target, [o]))
            switch reader {
            case .residual: break
            case .map:
                let (minus, y) = (Scalar.load(h) * .load(h) * .load(h), 3 * .load(h) * .load(h) as Scalar)
                steps.append(map(target, minus, [Partial(element: h, value: y)]))
            case .square:
                let partial = Partial(element: h, value: .load(h))
                steps.append(map(target, .load(h) * .load(h), [partial, partial]))
            case .product:
                let fold = Fold(
                    outer: [], lane: o, over: [i],
                    .products(Access(5, [i]), Access(1, [i, o])),
                    epilogue: [Assignment(Access(target, [o]), .accumulator)], origins: [])
                steps.append(ForwardStep(statement: .fold(fold), adjoint: .derived))
            }
        }
        buffers.append(Buffer("sum", .activation, [.constant(3)]))
        let sum = buffers.count - 1
        let value = addends.dropFirst().reduce(Scalar.load(addends[0])) { $0 + .load($1) }
        steps.append(map(sum, value, addends.map { Partial(element: $0, value: 1) }))
        var gradients = [0: 2]
        if readers.contains(.product) { gradients[1] = 3 }
        model = DifferentiableSteps(buffers: buffers, steps: steps, result: sum, dy: 4, gradients: gradients)
    }

    /// The statements of the backward pass.
    func backwardText() throws -> String {
        let backward = try model.backward()
        let text = model.program(backward.buffers, backward.statements).description
        return text.split(separator: "\n").drop { !$0.hasPrefix("gradient") }.dropFirst().joined(
            separator: "\n")
    }
}
