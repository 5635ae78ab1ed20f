/// What was measured, and what was not.
struct Results {
    let rounds: Int
    let epochSamples: Int
    private(set) var answers: [String: [Int: Answer]] = [:]
    /// Why contestants or their tasks were left out.
    var skipped: [(what: String, why: String)] = []

    init(rounds: Int, epochSamples: Int) {
        self.rounds = rounds
        self.epochSamples = epochSamples
    }

    mutating func add(_ answer: Answer, to measurement: Measurement, round: Int) {
        answers[measurement.id, default: [:]][round] = answer
    }

    /// In the order of rounds.
    func seconds(_ measurement: Measurement) -> [Double] {
        byRound { $0(measurement)?.seconds }
    }

    /// The share of the FMA peak of as many cores as there are threads, round by round.
    func shares(_ measurement: Measurement) -> [Double] {
        guard let flops = measurement.flops(epochSamples: epochSamples) else { return [] }
        return byRound { answer in
            guard let answer = answer(measurement), let peak = answer.peak else { return nil }
            return flops / answer.seconds / (peak * 1e9 * Double(measurement.threads))
        }
    }

    /// How many times longer than `measurement` the others take one after the other, round by round.
    func ratios(_ others: Measurement..., over measurement: Measurement) -> [Double] {
        byRound { answer in
            let times = others.compactMap { answer($0)?.seconds }
            guard let seconds = answer(measurement)?.seconds, times.count == others.count else { return nil }
            return times.reduce(0, +) / seconds
        }
    }

    /// How many times longer the fastest of those others that were measured takes, round by round.
    func ratios(fastestOf others: [Measurement], over measurement: Measurement) -> [Double] {
        byRound { answer in
            guard let seconds = answer(measurement)?.seconds,
                let fastest = others.compactMap({ answer($0)?.seconds }).min()
            else { return nil }
            return fastest / seconds
        }
    }

    /// The mean loss of the last epoch.
    func loss(_ measurement: Measurement) -> Double? {
        byRound { $0(measurement)?.loss }.last
    }

    /// The peaks that were measured before our runs, in GFLOP/s.
    var peaks: [Double] {
        answers.values.flatMap(\.values).compactMap(\.peak)
    }

    private func byRound(_ value: ((Measurement) -> Answer?) -> Double?) -> [Double] {
        (0..<rounds).compactMap { round in value { answers[$0.id]?[round] } }
    }
}
