import GraphIR
import Testing

@testable import GraphCodegen

/// A window that reaches far out of its image becomes a product for each row of its taps, and the sum of those.
struct SplitWindowsTests {
    private func products(_ program: LoopProgram) -> [String] {
        program.buffers.map(\.name).filter { $0.hasSuffix("_rows") }
    }

    @Test func whatIsSplitFollowsFromTheShapes() throws {
        let leNet = try compile(
            """
            Input 1 28 28; Conv2d 1 6 5 padding=2; ReLU; MaxPool2d 2; Conv2d 6 16 5; ReLU; MaxPool2d 2
            Flatten; Linear 10
            """
        ).program
        #expect(products(leNet) == ["conv2d0_grad_rows"])
        let buffer = try #require(leNet.buffers.first { $0.name == "conv2d0_grad_rows" })
        // Its ten rows, and what the sum finds above and below them.
        #expect(buffer.extents == [.rows, 18, 14, 5, 6])
        let padded = "Input 1 14 14; Conv2d 32 3 padding=1; ReLU; Conv2d 64 3 padding=1; Flatten; Linear 10"
        #expect(products(try compile(padded).program) == [])
        let large = "Input 3 64 64; Conv2d 32 3; ReLU; Conv2d 32 3; Flatten; Linear 2"
        #expect(products(try compile(large).program) == [])
    }

    /// Its columns are those of all rows of taps, side by side.
    @Test func theProductsAreTiles() throws {
        let program = try compile("Input 2 6 7; Conv2d 6 1; Conv2d 16 3; Flatten; Linear 3").program
        let step = try #require(program.functions.first { $0.role == .step })
        let folds = step.body.compactMap { statement -> Fold? in
            guard case .fold(let fold) = statement, let written = fold.epilogue.first?.element,
                program[written.buffer].name.hasSuffix("_rows"), fold.contraction != nil
            else { return nil }
            return fold
        }
        let fold = try #require(folds.first)
        #expect(TileShape(fold, in: program, for: .processor)?.columns == 18)
    }

    @Test func modelsComputeTheSame() throws {
        for seed: UInt64 in 0..<6 {
            var random = SplitMix64(seed: seed)
            let kernel = 3 + random.draw(3)
            let text = """
                Input \(1 + random.draw(3)) \(kernel + random.draw(4)) \(kernel + random.draw(4))
                Conv2d \(1 + random.draw(9)) 1 bias=\(random.draw(2) == 0); Tanh
                Conv2d \(1 + random.draw(20)) \(kernel); Sigmoid; Flatten; Linear 3
                """
            let program = fuse(try compile(text).lowered, for: .processor)
            let result = splitWindows(program, for: .processor)
            #expect(throws: Never.self, "\(text)") { try result.verify(after: "splitting windows") }
            let batch = Batch(for: program, rows: 2, seed: seed)
            let difference = batch.results(of: .step, in: result).difference(
                from: batch.results(of: .step, in: program))
            #expect(difference < 1e-12, "\(text)")
        }
    }

    /// Of a gradient with stride 2 every other row of taps is taken, so that they are no run of columns.
    @Test func windowsWithAStrideStayWhole() throws {
        let strided = "Input 5 15 11; Conv2d 5 1; Conv2d 5 4 stride=2 padding=[1 0]; Flatten; Linear 3"
        #expect(products(try compile(strided).program) == [])
    }
}
