import GraphIR
import Testing

@testable import GraphCodegen

/// ReLU and maximum pooling change places, and nobody can tell but by the time that it takes.
struct PoolFirstTests {
    @Test func reluIsAppliedToWhatIsLeft() throws {
        let program = try compile("Input 3 8 8; Conv2d 3 4 3; ReLU; MaxPool2d 2; Flatten; Linear 36 2")
            .program
        let relu = try #require(program.buffers.first { $0.name == "relu1" })
        #expect(relu.extents == [.rows, .constant(3), .constant(3), .constant(4)])
    }

    @Test(arguments: [
        "Input 2 8; GELU; MaxPool1d 2; Flatten; Linear 8 2",
        "Input 2 8; LeakyReLU; MaxPool1d 2; Flatten; Linear 8 2",
        "Input 2 8; ReLU; AvgPool1d 2; Flatten; Linear 8 2",
    ])
    func whatDoesNotKeepOrderStays(_ text: String) throws {
        let graph = try compile(text).graph
        #expect(graph.poolingFirst().nodes.map(\.name) == graph.nodes.map(\.name))
    }

    /// Of equal elements the first gets the gradient, and none of them where the greatest is not positive.
    @Test func gradientsArriveWhereTheyDid() throws {
        let program = try compile(
            "Input 1 9; Conv1d 1 1 1; ReLU; MaxPool1d 3; Flatten; Linear 3 1; loss MSE"
        ).program
        var interpreter = LoopInterpreter(program, rows: 1)
        func buffer(_ name: String) throws -> Buffer.ID {
            try #require(program.buffers.firstIndex { $0.name == name })
        }
        interpreter.memory[try buffer("input")] = [1, 5, 5, -3, -2, 4, -1, -4, -2]
        for weight in ["conv1d0_weight", "linear4_weight"] {
            let buffer = try buffer(weight)
            interpreter.memory[buffer] = interpreter.memory[buffer].map { _ in 1 }
        }
        interpreter.run(.gradient)
        let outputGradient = 2.0 * (5 + 4 + 0)
        #expect(interpreter.memory[try buffer("conv1d0_weight_grad")][0] == outputGradient * (5 + 4))
        #expect(interpreter.memory[try buffer("conv1d0_bias_grad")][0] == outputGradient * 2)
    }
}
