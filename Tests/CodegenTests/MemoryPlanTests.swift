import GraphIR
import Testing

@testable import GraphCodegen

/// Activations share one arena and never destroy each other.
struct MemoryPlanTests {
    @Test func theArenaOfAPerceptronHoldsItsActivationsOnce() throws {
        let program = try compile("Flatten; Linear 784 256; ReLU; Linear 256 10").program
        let plans = Dictionary(uniqueKeysWithValues: program.functions.map { ($0.role, $0.plan) })
        // Forward: the hidden layer, whose rows are padded. Training: that, its gradient, and that of the logits. A loss:
        // the exponentials, what of the label's logit is summed, and two numbers for each row.
        let hidden = 256 + 16
        #expect(plans[.forward]?.floatsPerSample == hidden)
        #expect(plans[.loss]?.floatsPerSample == hidden + 2 * 10 + 2)
        #expect(plans[.gradient]?.floatsPerSample == 2 * hidden + 10)
        #expect(plans[.step]?.floatsPerSample == 2 * hidden + 10)
    }

    /// A copy of columns is for weights whose rows lie in a page each; of a narrow one it would be the whole.
    @Test(arguments: [("Linear 150528 10", 0), ("Linear 2048 2048; ReLU; Linear 2048 2", 2048 * 32)])
    func onlyWideWeightsAreCopiedInInference(_ text: String, _ floats: Int) throws {
        let forward = try compile(text).program.functions.first { $0.role == .forward }
        #expect(forward?.plan.floatsPerWorker == floats)
    }

    @Test func noValueIsOverwrittenBeforeItsLastUse() throws {
        for seed: UInt64 in 0..<40 {
            let text = randomModel(seed: seed)
            let program = try compile(text).program
            for function in program.functions {
                let clash = firstClash(in: function, of: program)
                #expect(clash == nil, "\(text), \(function.role.rawValue), seed \(seed)")
            }
        }
    }

    /// One worker may still read what another has done with: statements between two waits run in any order.
    @Test func workersThatDoNotWaitTouchNoSharedMemory() throws {
        for seed: UInt64 in 0..<40 {
            let text = randomModel(seed: seed)
            let program = try compile(text).program
            for function in program.functions {
                var touched: [Int: Set<Buffer.ID>] = [:]
                for (phase, statement) in zip(function.phases, function.body) {
                    touched[phase, default: []].formUnion(statement.reads + statement.writes)
                }
                for (phase, buffers) in touched {
                    // What lies in a strip is each worker's own.
                    let shared = buffers.filter { function.plan.stripOffsets[$0] == nil }
                    let places = shared.compactMap { place(of: $0, in: function, of: program) }
                    for (index, place) in places.enumerated() {
                        let overlaps = places.dropFirst(index + 1).contains(where: place.overlaps)
                        #expect(!overlaps, "\(text), \(function.role.rawValue), phase \(phase), seed \(seed)")
                    }
                }
            }
        }
    }

    /// What is between the statements of a strip needs memory for a few samples of each worker.
    @Test func stripsKeepTheirImagesToThemselves() throws {
        let text = "Input 1 28 28; Conv2d 1 32 3 padding=1; ReLU; MaxPool2d 2; Flatten; Linear 6272 10"
        let program = try compile(text).program
        let forward = try #require(program.functions.first { $0.role == .forward })
        let strip = try #require(forward.strips.first)
        let image = try #require(program.buffers.firstIndex { $0.name == "conv2d0" })
        #expect(forward.plan.stripOffsets[image] != nil)
        #expect(forward.plan.stripFloats >= strip.samples * 28 * 28 * 32)
        #expect(forward.plan.floatsPerSample < 28 * 28 * 32)
    }

    /// Where an activation lies, in one row what is there for a sample, once and for a strip; behind all if it has no
    /// place there.
    private func place(
        of buffer: Buffer.ID, in function: LoopFunction, of program: LoopProgram
    ) -> Range<Int>? {
        guard program[buffer].role == .activation else { return nil }
        let plan = function.plan
        let once = plan.floatsPerSample + plan.floatsOnce
        if let offset = plan.stripOffsets[buffer] {
            let samples = function.lifetimesInStrips(of: program)[buffer]?.samples ?? 1
            return once + offset..<once + offset + program[buffer].floats * samples
        }
        guard let offset = plan.offsets[buffer] else { return once + plan.stripFloats..<Int.max }
        let start = program[buffer].isPerSample ? offset : plan.floatsPerSample + offset
        return start..<start + program[buffer].floats
    }

    private func size(of plan: MemoryPlan) -> Int {
        plan.floatsPerSample + plan.floatsOnce + plan.stripFloats
    }

    /// Runs the plan symbolically: every place in the arena remembers the buffer that was written there.
    private func firstClash(in function: LoopFunction, of program: LoopProgram) -> String? {
        var owners = Array(repeating: Buffer.ID?.none, count: size(of: function.plan))
        func range(_ buffer: Buffer.ID) -> Range<Int>? { place(of: buffer, in: function, of: program) }
        for statement in function.body {
            for buffer in statement.reads where !statement.writes.contains(buffer) {
                guard let range = range(buffer) else { continue }
                if range.upperBound > owners.count { return "\(program[buffer].name) is out of the arena" }
                if !owners[range].allSatisfy({ $0 == buffer }) {
                    return "\(program[buffer].name) is overwritten before it is read"
                }
            }
            let touched = Set(statement.reads + statement.writes).compactMap(range)
            for (index, first) in touched.enumerated() {
                if touched.dropFirst(index + 1).contains(where: first.overlaps) {
                    return "one statement touches overlapping memory"
                }
            }
            for buffer in statement.writes {
                guard let range = range(buffer) else { continue }
                if range.upperBound > owners.count { return "\(program[buffer].name) is out of the arena" }
                for place in range { owners[place] = buffer }
            }
        }
        return nil
    }
}
