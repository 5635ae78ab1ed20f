import Testing

@testable import GraphRuntime

/// The default number of threads follows from what steps take.
@Suite struct PaceTests {
    /// The share of the last thousand steps that were taken alone, if a step takes so long by a team and alone.
    private func shareAlone(_ pace: inout Pace, team: Double, alone: Double) -> Double {
        var steps = 0
        for step in 0..<5000 {
            let isAlone = pace.team.count == 1
            if step >= 4000, isAlone { steps += 1 }
            pace.note(samples: 64, seconds: isAlone ? alone : team)
        }
        return Double(steps) / 1000
    }

    @Test(arguments: [0.0001, 0.001, 0.01]) func theFasterWayIsTaken(seconds: Double) {
        var pace = Pace(Team(count: 2), isFixed: false)
        // Trials of what is slower are few.
        #expect(shareAlone(&pace, team: seconds, alone: 2 * seconds) < 0.03)
        // Others have taken a core, …
        #expect(shareAlone(&pace, team: 5 * seconds, alone: 2 * seconds) > 0.97)
        // … and given it back.
        #expect(shareAlone(&pace, team: seconds, alone: 2 * seconds) < 0.03)
    }

    @Test func whatTheUserHasSaidStays() {
        var fixed = Pace(Team(count: 2), isFixed: true)
        #expect(shareAlone(&fixed, team: 5, alone: 1) == 0)
        var single = Pace(.alone, isFixed: false)
        #expect(shareAlone(&single, team: 1, alone: 1) == 1)
    }
}
