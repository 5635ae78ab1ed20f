import GraphIR
import Testing

@testable import GraphCodegen

/// Images stay in the cache: what a worker does for its samples it does for a few of them at a time.
struct StripTests {
    private let cnn = """
        Input 1 28 28; Conv2d 1 32 3 padding=1; ReLU; MaxPool2d 2; Conv2d 32 64 3 padding=1; ReLU; MaxPool2d 2
        Flatten; Linear 3136 10
        """

    @Test func convolutionsAndPoolsWalkTogether() throws {
        let program = try compile(cnn).program
        for function in program.functions {
            // Forward, and in training backward; one sample is no strip.
            let walks = function.role == .sample ? 0 : function.role.isTraining ? 2 : 1
            #expect(function.strips.count == walks)
            for strip in function.strips {
                let slices = function.slices[strip.statements]
                #expect(slices.dropFirst().allSatisfy { !$0.waits })
                #expect(slices.allSatisfy { $0.division == .index(.sample, block: strip.block) })
            }
        }
    }

    @Test func layersThatReadWeightsOncePerBatchDoNot() throws {
        let program = try compile("Flatten; Linear 784 256; ReLU; Linear 256 10").program
        #expect(program.functions.allSatisfy { $0.strips.isEmpty })
    }

    /// The sums over all samples wait until the last image is done.
    @Test func theTotalsOfASplitSumComeLast() throws {
        let program = try compile(cnn).program
        let gradient = try #require(program.functions.first { $0.role == .gradient })
        let last = try #require(gradient.strips.last).statements.upperBound
        let totals = gradient.body[last...]
        #expect(totals.count == 4)
        #expect(totals.allSatisfy { $0.reads.allSatisfy { program[$0].name.hasSuffix("_parts") } })
        #expect(gradient.slices[last...].count { $0.waits } == 1)
    }

    /// A gradient by the input reads the weight along its other channels.
    @Test func weightsAreTurnedOnceAFunction() throws {
        let program = try compile(cnn).program
        let gradient = try #require(program.functions.first { $0.role == .gradient })
        let turned = try #require(program.buffers.firstIndex { $0.name == "conv2d3_weight_turned" })
        #expect(gradient.body.first?.writes == [turned])
        for statement in gradient.body where statement.reads.contains(turned) {
            guard case .fold(let fold) = statement else { continue }
            #expect(Target.processor.packing(of: fold, in: program) == .never)
        }
        let forward = try #require(program.functions.first { $0.role == .forward })
        #expect(!forward.body.contains { $0.writes.contains(turned) })
    }
}
