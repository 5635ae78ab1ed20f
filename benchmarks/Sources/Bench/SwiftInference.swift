import GraphRuntime

/// Inference with a model of fresh parameters: through the API, and the generated function alone.
struct SwiftInference<M: Model> {
    /// How often a measurement calls with one sample.
    let calls: Int
    private let model = M(seed: 0)
    private let repeated = Repeated<M>(seed: 0)
    private let sample = (0..<M.layout.inputShape.reduce(1, *)).map { Float($0 % 255) / 255 }

    init(calls: Int) { self.calls = calls }

    /// The time of one call of `logits` with one sample.
    func logits() throws -> Answer {
        try time(calls) { _ = try model.logits(sample) }
    }

    /// The time of one call of the generated function.
    func forward(samples: Int) throws -> Answer {
        let batch = Array(repeating: sample, count: samples)
        let outer = max(1, calls / samples / forwardsPerCall)
        var answer = try time(outer) { _ = try repeated.logits(batch: batch) }
        answer.seconds /= Double(forwardsPerCall)
        return answer
    }

    private func time(_ calls: Int, _ body: () throws -> Void) rethrows -> Answer {
        let start = ContinuousClock.now
        for _ in 0..<calls { try body() }
        return Answer(seconds: (ContinuousClock.now - start) / .seconds(1) / Double(calls))
    }
}

private let forwardsPerCall = 100

/// A model that runs another's forward function again and again, so that what surrounds it weighs nothing.
private struct Repeated<Base: Model>: Model {
    static var layout: ModelLayout { Base.layout }
    var storage: ModelStorage

    static func forward(_ pass: Pass, _ worker: Worker) {
        for _ in 0..<forwardsPerCall { Base.forward(pass, worker) }
    }

    static func loss(_ pass: Pass, _ worker: Worker) { Base.loss(pass, worker) }
    static func gradient(_ pass: Pass, _ worker: Worker) { Base.gradient(pass, worker) }
    static func step(_ pass: Pass, _ worker: Worker) { Base.step(pass, worker) }
    static func accumulate(_ pass: Pass, _ worker: Worker) { Base.accumulate(pass, worker) }
}
