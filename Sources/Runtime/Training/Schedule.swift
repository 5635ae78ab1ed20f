import Foundation

/// How the learning rate changes while a model is trained. Definitions and defaults are those of PyTorch's
/// `torch.optim.lr_scheduler`.
///
///     Schedule.cosine(length: 20, minimum: 1e-5).warmedUp(over: 3)
public struct Schedule: Sendable, Equatable {
    /// What its lengths count.
    public enum Unit: Sendable { case epochs, steps }

    /// How often the learning rate changes.
    public let unit: Unit
    private let curve: Curve

    fileprivate indirect enum Curve: Sendable, Equatable {
        case constant
        case step(size: Int, gamma: Double)
        case exponential(gamma: Double)
        case cosine(length: Int, minimum: Double)
        case oneCycle(length: Int, warmUp: Double, start: Double, end: Double, momentum: ClosedRange<Double>?)
        case warmUp(length: Int, start: Double, then: Curve)
    }

    /// The optimizer's learning rate throughout.
    public static let constant = Schedule(unit: .epochs, curve: .constant)

    /// As `StepLR`: times `gamma` after every `size` epochs.
    public static func step(size: Int, gamma: Double = 0.1, per unit: Unit = .epochs) -> Schedule {
        Schedule(unit: unit, curve: .step(size: size, gamma: gamma))
    }

    /// As `ExponentialLR`: times `gamma` after every epoch.
    public static func exponential(gamma: Double, per unit: Unit = .epochs) -> Schedule {
        Schedule(unit: unit, curve: .exponential(gamma: gamma))
    }

    /// As `CosineAnnealingLR`: along half a cosine to `minimum`, which it reaches after `length` epochs; behind that it
    /// rises again.
    public static func cosine(length: Int, minimum: Double = 0, per unit: Unit = .epochs) -> Schedule {
        Schedule(unit: unit, curve: .cosine(length: length, minimum: minimum))
    }

    /// As `OneCycleLR` (Smith, Topin: Super-Convergence, 2018): along half a cosine up to the optimizer's learning rate, and
    /// along another down to almost nothing, where it stays.
    ///
    /// - Parameters:
    ///   - length: The steps of both together.
    ///   - warmUp: The share of them that the way up takes, PyTorch's `pct_start`.
    ///   - startDivisor: What the learning rate is divided by at the start, `div_factor`.
    ///   - endDivisor: What that is divided by at the end, `final_div_factor`.
    ///   - momentum: Between what the momentum of the optimizer, or the first of its betas, goes down and up again
    ///     meanwhile, `base_momentum` and `max_momentum`; PyTorch's are `0.85...0.95`. Nil to leave it alone.
    public static func oneCycle(
        length: Int, warmUp: Double = 0.3, startDivisor: Double = 25, endDivisor: Double = 1e4,
        momentum: ClosedRange<Double>? = nil, per unit: Unit = .steps
    ) -> Schedule {
        let start = 1 / startDivisor
        return Schedule(
            unit: unit,
            curve: .oneCycle(
                length: length, warmUp: warmUp, start: start, end: start / endDivisor, momentum: momentum))
    }

    /// A straight way up from a fraction of the learning rate, and this schedule behind it: `SequentialLR` of `LinearLR`
    /// and this.
    ///
    /// - Parameters:
    ///   - length: How long that takes, in the unit of this schedule.
    ///   - start: The fraction that it begins with.
    public func warmedUp(over length: Int, from start: Double = 1.0 / 3) -> Schedule {
        Schedule(unit: unit, curve: .warmUp(length: length, start: start, then: curve))
    }

    /// The same, with lengths that count something else.
    public func counted(per unit: Unit) -> Schedule { Schedule(unit: unit, curve: curve) }

    /// The learning rate of the epoch or step with this number, from 0 on.
    ///
    /// - Parameter base: The optimizer's.
    public func learningRate(_ base: Double, at index: Int) -> Double { curve.value(base, at: index) }

    /// The momentum of the epoch or step with this number, where the schedule is one that changes it.
    public func momentum(at index: Int) -> Double? { curve.momentum(at: index) }

    /// What is wrong with the numbers, if anything is.
    var problem: (name: String, value: Double)? { curve.problem }
}

extension Schedule.Curve {
    fileprivate func value(_ base: Double, at index: Int) -> Double {
        switch self {
        case .constant: base
        case .step(let size, let gamma): base * pow(gamma, Double(index / size))
        case .exponential(let gamma): base * pow(gamma, Double(index))
        case .cosine(let length, let minimum):
            minimum + (base - minimum) * (1 + cos(.pi * Double(index) / Double(length))) / 2
        case .oneCycle(let length, let warmUp, let start, let end, _):
            base * oneCycle(at: index, length, warmUp, from: start, over: 1, to: end)
        case .warmUp(let length, let start, let then):
            index < length
                ? base * (start + (1 - start) * Double(index) / Double(length))
                : then.value(base, at: index - length)
        }
    }

    fileprivate func momentum(at index: Int) -> Double? {
        switch self {
        case .oneCycle(let length, let warmUp, _, _, let range?):
            oneCycle(
                at: index, length, warmUp, from: range.upperBound, over: range.lowerBound,
                to: range.upperBound)
        case .warmUp(let length, _, let then): then.momentum(at: max(0, index - length))
        case .oneCycle(_, _, _, _, nil), .constant, .step, .exponential, .cosine: nil
        }
    }

    private func oneCycle(
        at index: Int, _ length: Int, _ warmUp: Double, from start: Double, over middle: Double,
        to end: Double
    ) -> Double {
        let last = Double(length) - 1
        let index = min(Double(index), last)
        let peak = warmUp * Double(length) - 1
        // Half a cosine between two values.
        func wave(_ first: Double, _ second: Double, _ share: Double) -> Double {
            second + (first - second) / 2 * (1 + cos(.pi * share))
        }
        if index <= peak { return wave(start, middle, peak > 0 ? index / peak : 1) }
        return wave(middle, end, last > peak ? (index - peak) / (last - peak) : 1)
    }

    fileprivate var problem: (name: String, value: Double)? {
        func length(_ value: Int) -> (String, Double)? { value > 0 ? nil : ("length", Double(value)) }
        func number(_ name: String, _ value: Double, _ range: ClosedRange<Double> = 0...1e38)
            -> (String, Double)?
        { range.contains(value) ? nil : (name, value) }
        return switch self {
        case .constant: nil
        case .step(let size, let gamma): size > 0 ? number("gamma", gamma) : ("size", Double(size))
        case .exponential(let gamma): number("gamma", gamma)
        case .cosine(let count, let minimum): length(count) ?? number("minimum", minimum)
        case .oneCycle(let count, let warmUp, let start, let end, let momentum):
            length(count) ?? number("warmUp", warmUp, 0...1) ?? number("startDivisor", 1 / start)
                ?? number("endDivisor", start / end)
                ?? momentum.flatMap {
                    number("momentum", $0.lowerBound, 0...0.9999999999999999)
                        ?? number("momentum", $0.upperBound, 0...0.9999999999999999)
                }
        case .warmUp(let count, let start, let then):
            length(count) ?? number("start", start, 0...1) ?? then.problem
        }
    }
}
