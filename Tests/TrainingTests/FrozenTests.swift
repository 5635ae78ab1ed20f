import Foundation
import Testing

@testable import GraphRuntime

/// What lies in front of the first layer that is trained costs no backward pass, and changes nothing else.
struct FrozenTests {
    private static func digits() throws -> ImageDataset {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/Data/digits")
        return try Digits(directory: directory.path, normalization: .zeroToOne).train.prefix(100)
    }

    /// The same model, which computes every gradient whatever is frozen.
    private func thorough(_ compiled: CompiledModel) -> CompiledModel {
        func always(_ function: @escaping CompiledModel.Function) -> CompiledModel.Function {
            { pass, worker in
                var pass = pass
                pass.firstTrained = 0
                function(pass, worker)
            }
        }
        return CompiledModel(
            layout: compiled.layout, forward: compiled.forward, loss: compiled.loss,
            gradient: always(compiled.gradient), step: compiled.step,
            accumulate: compiled.accumulate.map(always))
    }

    @Test(arguments: [["0.*"], ["0.*", "1.*"], ["0.*", "1.*", "3.*", "4.*"], ["*.weight"]], [1, 2])
    func theOthersAreTrainedAsEver(_ patterns: [String], accumulation: Int) throws {
        let data = try Self.digits()
        let trainer = Trainer(
            optimizer: .adam(), batchSize: 16, accumulation: accumulation, clipping: .norm(1),
            frozen: patterns, epochs: 2, progress: .silent)
        var model = DynamicModel(DigitsCNN.compiled, seed: 1)
        var other = DynamicModel(thorough(DigitsCNN.compiled), seed: 1)
        let start = model
        try trainer.fit(&model, on: data)
        try trainer.fit(&other, on: data)
        #expect(model.parameters.elementsEqual(other.parameters))
        let names = Set(
            patterns.flatMap { pattern in
                start.parameters.map(\.name).filter {
                    $0.hasPrefix(pattern.prefix(2)) || pattern.hasPrefix("*")
                }
            })
        for (found, before) in zip(model.parameters, start.parameters)
        where found.element == .float32 && !found.name.contains("running") {
            let isFrozen =
                names.contains(found.name) && (patterns != ["*.weight"] || found.name.hasSuffix("weight"))
            #expect((found == before) == isFrozen, "\(found.name)")
        }
    }

    @Test func nothingIsComputedInFront() throws {
        let compiled = DigitsCNN.compiled
        let layout = compiled.layout
        let model = DigitsCNN(seed: 1)
        let data = try Self.digits()
        let workspace = Workspace(for: compiled, size: Workspace.Size(rows: 16, gradients: true))
        try workspace.samples.gather((0..<16).map(Int32.init)[...], from: data, .alone)
        let trained = layout.parameters.indices.filter { layout.parameters[$0].role == .trained }
        for first in trained {
            workspace.gradients.start.update(repeating: 77, count: layout.parameterFloats)
            var parameters = model.storage.parameters
            parameters.withMutableMemory { parameters in
                var pass = workspace.pass(rows: 16, parameters: parameters)
                pass.gradients = workspace.gradients.start
                pass.firstTrained = first
                compiled.gradient(pass, .alone)
            }
            for number in trained {
                var untouched = true
                layout.parameters[number].forEachOffset { offset in
                    if workspace.gradients.start[offset] != 77 { untouched = false }
                }
                #expect(untouched == (number < first), "\(layout.parameters[number].name), from \(first)")
            }
        }
    }
}
