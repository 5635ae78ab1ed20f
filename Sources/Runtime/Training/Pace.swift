/// Chooses, step by step, between a team and the caller's thread alone, by what they take.
///
/// Where other programs keep the cores busy, a worker without a core keeps all others waiting: two threads beside a
/// program on each of two cores took 1.5 to 5 times as long as one. The result does not depend on the choice.
struct Pace {
    /// The one to use for the next step.
    var team: Team { isAlone != isTrying ? .alone : whole }

    private let whole: Team
    /// Whether there is anything to choose.
    private let isFixed: Bool
    private var isAlone = false
    /// Whether the other choice is tried.
    private var isTrying = false
    private var usual = Cost()
    private var trial = Cost()

    fileprivate struct Cost {
        var steps = 0
        var samples = 0
        var seconds = 0.0

        var perSample: Double { seconds / Double(max(1, samples)) }
    }

    /// - Parameter isFixed: Whether the user has said how many threads there are to be.
    init(_ team: Team, isFixed: Bool) {
        whole = team
        self.isFixed = isFixed || team.count == 1
    }

    /// Takes what a step has taken.
    mutating func note(samples: Int, seconds: Double) {
        if isFixed { return }
        if isTrying { trial.add(samples, seconds) } else { usual.add(samples, seconds) }
        if isTrying, trial.isLongEnough {
            // What is only a little better may be worse the next time.
            if trial.perSample < 0.9 * usual.perSample { isAlone.toggle() }
            isTrying = false
            usual = Cost()
        } else if !isTrying, usual.isWorthATrial(after: trial) {
            isTrying = true
            trial = Cost()
        }
    }
}

extension Pace.Cost {
    fileprivate mutating func add(_ samples: Int, _ seconds: Double) {
        steps += 1
        self.samples += samples
        self.seconds += seconds
    }

    /// Two steps, or as many as take about as long as a system leaves a thread its core.
    fileprivate var isLongEnough: Bool { steps >= 2 && seconds > 0.003 }

    /// The first trial comes soon; then they take at most a hundredth of the time.
    fileprivate func isWorthATrial(after trial: Pace.Cost) -> Bool {
        steps >= 4 && seconds > (trial.steps == 0 ? 0.01 : max(0.1, 100 * trial.seconds))
    }
}
