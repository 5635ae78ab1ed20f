import GraphRuntime

/// Inference with a model of fresh parameters: through the API, and the generated function alone.
struct SwiftInference<M: Model> {
    /// How often a measurement calls with one sample.
    let calls: Int
    private let model = M(seed: 0)
    /// Runs the forward function again and again, so that what surrounds it weighs nothing.
    private let repeated: DynamicModel
    private let sample = (0..<M.layout.inputShape.reduce(1, *)).map { Float($0 % 255) / 255 }

    init(calls: Int, threads: Int = 1) {
        self.calls = calls
        repeated = DynamicModel(
            CompiledModel(
                layout: M.layout, workerLimit: threads,
                forward: { pass, worker in
                    for _ in 0..<forwardsPerCall {
                        M.forward(pass, worker)
                        worker.synchronize()
                    }
                },
                loss: M.loss, gradient: M.gradient, step: M.step))
    }

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
