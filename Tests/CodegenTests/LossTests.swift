import Foundation
import GraphIR
import Testing

@testable import GraphCodegen

/// Every loss is what its definition says, and its gradient is the derivative of that.
struct LossTests {
    private static let losses = lossTable.flatMap(\.examples)
    /// One output, and around what the library takes as narrow.
    private static let widths = [1, 3, 16, 17, 70]

    @Test(arguments: losses) func everyLossIsItsDefinition(_ loss: Loss) throws {
        for (seed, width) in Self.widths.enumerated() {
            for text in [
                "Linear 5 \(width); loss \(loss.text)",
                "Linear 5 4; Tanh; Linear 4 \(width); loss \(loss.text)",
            ] {
                try expectDefinition(text, seed: UInt64(seed))
                try expectDerivatives(text, seed: UInt64(seed))
            }
        }
    }

    /// The mean is over all of them, in the order of the graph.
    @Test(arguments: losses.filter { !$0.readsLabels })
    func outputsMayBeImages(_ loss: Loss) throws {
        let text = "Input 2 4 3; Conv2d 3 2; loss \(loss.text)"
        try expectDefinition(text, seed: 1)
        try expectDerivatives(text, seed: 1)
    }

    /// What compares each output with a target is done where the last layer's sums are finished, with the gradient, so
    /// that a mean remains. What softmax needs of rows of at most 16 outputs is one call of the library.
    @Test(arguments: losses, [3, 16, 17, 70]) func aLossJoinsTheLastLayer(_ loss: Loss, width: Int) throws {
        let program = try compile("Linear 8 \(width); loss \(loss.text)").program
        let step = try #require(program.functions.first { $0.role == .step })
        let ofLoss = step.body.filter { $0.origins.contains { $0.text == "loss \(loss.text)" } }
        #expect(ofLoss.count == (loss.readsLabels ? 5 : 2))
        if !loss.readsLabels { #expect(ofLoss[0].origins.contains { $0.text == "Linear 8 \(width)" }) }
        let runs = NarrowRows.runs(in: step, of: program, for: .processor).values.map(\.statements.count)
        #expect(runs == (loss.readsLabels && width <= 16 ? [5] : []))
    }

    /// In single precision, at outputs of which an exponential would overflow, and at those that are expected.
    @Test func greatOutputsHaveFiniteLosses() throws {
        let outputs: [Float] = [-30_000, -104, -88, -17, -1, 0, 1, 17, 88, 104, 30_000]
        let texts = Self.losses.filter { !$0.readsLabels }.map {
            "Linear 1 \(outputs.count) bias=false; loss \($0.text)"
        }
        let models = try texts.enumerated().map { try compile($1, name: "Net\($0)") }
        let targets: [Float] = [0, 0.25, 1]
        let requests = models.enumerated().map { index, model in
            var batch = Batch(for: model.program, rows: targets.count, seed: 0)
            batch.inputs = targets.map { _ in 1 }
            batch.parameters = [outputs]
            batch.targets = targets.flatMap { target in outputs.map { _ in target } }
            return EmittedC.Request(model: index, batch: batch)
        }
        for (request, answer) in zip(requests, try EmittedC(models).answers(to: requests)) {
            let program = models[request.model].program
            let expected = request.batch.results(of: .gradient, in: program)
            let text = texts[request.model]
            expectClose(answer.losses.map(Double.init), expected.losses, 1e-6, "\(text): losses")
            expectClose(
                answer.gradient[0].map(Double.init), expected.gradient[0], 1e-6, "\(text): gradient")
            let finite = (expected.losses + expected.gradient[0]).count { $0.isFinite }
            #expect(finite == targets.count + outputs.count)
        }
    }

    /// PyTorch's losses at an output that is expected have no slope, and one that is none is not hidden.
    @Test(arguments: losses.filter { !$0.readsLabels })
    func whatIsNotANumberIsNotHidden(_ loss: Loss) throws {
        let program = try compile("Linear 1 3 bias=false; loss \(loss.text)").program
        var batch = Batch(for: program, rows: 1, seed: 0)
        (batch.inputs, batch.parameters, batch.targets) = ([1], [[1, .nan, 0]], [1, 0, .nan])
        let results = batch.results(of: .gradient, in: program)
        #expect(results.losses[0].isNaN)
        #expect(results.gradient[0].map(\.isNaN) == [false, true, true])
        if loss != .binaryCrossEntropy { #expect(results.gradient[0][0] == 0) }
    }
}
