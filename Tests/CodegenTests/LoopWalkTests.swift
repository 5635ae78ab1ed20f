import GraphIR
import Testing

@testable import GraphCodegen

/// Loops that go through memory as one are one.
struct LoopWalkTests {
    private let y = LoopIndex("y", 4)
    private let x = LoopIndex("x", 5)
    private let c = LoopIndex("c", 3)

    private func program(_ buffers: [Buffer]) -> LoopProgram {
        LoopProgram(
            name: "Net", inputShape: [1], outputs: 1, loss: .meanSquaredError, parameters: [],
            buffers: buffers,
            functions: [])
    }

    private func names(_ walk: LoopWalk) -> [String] { walk.loops.map { "\($0.name) < \($0.extent.text)" } }

    @Test func denseLoopsChain() {
        let program = program([Buffer("a", .activation, [4, 5, 3]), Buffer("b", .activation, [6, 7, 3])])
        let dense = program.address(of: Access(0, [y, x, c]))
        // Rows of five pixels in rows of seven.
        let inner = program.address(
            of: Access(1, [Affine([(y, 1)], 1), Affine([(x, 1)], 2), Affine(c)]))
        #expect(names(LoopWalk([y, x, c], addresses: [dense])) == ["c < 60"])
        #expect(names(LoopWalk([y, x, c], addresses: [dense, inner])) == ["y < 4", "c < 15"])
        #expect(names(LoopWalk([y, x, c], addresses: [dense], keeping: [x])) == ["y < 4", "x < 5", "c < 3"])
        #expect(names(LoopWalk([y, x, c], addresses: [dense], keeping: [y])) == ["y < 4", "c < 15"])
        #expect(names(LoopWalk([x, y, c], addresses: [dense])) == ["x < 5", "y < 4", "c < 3"])
        #expect(names(LoopWalk([y, x, c], addresses: [])) == ["c < 60"])
    }

    /// What an address does not depend on at all it may do so in one loop, but not in a part of it.
    @Test func aLoopWithoutStrideChainsWithSuchOnly() {
        let program = program([Buffer("a", .activation, [4, 5, 3]), Buffer("bias", .parameter, [3])])
        let dense = program.address(of: Access(0, [y, x, c]))
        let bias = program.address(of: Access(1, [c]))
        #expect(names(LoopWalk([y, x, c], addresses: [dense, bias])) == ["x < 20", "c < 3"])
        #expect(names(LoopWalk([y, x], addresses: [bias])) == ["x < 20"])
    }

    @Test func samplesNeverChainAndSingleRoundsGo() {
        let (one, b) = (LoopIndex("one", 1), LoopIndex.sample)
        let program = program([Buffer("a", .activation, [.rows, 1, 5])])
        let address = program.address(of: Access(0, [b, one, x]))
        #expect(names(LoopWalk([b, one, x], addresses: [address])) == ["b < rows", "x < 5"])
        #expect(
            names(LoopWalk([b, one, x], addresses: [address], keeping: [one])) == [
                "b < rows", "one < 1", "x < 5",
            ])
        #expect(names(LoopWalk([one], addresses: [address])) == [])
    }

    @Test func anAddressAddsUpItsTerms() {
        let k = LoopIndex("k", 3)
        var buffer = Buffer("a", .activation, [.rows, 9, 8])
        buffer.spread(lastDimensionTo: 10)
        let program = program([buffer])
        let address = program.address(
            of: Access(
                0,
                [Affine(.sample), Affine([(y, 2), (k, -1)], 3), Affine([(k, 2), (c, 1)], 1)]))
        #expect(address.offset == 31)
        #expect(address.stride(of: .sample) == 90)
        #expect(address.stride(of: y) == 20)
        // In both dimensions.
        #expect(address.stride(of: k) == 2 - 10)
        #expect(address.stride(of: c) == 1)
        #expect(address.stride(of: x) == 0)
        // A term that goes to nothing is none.
        let flat = self.program([Buffer("a", .activation, [3, 2])])
        let gone = flat.address(of: Access(0, [Affine(k), Affine([(k, -2)], 6)]))
        #expect(gone.terms.isEmpty && gone.offset == 6)
    }

    // MARK: Tiles

    /// Of each product in a function the extents of rows, columns and depth.
    private func tiles(_ text: String, _ role: LoopFunction.Role) throws -> [String] {
        let program = try compile(text).program
        let body = try #require(program.functions.first { $0.role == role }).body
        return body.compactMap { statement in
            guard case .fold(let fold) = statement, fold.contraction != nil else { return nil }
            guard let shape = TileShape(fold, in: program, for: .processor) else { return "none" }
            let rows = shape.rows.map(\.extent.text).joined(separator: " ")
            let depth = shape.depth.map(\.extent.text).joined(separator: " ")
            return "\(rows) × \(shape.columns.text) over \(depth)"
        }
    }

    @Test func aConvolutionIsRowsOfPixels() throws {
        let text = "Input 3 8 8; Conv2d 16 3; ReLU; Conv2d 32 3 padding=1; Flatten; Linear 10"
        #expect(
            try tiles(text, .forward) == [
                "rows 6 6 × 16 over 3 3 3", "rows 6 6 × 32 over 3 48", "rows × 10 over 1152",
            ])
        // The product behind an image reads it in the order of memory.
        #expect(try tiles("Input 1 6 6; Conv2d 4 3; Flatten; Linear 5", .forward).last == "rows × 5 over 64")
    }

    @Test func aLinearLayersTilesAreItsSizes() throws {
        #expect(
            try tiles("Linear 7 5; Linear 5 2", .gradient) == [
                "rows × 5 over 7", "rows × 2 over 5", "rows × 5 over 2", "5 × 2 over rows", "7 × 5 over rows",
            ])
    }
}
