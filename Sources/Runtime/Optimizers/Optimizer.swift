import Foundation
internal import TileKernels

/// How parameters follow their gradients. Definitions and defaults are PyTorch's.
///
/// An optimizer carries its state (momentum, moments, the number of steps taken) from one call of
/// `trainStep` to the next. A copy is independent of the original.
public struct Optimizer: Sendable {
    /// The step length. It may be changed between steps.
    public var learningRate: Double {
        get { values[0] }
        set { values[0] = newValue }
    }
    /// Which of the C library's updates this is.
    let rule: tk_optimizer
    private let settings: [Setting]
    /// Those of the settings; the learning rate is the first.
    private var values: [Double]
    /// What of the settings contradicts each other.
    var conflicts: [OptimizerError] = []
    /// Whether a step is `p ← p − learningRate · g`, which generated code fuses with the gradient.
    let isPlainSGD: Bool
    var state: OptimizerState
    /// How many there have been.
    var steps: UInt64 = 0

    /// What an optimizer is made with: a number in a range, or a flag.
    struct Setting {
        var name: String
        var value: Double
        var range: ClosedRange<Double>

        init(name: String, value: Double, range: ClosedRange<Double>) {
            self.name = name
            self.value = value
            self.range = range
        }

        init(name: String, isOn: Bool) { self.init(name: name, value: isOn ? 1 : 0, range: 0...1) }
    }

    /// - Parameter settings: In the order that the rule has them.
    init(_ rule: tk_optimizer, settings: [Setting]) {
        self.rule = rule
        self.settings = settings
        values = settings.map(\.value)
        isPlainSGD = rule == TK_SGD && settings.allSatisfy { $0.name != "weightDecay" || $0.value == 0 }
        state = OptimizerState(running: tk_optimizer_start(rule))
    }

    /// Moves parameters along gradients of the same layout, those at `range`.
    typealias Update = (
        _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>, _ range: Range<Int>
    ) -> Void

    /// The seed of the next step of a run with this seed: what layers draw depends on it.
    func stepSeed(ofRun seed: UInt64) -> UInt64 { SplitMix64.stepSeed(run: seed, step: steps) }

    /// Which of the settings is a momentum, if the optimizer was made with one.
    private var momentumIndex: Int? {
        settings.firstIndex { ["momentum", "betas.0"].contains($0.name) && $0.value > 0 }
    }

    /// Whether steps depend on those before them by a momentum.
    var hasMomentum: Bool { momentumIndex != nil }

    /// Goes on with another momentum.
    mutating func setMomentum(_ momentum: Double) {
        guard let index = momentumIndex else { return }
        values[index] = momentum
        // PyTorch corrects the first moment by the power of the beta of the step.
        if settings[index].name == "betas.0" { state.running.value.0 = pow(momentum, Double(steps)) }
    }

    /// Counts a step.
    mutating func endStep() { steps += 1 }

    /// This optimizer as if it had taken the steps of another one. What that remembers is of use to its own kind alone.
    func continuing(_ other: Optimizer) -> Optimizer {
        var optimizer = self
        optimizer.steps = other.steps
        if rule == other.rule { optimizer.state = other.state }
        return optimizer
    }

    /// Begins an update of `count` floats, which hold so many parameters, and calls `body` with what makes it, in parts
    /// that different threads may take.
    mutating func withUpdate(count: Int, parameters: Int, _ body: (Update) -> Void) {
        let numbers = tk_optimizer_next(rule, values, &state.running)
        reserveState(count)
        state.parameters = parameters
        state.tensors.withMutableMemory { [rule] tensors in
            body { parameters, gradients, range in
                let first = range.lowerBound
                withUnsafePointer(to: numbers) { numbers in
                    tk_optimizer_update(
                        rule, numbers, parameters + first, gradients + first, tensors + first, count,
                        range.count)
                }
            }
        }
    }

    /// What the first step over this model is going to allocate; 0 behind it.
    func missingStateBytes(for layout: ModelLayout) -> Int {
        guard state.tensors.count == 0 else { return 0 }
        let floats = clampedProduct(tk_optimizer_states(rule), layout.parameterFloats)
        return clampedProduct(floats, MemoryLayout<Float>.stride)
    }

    /// Makes the tensors of the state at the first step.
    private mutating func reserveState(_ count: Int) {
        let tensors = tk_optimizer_states(rule)
        guard state.tensors.count != tensors * count else { return }
        state.tensors = FloatArena(count: tensors * count)
        for tensor in 0..<tensors {
            let start = tk_optimizer_state_start(rule, tensor, values)
            guard start != 0 else { continue }
            state.tensors.withMutableMemory { memory in
                (memory + tensor * count).update(repeating: start, count: count)
            }
        }
    }

    /// Throws what is wrong with the hyper-parameters, or that the optimizer has been used for a
    /// model of another size.
    func validate(for layout: ModelLayout) throws(OptimizerError) {
        for (setting, value) in zip(settings, values) where !setting.range.contains(value) {
            throw .outOfRange(name: setting.name, value: value, range: setting.range)
        }
        if let conflict = conflicts.first { throw conflict }
        let floats = state.tensors.count / max(1, tk_optimizer_states(rule))
        guard floats == 0 || floats == layout.parameterFloats else {
            throw .usedForAnotherModel(expected: state.parameters, found: layout.parameterCount)
        }
    }
}

/// What an optimizer remembers of the steps before.
struct OptimizerState: Sendable {
    /// One tensor behind the other, each of the length of the parameters.
    var tensors = FloatArena(count: 0)
    /// How many there are of the model, without padding.
    var parameters = 0
    /// Counts and powers, which all parameters share.
    var running: tk_running
}
