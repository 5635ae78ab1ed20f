import ArgumentParser
import GraphRuntime

/// `constant`, `step:30`, `step:30:0.1`, `exponential:0.95`, `cosine`, `one-cycle`: lengths are epochs.
enum ScheduleChoice: ExpressibleByArgument {
    case constant
    case step(size: Int, gamma: Double)
    case exponential(gamma: Double)
    case cosine
    case oneCycle

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        switch (parts[0], parts.count) {
        case ("constant", 1): self = .constant
        case ("step", 2...3):
            guard let size = Int(parts[1]), size > 0, let gamma = parts.count == 3 ? Double(parts[2]) : 0.1
            else { return nil }
            self = .step(size: size, gamma: gamma)
        case ("exponential", 2):
            guard let gamma = Double(parts[1]) else { return nil }
            self = .exponential(gamma: gamma)
        case ("cosine", 1): self = .cosine
        case ("one-cycle", 1): self = .oneCycle
        default: return nil
        }
    }

    /// - Parameters:
    ///   - epochs: Of the whole training, which cosine and one-cycle take.
    ///   - steps: Of each epoch.
    ///   - warmUp: The epochs of a straight way up in front of it.
    func schedule(epochs: Int, steps: Int, warmUp: Int) -> Schedule {
        let rest = max(1, (epochs - warmUp) * steps)
        let schedule: Schedule =
            switch self {
            case .constant: .constant.counted(per: .steps)
            case .step(let size, let gamma): .step(size: size, gamma: gamma)
            case .exponential(let gamma): .exponential(gamma: gamma)
            case .cosine: .cosine(length: rest, per: .steps)
            case .oneCycle: .oneCycle(length: rest)
            }
        guard warmUp > 0 else { return schedule }
        return schedule.warmedUp(over: schedule.unit == .steps ? warmUp * steps : warmUp)
    }
}
