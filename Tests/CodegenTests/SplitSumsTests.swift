import GraphIR
import Testing

@testable import GraphCodegen

/// A sum over the samples and more becomes a sum for each sample, and the sum of those.
struct SplitSumsTests {
    private func parts(_ program: LoopProgram) -> [String] {
        program.buffers.map(\.name).filter { $0.hasSuffix("_parts") }
    }

    private func expectClose(_ found: [Float], _ expected: [Double]) {
        let size = expected.map(abs).max() ?? 0
        let error = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 1
        #expect(error < 1e-5 * size)
    }

    @Test func imageModelsComputeTheSame() throws {
        for seed: UInt64 in 0..<4 {
            var random = SplitMix64(seed: seed)
            let text = """
                Input \(1 + random.draw(3)) \(8 + random.draw(4)) \(9 + random.draw(4))
                Conv2d \(1 + random.draw(5)) \(1 + random.draw(3)) padding=1 bias=\(random.draw(2) == 0)
                Tanh; Conv2d 2 3 stride=\(1 + random.draw(2)) padding=1; Flatten; Linear 3
                """
            let program = addHalos(fuse(try compile(text).lowered, for: .processor))
            let result = splitSums(program, for: .processor)
            #expect(!parts(result).isEmpty, "\(text)")
            #expect(throws: Never.self, "\(text)") { try result.verify(after: "splitting sums") }
            let batch = Batch(for: program, rows: 2, seed: seed)
            let difference = batch.results(of: .step, in: result).difference(
                from: batch.results(of: .step, in: program))
            #expect(difference < 1e-12, "\(text)")
        }
    }

    /// Many results: every sample adds to the same sums.
    @Test func largeWeightsComputeTheSame() throws {
        for seed: UInt64 in 0..<2 {
            var random = SplitMix64(seed: seed)
            let text = """
                Input \(24 + random.draw(4)) 5 \(6 + random.draw(3))
                Conv2d \(20 + random.draw(5)) 3 padding=1 bias=\(random.draw(2) == 0); Tanh; Flatten; Linear 3
                """
            let program = fuse(try compile(text).lowered, for: .processor)
            let result = splitSums(program, for: .processor)
            #expect(result.buffers.contains { $0.name == "conv2d0_weight_grad_so_far" }, "\(text)")
            let batch = Batch(for: program, rows: 2, seed: seed)
            for role in [LoopFunction.Role.step, .gradient] {
                let difference = batch.results(of: role, in: addHalos(result)).difference(
                    from: batch.results(of: role, in: addHalos(program)))
                #expect(difference < 1e-12, "\(text)")
            }
        }
    }

    /// Workers share the sums that samples go on with by their columns, and never by the samples.
    @Test func sumsThatGoOnAreNotDividedBySamples() throws {
        let program = try compile("Input 256 9 9; Conv2d 256 3 bias=false; Flatten; Linear 2").program
        let sums = try #require(program.buffers.firstIndex { $0.name == "conv2d0_weight_grad_so_far" })
        #expect(program.buffers[sums].extents.allSatisfy { $0 != .rows })
        let step = try #require(program.functions.first { $0.role == .step })
        for (statement, slice) in zip(step.body, step.slices) where statement.writes.contains(sums) {
            #expect(slice.index != nil && slice.index != .sample)
        }
        // A gradient that is only stored needs no memory but its own.
        let gradient = try #require(program.functions.first { $0.role == .gradient })
        #expect(!gradient.body.contains { $0.writes.contains(sums) })
    }

    /// In the kernel library they are those of the definition, and the same for any number of workers.
    @Test func workersComeToTheSameSums() throws {
        let model = try compile("Input 16 5 8; Conv2d 72 3 padding=1; ReLU; Flatten; Linear 3")
        let batch = Batch(for: model.program, rows: 5, seed: 2)
        func gradients(workers: Int) throws -> [[Float]] {
            let run = LibraryRun(model.program, batch, workers: workers)
            try run.run(.gradient)
            return run.gradients
        }
        let alone = try gradients(workers: 1)
        let expected = batch.results(of: .gradient, in: model.lowered).gradient
        for (found, expected) in zip(alone, expected) {
            expectClose(found, expected)
        }
        for workers in 2...4 { #expect(try gradients(workers: workers) == alone, "\(workers) workers") }
    }

    /// The gradient of a small weight by all pixels, not that of a large one, nor a sum over samples alone.
    @Test func whatIsSplitFollowsFromTheShapes() throws {
        let image = try compile("Input 3 32 32; Conv2d 32 3 padding=1; ReLU; Flatten; Linear 10").program
        #expect(parts(image) == ["conv2d0_bias_grad_parts", "conv2d0_weight_grad_parts"])
        let part = try #require(image.buffers.first { $0.name == "conv2d0_weight_grad_parts" })
        #expect(part.extents == [.rows, 3, 3, 3, 32] && part.role == .activation)
        #expect(parts(try compile("Input 256 9 9; Conv2d 256 3 bias=false; Flatten; Linear 2").program) == [])
        #expect(parts(try compile("Flatten; Linear 784 256; ReLU; Linear 256 10").program) == [])
    }

    /// An optimizer's update stays with the sum, and workers share the samples of the parts.
    @Test func aStepUpdatesWhereThePartsAreSummed() throws {
        let program = try compile("Input 3 32 32; Conv2d 32 3 padding=1; ReLU; Flatten; Linear 10").program
        let step = try #require(program.functions.first { $0.role == .step })
        let weight = try #require(program.buffers.firstIndex { $0.name == "conv2d0_weight" })
        let part = try #require(program.buffers.firstIndex { $0.name == "conv2d0_weight_grad_parts" })
        let updates = step.body.filter { $0.writes.contains(weight) }
        #expect(updates.count == 1 && updates[0].reads.contains(part))
        let place = try #require(step.body.firstIndex { $0.writes.contains(part) })
        #expect(step.slices[place].division == .index(.sample, block: 1))
        guard case .fold(let fold) = step.body[place] else { return #expect(Bool(false), "no fold") }
        #expect(TileShape(fold, in: program, for: .processor)?.groups?.extent == .rows)
    }

    /// A chain of 50,000 additions of one number is off by far more than two short ones after each other.
    @Test func gradientsByAllPixelsAreAccurate() throws {
        let model = try compile("Input 1 28 28; Conv2d 2 1; Flatten; Linear 2; loss MSE", name: "Net0")
        var batch = Batch(for: model.program, rows: 64, seed: 1)
        // All terms are one number.
        batch.inputs = batch.inputs.map { _ in 0.1 }
        batch.targets = batch.targets.map { _ in 9 }
        batch.parameters = batch.parameters.map { $0.map { _ in 0.01 } }
        let expected = batch.results(of: .gradient, in: model.lowered).gradient
        let found = try EmittedC([model]).answers(to: [.init(model: 0, batch: batch)])[0].gradient
        for (found, expected) in zip(found[..<2], expected[..<2]) {
            expectClose(found, expected)
        }
    }
}
