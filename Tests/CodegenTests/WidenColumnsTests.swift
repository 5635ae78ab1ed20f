import Testing

@testable import GraphCodegen

/// Convolutions of few channels compute neighbouring pixels together.
struct WidenColumnsTests {
    /// Columns and steps of the products of images that a function computes.
    private func products(_ text: String, _ role: LoopFunction.Role = .forward) throws -> [[Int]] {
        let function = try #require(try compile(text).program.functions.first { $0.role == role })
        return function.body.compactMap { statement in
            guard case .fold(let fold) = statement, fold.hasRowsOfPixels else { return nil }
            return [fold.columns.perSample, fold.over.perSample]
        }
    }

    @Test(arguments: [
        // 6 columns in 5 · 5 steps each; two pixels are 1 apart.
        ("Conv2d 6 5 padding=2", [[12, 5 * 6]]),
        // 28 pixels are no multiple of 5 or 3, and 4 of 3 channels take as many steps as 6 pixels.
        ("Conv2d 3 3 padding=1", [[12, 3 * 6]]),
        ("Conv2d 1 3 padding=1", [[14, 3 * 16]]),
        // Two pixels are 2 apart.
        ("Conv2d 8 5 padding=2 stride=2", [[16, 5 * 7]]),
        ("Conv2d 8 1", [[8, 1]]),
        ("Conv2d 9 5 padding=2", [[9, 25]]),
        ("Conv2d 16 3 padding=1", [[16, 9]]),
    ])
    func asManyPixelsAsFillAVector(_ layer: String, _ expected: [[Int]]) throws {
        let found = try products("Input 1 28 28; \(layer); ReLU; Flatten; Linear 10")
        #expect(found == expected)
    }

    /// The gradient by the input of the second layer has the six columns of the first.
    @Test func gradientsByTheInputDo() throws {
        let found = try products(
            """
            Input 1 28 28; Conv2d 6 5 padding=2; ReLU; MaxPool2d 2; Conv2d 16 5 padding=2; Flatten; Linear 10
            """, .step)
        #expect(found.contains([12, 5 * 6 * 16]))
    }

    /// What follows the product joins it although the bias, or what becomes of it in inference, is copied.
    @Test(arguments: ["", "BatchNorm2d; "])
    func theEpilogueStays(_ norm: String) throws {
        let program = try compile("Input 1 28 28; Conv2d 6 5; \(norm)ReLU; Flatten; Linear 10").program
        let forward = try #require(program.functions.first { $0.role == .forward })
        let fold = forward.body.compactMap { statement -> Fold? in
            guard case .fold(let fold) = statement, fold.hasRowsOfPixels else { return nil }
            return fold
        }
        let written = try #require(fold.first?.epilogue.last?.element)
        #expect(program[written.buffer].name.hasPrefix("relu"))
    }

    /// A transposed convolution with a stride is a product for every phase, which C calls by different names.
    @Test func everyPhaseHasABufferOfItsOwn() throws {
        let program = try compile("Input 2 3 3; ConvTranspose2d 4 5 stride=2; Flatten; Linear 2").program
        let names = program.buffers.map(\.name).filter { $0.hasPrefix("convtranspose2d0_sum_products") }
        #expect(names.count > 1 && Set(names).count == names.count, "\(names)")
    }
}
