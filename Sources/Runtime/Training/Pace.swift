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
    /// How many trials in a row have been better.
    private var wins = 0
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
        guard isTrying else {
            usual.add(samples, seconds)
            // The first steps find nothing in the caches, and threads that are just beginning.
            isTrying = usual.seconds > max(0.02, 64 * trial.seconds)
            if isTrying { trial = Cost() }
            return
        }
        trial.add(samples, seconds)
        guard trial.isLongEnough else { return }
        // What is only a little better, or only once, may be worse the next time.
        wins = trial.perSample < 0.9 * usual.perSample ? wins + 1 : 0
        if wins == 2 {
            isAlone.toggle()
            wins = 0
        }
        isTrying = false
        usual = Cost()
    }
}

extension Pace.Cost {
    fileprivate mutating func add(_ samples: Int, _ seconds: Double) {
        steps += 1
        self.samples += samples
        self.seconds += seconds
    }

    /// Trials take a sixty-fourth of the time.
    fileprivate var isLongEnough: Bool { steps >= 2 && seconds > 0.001 }
}
