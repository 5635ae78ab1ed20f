import GraphRuntime
import Testing

import struct GraphIR.OptimizerRow

/// Two hundred steps of every optimizer lead where PyTorch's lead.
struct OptimizerParityTests {
    /// What scripts/parity/make_optimizer_fixture.py stored.
    struct Steps: Decodable {
        /// The steps take them in turns.
        var batches: [Batch]
        /// Before the first step.
        var parameters: [Parameter]
        /// After which steps a run has its parameters.
        var steps: [Int]
        var runs: [Run]

        struct Batch: Decodable {
            /// `[batch, 5]`
            var inputs: [Float]
            /// `[batch, 3]`
            var targets: [Float]
        }

        struct Parameter: Decodable {
            var name: String
            var values: [Float]
        }

        struct Run: Decodable, CustomTestStringConvertible {
            var optimizer: String
            var settings: OptimizerSettings
            /// For each of `steps` all parameters, one behind the other.
            var parameters: [[Double]]

            var testDescription: String { "\(optimizer) \(settings)" }
        }
    }

    static let fixture: Steps = decoded("optimizers")

    /// Within 3e-6 of the largest parameter.
    @Test(arguments: fixture.runs) func stepsArePyTorchs(_ run: Steps.Run) throws {
        let fixture = Self.fixture
        var model = Regression(seed: 0)
        for parameter in fixture.parameters {
            try model.setParameter(parameter.name, to: parameter.values)
        }
        var optimizer = try run.settings.optimizer(named: run.optimizer)
        var expected = zip(fixture.steps, run.parameters).makeIterator()
        var next = expected.next()
        for step in 1...fixture.steps[fixture.steps.count - 1] {
            let batch = fixture.batches[(step - 1) % fixture.batches.count]
            try model.trainStep(
                inputs: rows(batch.inputs, of: 5), targets: rows(batch.targets, of: 3), optimizer: &optimizer)
            guard let (number, parameters) = next, number == step else { continue }
            expectEqual(
                model.parameters.flatMap(\.values), parameters, "parameters after step \(step)", within: 3e-6)
            next = expected.next()
        }
        #expect(next == nil)
    }

    @Test func everyVariantOfTheTableIsRun() throws {
        var missing = Set(OptimizerRow.table.flatMap(\.variants).map(\.cName))
        for run in Self.fixture.runs {
            let row = try #require(OptimizerRow.table.first { $0.name == run.optimizer })
            var used: Set<String> = []
            let values = row.settings.map { setting -> Double in
                used.insert(setting.pyTorchName)
                let element = setting.name.hasSuffix(".1") ? 1 : 0
                if setting.isFlag { return run.settings.flag(setting.pyTorchName) ? 1 : 0 }
                return run.settings.numbers(setting.pyTorchName)?[element] ?? setting.defaultValue ?? 0
            }
            #expect(used.isSuperset(of: run.settings.values.keys), "\(run.testDescription)")
            missing.remove(try #require(row.variant(for: values)).cName)
        }
        #expect(missing == [])
    }

    private func rows(_ values: [Float], of width: Int) -> [[Float]] {
        stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }
}
