import Testing

@testable import GraphRuntime

@Suite struct FirstLayerTests {
    @Test func aUnitOfALinearLayerIsAnImageAroundGray() throws {
        var model = TinyClassifier(seed: 0)
        // In memory these are 3 × 16 floats, of which each column is a unit.
        try model.setParameter(
            "1.weight", to: [0, 1, -2, 4, 0, 1, 0, 0, 0, -8, -8, -8, .nan, 1, -.infinity])
        let grid = try model.firstLayerImages(title: "t")
        #expect(grid.title == "t" && grid.columns == 8)
        #expect(grid.pictures.map(\.caption) == ["0", "1", "2", "3", "4"])
        #expect(
            grid.pictures.map(\.image.pixels) == [
                [128, 191, 0], [255, 128, 159], [128, 128, 128], [0, 0, 0], [0, 255, 0],
            ])
        #expect(grid.pictures.allSatisfy { $0.image.width == 3 && $0.image.height == 1 })
        #expect(try model.firstLayerImages(limit: 2, columns: 2).pictures == Array(grid.pictures.prefix(2)))
        #expect(try model.firstLayerImages(limit: -1).pictures.isEmpty)
        #expect(try model.firstLayerImages(imageShape: [3, 1, 1]).pictures[0].image.channels == .rgb)
    }

    @Test func aVectorNeedsAShape() throws {
        let model = TinyTagger(seed: 0)
        #expect(throws: FirstLayerError.notAnImage("1.weight", shape: [3])) {
            try model.firstLayerImages()
        }
        #expect(try model.firstLayerImages(imageShape: [3, 1]).pictures[0].image.height == 3)
        #expect(throws: FirstLayerError.inputs("1.weight", expected: 4, found: 3)) {
            try model.firstLayerImages(imageShape: [2, 2])
        }
        #expect(throws: FirstLayerError.notAnImage("1.weight", shape: [1, 1, 1, 3])) {
            try model.firstLayerImages(imageShape: [1, 1, 1, 3])
        }
        #expect(throws: FirstLayerError.notAnImage("1.weight", shape: [-1, -3])) {
            try model.firstLayerImages(imageShape: [-1, -3])
        }
    }

    /// The weight of a convolution lies as the kernels read it: here outputs last.
    @Test func kernelsAreImages() throws {
        func model(_ shape: [Int], behind: [ModelLayout.Parameter] = []) -> DynamicModel {
            let count = shape.reduce(1, *)
            let strides = [1] + (1..<shape.count).map { shape[($0 + 1)...].reduce(1, *) * shape[0] }
            let weight = ModelLayout.Parameter(
                name: "1.weight", shape: shape, offset: 0,
                axes: zip(shape, strides).map { ($0, $1) }, start: .constant(0))
            return DynamicModel(
                CompiledModel(
                    layout: ModelLayout(
                        name: "M", inputShape: [3, 8, 8], outputs: 1, loss: .crossEntropy,
                        parameters: behind + [weight], parameterFloats: count, arenaFloatsPerSample: 0),
                    forward: { _, _ in }, loss: { _, _ in }, gradient: { _, _ in }, step: { _, _ in }))
        }
        let norm = ModelLayout.Parameter(
            name: "0.weight", shape: [3], offset: 0, axes: [(3, 1)], start: .constant(1))
        for channels in [1, 3] {
            var conv = model([2, channels, 2, 3], behind: [norm])
            let values = (0..<2 * channels * 6).map { Float($0) - Float(channels * 6) + 0.5 }
            try conv.setParameter("1.weight", to: values)
            let grid = try conv.firstLayerImages()
            #expect(grid.pictures.count == 2)
            for (unit, picture) in grid.pictures.enumerated() {
                let own = Array(values[unit * channels * 6..<(unit + 1) * channels * 6])
                let limit = own.map(abs).max() ?? 0
                let image = try PixelImage(values: own, shape: [channels, 2, 3], range: -limit...limit)
                #expect(picture.image == image)
            }
        }
        #expect(throws: FirstLayerError.notAnImage("1.weight", shape: [2, 3, 3])) {
            try model([4, 2, 3, 3]).firstLayerImages()
        }
        #expect(throws: FirstLayerError.layer("1.weight", shape: [4, 3, 3])) {
            try model([4, 3, 3]).firstLayerImages()
        }
        #expect(throws: FirstLayerError.none) { try model([4]).firstLayerImages() }
        #expect("\(FirstLayerError.none)" == "no layer of the model has weights")
    }
}
