import Foundation
import GraphIR
import Testing

@testable import GraphRuntime

/// The steps of emitted C lead where PyTorch's lead, and to the bit where Swift's do.
struct OptimizerCParityTests {
    @Test func stepsAreThoseOfPyTorchAndSwift() throws {
        let fixture = OptimizerParityTests.fixture
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "graphc-steps-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var model = Regression(seed: 0)
        for parameter in fixture.parameters { try model.setParameter(parameter.name, to: parameter.values) }

        let names = OptimizerRow.table.flatMap(\.variants).flatMap { ["--optimizer", $0.choice] }
        let text = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Models/Regression.nn"
        ).path
        try run(GeneratedC.graphc.path, [text, "--type-name", "Net", "-o", "net.c"] + names, in: folder)
        try program(start: model.memory).write(
            to: folder.appending(path: "main.c"), atomically: true, encoding: .utf8)
        try run(
            "/usr/bin/env",
            [
                "cc", "-std=c11", "-O1", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "main.c", "net.c",
                "-lm", "-o", "main",
            ],
            in: folder)
        try run(folder.appending(path: "main").path, [], in: folder)

        let numbers = try Data(contentsOf: folder.appending(path: "steps.bin")).withUnsafeBytes {
            Array($0.bindMemory(to: Float.self))
        }
        let count = Regression.layout.parameterFloats
        #expect(numbers.count == fixture.runs.count * fixture.steps.count * count)
        var found = numbers[...]
        for run in fixture.runs {
            var trained = model
            var optimizer = try run.settings.optimizer(named: run.optimizer)
            var step = 0
            for (last, parameters) in zip(fixture.steps, run.parameters) {
                while step < last {
                    let batch = fixture.batches[step % fixture.batches.count]
                    try trained.trainStep(
                        inputs: rows(batch.inputs, of: 5), targets: rows(batch.targets, of: 3),
                        optimizer: &optimizer)
                    step += 1
                }
                let what = "\(run.testDescription) after step \(last)"
                #expect(Array(found.prefix(count)) == trained.memory, "\(what)")
                var emitted = model
                emitted.memory = Array(found.prefix(count))
                expectEqual(emitted.parameters.flatMap(\.values), parameters, what, within: 3e-6)
                found = found.dropFirst(count)
            }
        }
    }

    /// Writes the parameters after some of the steps of every run.
    private func program(start: [Float]) throws -> String {
        let fixture = OptimizerParityTests.fixture
        func list(_ values: [Float]) -> String { values.map { "\($0)f" }.joined(separator: ", ") }
        let runs = try fixture.runs.map { run in
            let row = try #require(OptimizerRow.table.first { $0.name == run.optimizer })
            let given = row.settings.map { setting -> Double? in
                let element = setting.name.hasSuffix(".1") ? 1 : 0
                if setting.isFlag { return run.settings.flag(setting.pyTorchName) ? 1 : nil }
                return run.settings.numbers(setting.pyTorchName)?[element]
            }
            let values = zip(row.settings, given).map { $1 ?? $0.defaultValue ?? 0 }
            let variant = try #require(row.variant(for: values))
            var arguments: [String] = []
            var fields: [String] = []
            for (setting, value) in zip(row.settings, given) where !setting.isFlag {
                let isPart = variant.parts.contains(setting)
                if setting.defaultValue == nil || isPart || setting.cName == "initial_accumulator_value" {
                    arguments.append(", \(value ?? setting.defaultValue ?? 0)")
                } else if let value {
                    fields.append("        \(variant.cName).\(setting.cName) = \(value);\n")
                }
            }
            return """
                    {
                        static net_\(variant.cName) \(variant.cName);
                        net_\(variant.cName)_init(&\(variant.cName)\(arguments.joined()));
                        begin();
                \(fields.joined())
                        for (int step = 0; step < 200; ++step) {
                            if (net_\(variant.cName)_step(&parameters, &arena, &\(variant.cName),
                                inputs[step % 3], targets[step % 3],
                                \(fixture.batches[0].targets.count / 3), logits, losses) != NET_OK)
                                return 1;
                            end(step + 1, file);
                        }
                    }
                """
        }
        return """
            #include "net.h"
            #include <stdio.h>

            static net_parameters parameters;
            static net_arena arena;
            static const float start[] = {\(list(start))};
            static const float inputs[][\(fixture.batches[0].inputs.count)] = {
                \(fixture.batches.map { "{\(list($0.inputs))}" }.joined(separator: ",\n"))
            };
            static const float targets[][\(fixture.batches[0].targets.count)] = {
                \(fixture.batches.map { "{\(list($0.targets))}" }.joined(separator: ",\n"))
            };
            static float logits[64 * NET_OUTPUTS], losses[64];

            static void begin(void)
            {
                for (size_t i = 0; i < sizeof start / sizeof start[0]; ++i) parameters.values[i] = start[i];
            }
            static void end(int step, FILE *file)
            {
                const int steps[] = {\(fixture.steps.map(String.init).joined(separator: ", "))};
                for (size_t i = 0; i < sizeof steps / sizeof steps[0]; ++i)
                    if (steps[i] == step) fwrite(parameters.values, sizeof start, 1, file);
            }
            int main(void)
            {
                FILE *file = fopen("steps.bin", "wb");
                if (!file) return 1;
            \(runs.joined(separator: "\n"))
                return fclose(file) == 0 ? 0 : 1;
            }

            """
    }

    private func rows(_ values: [Float], of width: Int) -> [[Float]] {
        stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }
}

extension Regression {
    /// The parameters as they lie in memory.
    fileprivate var memory: [Float] {
        get {
            storage.parameters.withMemory {
                [Float](UnsafeBufferPointer(start: $0, count: storage.parameters.count))
            }
        }
        set { storage.parameters.withMutableMemory { $0.update(from: newValue, count: newValue.count) } }
    }
}
