import GraphCodegen
import GraphIR
import Testing

/// Generated C computes what the interpreter computes in Double precision.
struct EmittedCTests {
    @Test func everyOperatorAtEveryPlace() throws {
        let texts = OperatorModels.keywords.flatMap { keyword in
            let layers = OperatorModels.layers(keyword)
            let first = layers[0]
            let last = layers[layers.count - 1]
            return [
                "Input 5; \(first); Linear 7; \(first); \(first); Linear 4 bias=false; \(first)",
                "Input 3; Linear 18 bias=false; \(last); Linear 3; \(last); loss MSE",
            ]
        }
        let models = try texts.enumerated().map { try compile($1, name: "Net\($0)") }
        let c = try EmittedC(models)
        let requests = models.enumerated().flatMap { index, model in
            [1, 5].map { rows in
                EmittedC.Request(
                    model: index, batch: Batch(for: model.program, rows: rows, seed: UInt64(index)))
            }
        }
        for (request, answer) in zip(requests, try c.answers(to: requests)) {
            let program = models[request.model].program
            let what = "\(texts[request.model]), \(request.batch.rows) rows, seed \(request.model)"
            let expected = request.batch.results(of: .gradient, in: program)
            expectClose(answer.logits.map(Double.init), expected.logits, 1e-5, "\(what): logits")
            expectClose(answer.losses.map(Double.init), expected.losses, 1e-5, "\(what): losses")
            expectClose(answer.gradient.map(Double.init), expected.gradient, 1e-5, "\(what): gradient")
            let rate = Double(request.batch.learningRate)
            let stepped = zip(request.batch.parameters, expected.gradient).map { Double($0) - rate * $1 }
            expectClose(answer.parameters.map(Double.init), stepped, 1e-5, "\(what): parameters")
        }
    }

    @Test func aSampleHasTheSameLogitsInEveryBatch() throws {
        let texts = [
            "Linear 13 33; GELU; Linear 33 17; Softmax", "Linear 5 16; Tanh; Linear 16 3; loss MSE",
            // Several rows are worth a copy of the columns, a single one is not.
            "Linear 1040 1030; ReLU; Linear 1030 3",
        ]
        let models = try texts.enumerated().map { try compile($1, name: "Net\($0)") }
        let c = try EmittedC(models)
        for (index, model) in models.enumerated() {
            let isLarge = model.program.parameterFloats > 1_000_000
            let all = Batch(for: model.program, rows: isLarge ? 13 : 2 * 64 + 3, seed: 1)
            let parts = (0..<all.rows).map { all.sample($0, of: model.program) }
            let requests = ([all] + parts).map {
                EmittedC.Request(model: index, batch: $0, logitsOnly: true)
            }
            let answers = try c.answers(to: requests)
            #expect(answers[0].logits == answers.dropFirst().flatMap(\.logits), "\(texts[index])")
        }
    }
}

extension Batch {
    /// A batch of one of the samples.
    fileprivate func sample(_ row: Int, of program: LoopProgram) -> Batch {
        let inputs = program.inputShape.count
        let outputs = program.outputs
        var batch = self
        batch.rows = 1
        batch.inputs = Array(self.inputs[row * inputs..<(row + 1) * inputs])
        batch.labels = [labels[row]]
        batch.targets = Array(targets[row * outputs..<(row + 1) * outputs])
        return batch
    }
}
