import GraphCodegen
import GraphIR
import Testing

/// Generated C computes what the interpreter computes in Double precision.
struct EmittedCTests {
    @Test func everyOperatorAtEveryPlace() throws {
        let texts = OperatorModels.keywords.flatMap { OperatorModels.emitted($0) }
        let models = try texts.enumerated().map { try compile($1, name: "Net\($0)") }
        let c = try EmittedC(models)
        let requests = models.enumerated().flatMap { index, model in
            // The statistics of a few values amplify rounding errors.
            [model.program.stateFloats > 0 ? 4 : 1, 5].map { rows in
                EmittedC.Request(
                    model: index, batch: Batch(for: model.program, rows: rows, seed: UInt64(index)))
            }
        }
        for (request, answer) in zip(requests, try c.answers(to: requests)) {
            let program = models[request.model].program
            let model = "\(texts[request.model]), \(request.batch.rows) rows, seed \(request.model)"
            let inference = request.batch.results(of: .loss, in: program)
            let expected = request.batch.results(of: .step, in: program)
            let gradients = request.batch.results(of: .gradient, in: program).gradient
            // Losses are differences of logarithms, gradients of probabilities.
            for (found, expected, what) in [
                (answer.logits, inference.logits, "logits"), (answer.losses, inference.losses, "losses"),
                (answer.trainingLogits, expected.logits, "logits in training"),
                (answer.trainingLosses, expected.losses, "losses in training"),
            ] {
                expectClose(found.map(Double.init), expected, 1e-5, scale: 0.1, "\(model): \(what)")
            }
            // That of a bias in front of a softmax is zero, made of terms as large as other gradients.
            let scale = gradients.flatMap { $0 }.reduce(0.1) { max($0, abs($1)) }
            for (place, (found, gradient)) in zip(program.trained, zip(answer.gradient, gradients)) {
                expectClose(
                    found.map(Double.init), gradient, 1e-5, scale: scale,
                    "\(model): gradient of \(place.parameter.name)")
            }
            for (place, (found, stepped)) in zip(
                program.parameters, zip(answer.parameters, expected.parameters))
            {
                expectClose(
                    found.map(Double.init), stepped, 1e-5, scale: scale,
                    "\(model): \(place.parameter.name)")
            }
        }
    }

    @Test func aSampleHasTheSameLogitsInEveryBatch() throws {
        let texts = [
            "Linear 13 33; GELU; Linear 33 17; Softmax", "Linear 5 16; Tanh; Linear 16 3; loss MSE",
            // Several rows are worth a copy of the columns, a single one is not.
            "Linear 1040 1030; ReLU; Linear 1030 3",
            "Input 2 7 9; Conv2d 5 3 padding=1; ReLU; MaxPool2d 3 2 1; Conv2d 4 2; Flatten; Linear 3",
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
