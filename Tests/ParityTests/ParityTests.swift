import Foundation
import Testing

import TileKernels

@testable import GraphRuntime

/// The models in Models, compiled by the build plugin.
private let models: [any Model.Type] = [
    MLP.self, WithReLU.self, WithLeakyReLU.self, WithSlope.self, WithSigmoid.self, WithTanh.self,
    WithGELU.self, WithSiLU.self, WithELU.self, WithAlpha.self, WithSoftplus.self, WithSoftmax.self,
    WithLogSoftmax.self, SoftmaxLast.self, WithoutBias.self, MeanSquaredError.self, Images.self,
    OverlappingPool.self, StridedConvolution.self, NormalizedFeatures.self, NormalizedImages.self,
    NormalizedSamples.self, NormalizedGroups.self,
    GroupedConvolutions.self, Autoencoder.self, Signals.self, Averages.self,
    SmoothedFew.self, EvenFew.self, SeveralLabelsFew.self, AbsoluteErrorFew.self, HuberFew.self,
    NarrowHuberFew.self, SmoothedMany.self, EvenMany.self, SeveralLabelsMany.self, AbsoluteErrorMany.self,
    HuberMany.self, NarrowHuberMany.self,
]

/// Generated Swift computes what PyTorch computes, within a relative error of 1e-5.
struct ParityTests {
    @Test func everyCaseHasItsModel() {
        #expect(Set(Fixture.parity.cases.map(\.name)) == Set(models.map { $0.layout.name }))
    }

    @Test(arguments: Fixture.parity.cases)
    func parametersHaveNamesAndShapesOfTheStateDict(_ fixture: Fixture.Case) throws {
        let layout = try fixture.model.layout
        #expect(layout.parameters.map(\.name) == fixture.parameters.map(\.name))
        #expect(layout.parameters.map(\.shape) == fixture.parameters.map(\.shape))
    }

    @Test(arguments: Fixture.parity.cases)
    func theSavedFileIsThatOfTheStateDict(_ fixture: Fixture.Case) throws {
        func check<M: Model>(_ type: M.Type) throws {
            let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: file) }
            let model = try fixture.parameterized(type)
            try model.save(to: file.path)
            #expect(try Data(contentsOf: file) == fixture.safetensors)
            #expect(try M(contentsOf: file.path).parameters.elementsEqual(model.parameters))
        }
        try check(fixture.model)
    }

    @Test(arguments: Fixture.parity.cases)
    func logits(_ fixture: Fixture.Case) throws {
        func check<M: Model>(_ type: M.Type) throws {
            let model = try fixture.parameterized(type)
            let logits = try model.logits(batch: fixture.samples)
            expectEqual(logits.flatMap { $0 }, fixture.logits, "logits")
        }
        try check(fixture.model)
    }

    @Test(arguments: Fixture.parity.cases)
    func lossAndGradients(_ fixture: Fixture.Case) throws {
        func check<M: Model>(_ type: M.Type) throws {
            let model = try fixture.parameterized(type)
            let (loss, gradients) = try fixture.gradients(of: model)
            expectEqual([loss], [fixture.loss], "loss")
            for parameter in fixture.parameters {
                guard let expected = parameter.gradient else { continue }
                let gradient = try #require(gradients[parameter.name])
                expectEqual(gradient.values, expected, "gradient of \(parameter.name)")
            }
        }
        try check(fixture.model)
    }

    @Test(arguments: Fixture.parity.cases)
    func lossesOfTenSteps(_ fixture: Fixture.Case) throws {
        func check<M: Model>(_ type: M.Type) throws {
            #expect(fixture.runs.count > 0)
            for run in fixture.runs {
                var model = try fixture.parameterized(type)
                var optimizer = try run.settings.optimizer(named: run.optimizer)
                let losses = try run.losses.map { _ in try fixture.trainStep(&model, &optimizer) }
                expectEqual(losses, run.losses, "losses of \(run.optimizer) with \(run.settings)")
                for (name, expected) in run.buffers ?? [:] {
                    let found = try #require(model.parameters[name])
                    expectEqual(found.values, expected, "\(name) behind \(run.optimizer)")
                }
            }
        }
        try check(fixture.model)
    }
}

/// Compares with PyTorch, relative to the largest of the numbers: each is a sum whose terms are as large.
func expectEqual(
    _ found: [Float], _ expected: [Double], _ what: String, within tolerance: Double = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
    let scale = expected.reduce(0) { max($0, abs($1)) }
    for (index, (found, expected)) in zip(found, expected).enumerated() {
        // Not with `>`, which is false of a NaN.
        let isClose = abs(Double(found) - expected) <= tolerance * scale
        #expect(isClose, "\(what) at \(index): \(found), not \(expected)", sourceLocation: sourceLocation)
    }
}

extension Fixture.Case: CustomTestStringConvertible {
    var testDescription: String { name }

    var model: any Model.Type {
        get throws { try #require(models.first { $0.layout.name == name }) }
    }

    /// What `safetensors.torch.save_file` writes for the state_dict: integers, then floats, in the order of their
    /// names.
    var safetensors: Data {
        var file = withUnsafeBytes(of: UInt64(safetensorsHeader.utf8.count).littleEndian) { Data($0) }
        file += Data(safetensorsHeader.utf8)
        for count in parameters.filter(\.isCount).sorted(by: { $0.name < $1.name }).flatMap(\.values) {
            withUnsafeBytes(of: Int64(count).littleEndian) { file += $0 }
        }
        for value in parameters.filter({ !$0.isCount }).sorted(by: { $0.name < $1.name }).flatMap(\.values) {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { file += $0 }
        }
        return file
    }

    /// One array per sample.
    var samples: [[Float]] { rows(inputs) }

    /// The model with the fixture's parameters.
    func parameterized<M: Model>(_ type: M.Type) throws -> M {
        var model = M(seed: 0)
        try setParameters(of: &model)
        return model
    }

    func setParameters(of model: inout some NeuralNetwork) throws {
        for parameter in parameters { try model.setParameter(parameter.name, to: parameter.values) }
    }

    /// The loss before the step.
    func trainStep<M: Model>(_ model: inout M, _ optimizer: inout Optimizer) throws -> Float {
        if let labels {
            return try model.trainStep(inputs: samples, labels: labels, optimizer: &optimizer)
        }
        return try model.trainStep(
            inputs: samples, targets: rows(try #require(targets)), optimizer: &optimizer)
    }

    /// The mean loss of the batch and its gradient, in the form of the parameters.
    func gradients(
        of model: some NeuralNetwork, by team: Team = .alone
    ) throws -> (loss: Float, gradients: Parameters) {
        let layout = model.layout
        let workspace = Workspace(
            for: model.storage.compiled, size: Workspace.Size(rows: batch, workers: team.count))
        for (row, sample) in samples.enumerated() { workspace.setInput(row: row, to: sample) }
        for (row, label) in (labels ?? []).enumerated() { workspace.samples.labels.start[row] = Int32(label) }
        workspace.samples.targets.start.update(from: targets ?? [], count: targets?.count ?? 0)
        // State has no gradient.
        var gradients = FloatArena(count: layout.parameterFloats + layout.stateFloats)
        model.storage.parameters.withMemory { parameters in
            gradients.withMutableMemory { memory in
                var pass = workspace.pass(rows: batch, parameters: parameters)
                pass.gradients = memory
                team.run { [pass] worker in model.storage.compiled.gradient(pass, worker) }
            }
        }
        let loss = Float(tk_sum(workspace.losses.start, batch) / Double(batch))
        return (loss, Parameters(layout: layout, arena: gradients))
    }

    /// The rows of a matrix; none if it is empty.
    private func rows(_ values: [Float]) -> [[Float]] {
        let width = values.count / batch
        return values.isEmpty ? [] : (0..<batch).map { Array(values[$0 * width..<($0 + 1) * width]) }
    }
}
