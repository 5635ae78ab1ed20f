import Foundation
import GraphImages
import GraphRuntime
import Testing

@Suite struct ImageTests {
    @Test(arguments: [ImageChannels.gray, .rgb])
    func whatIsWrittenIsRead(_ channels: ImageChannels) throws {
        let folder = try Folder()
        let image = try PixelImage(
            pixels: (0..<35 * channels.count).map { UInt8(truncatingIfNeeded: $0 * 37) }, height: 5, width: 7,
            channels: channels)
        try image.writePNG(to: folder.path("image.png"))
        #expect(try PixelImage(path: folder.path("image.png")) == image)
        #expect(try Array(Data(contentsOf: URL(filePath: folder.path("image.png")))) == image.encodedPNG())
        #expect(throws: ImageError.file(.cannotWrite(folder.path("none/image.png"), "create", 2))) {
            try image.writePNG(to: folder.path("none/image.png"))
        }
    }

    @Test func aFileThatIsLargerThanItsPixelsIsWrittenToo() throws {
        var random = SplitMix64(seed: 1)
        let noise = (0..<300 * 300).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
        let image = try PixelImage(pixels: noise, height: 300, width: 300, channels: .gray)
        #expect(try PixelImage(encoded: image.encodedPNG()) == image)
        let dot = try PixelImage(pixels: [7], height: 1, width: 1, channels: .gray)
        #expect(try PixelImage(encoded: dot.encodedPNG()) == dot)
    }

    @Test func grayIsTheLumaOfTheColours() throws {
        let colours: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 9, 9, 9]
        let image = try PixelImage(pixels: colours, height: 1, width: 5, channels: .rgb)
        #expect(image.converted(to: .gray).pixels == [76, 150, 29, 255, 9])
        #expect(image.converted(to: .rgb) == image)
        let gray = image.converted(to: .gray)
        #expect(gray.converted(to: .rgb).pixels == [76, 150, 29, 255, 9].flatMap { [$0, $0, $0] })
    }

    @Test func anImageIsResizedBetweenItsPixels() throws {
        let image = try PixelImage(pixels: [0, 10, 255, 3, 7], height: 1, width: 5, channels: .gray)
        // PyTorch: 0, 4.375, 25.3125, 178.4375, 176.25, 18.75, 5.25, 7.
        #expect(try image.resized(height: 1, width: 8).pixels == [0, 4, 25, 178, 176, 19, 5, 7])
        #expect(try image.resized(height: 1, width: 5) == image)
        #expect(try image.resized(height: 3, width: 1).pixels == [255, 255, 255])
        for size in [(0, 1), (1, 0), (-1, -1)] {
            #expect(throws: ImageError.emptySize(height: size.0, width: size.1)) {
                try image.resized(height: size.0, width: size.1)
            }
        }
        #expect(throws: ImageError.self) { try image.resized(height: .max, width: .max) }
    }

    /// A model of two pixels whose outputs they are.
    private func model(_ shape: [Int]) -> DynamicModel {
        DynamicModel(
            CompiledModel(
                layout: ModelLayout(
                    name: "Pixels", inputShape: shape, outputs: 2, loss: .crossEntropy, parameters: [],
                    parameterFloats: 0, arenaFloatsPerSample: 0),
                workerLimit: 1,
                forward: { pass, _ in
                    for place in 0..<pass.rows * 2 { pass.output[place] = pass.input[place] }
                },
                loss: { _, _ in }, gradient: { _, _ in }, step: { _, _ in }))
    }

    @Test func aModelIsAskedForAnImage() throws {
        // Its halves are dark and bright; in gray and resized, they are what the model reads.
        let bright: [UInt8] = [200, 200, 200]
        let image = try PixelImage(
            pixels: [0, 0, 0, 0, 0, 0] + bright + bright, height: 1, width: 4, channels: .rgb)
        let data = try ImageDataset(
            pixels: [1, 2], sampleShape: [1, 1, 2], labels: [0], classNames: ["left", "right"],
            normalization: .zeroToOne)
        for shape in [[1, 1, 2], [2]] {
            let model = model(shape)
            #expect(try model.predict(image, like: data).label == "right")
            let gray = image.converted(to: .gray)
            let small = try gray.resized(height: 1, width: 2)
            #expect(small.pixels == [0, 200])
            #expect(
                try model.predict(small, transforms: data.transforms, classNames: data.classNames)
                    == model.predict(image, like: data))
            #expect(try model.predict(small, transforms: data.transforms).label == "1")
        }
        #expect(
            try model([1, 1, 2]).predict(image, transforms: data.transforms)
                == model([1, 1, 2]).predict([0, 200 / 255.0]))
        #expect(throws: ModelError.self) {
            try model([2]).predict(image, transforms: data.transforms + data.transforms + data.transforms)
        }
        #expect(throws: ImageError.dataset(.channels(expected: 1, found: 2))) {
            try model([1, 1, 2]).predict(image, transforms: data.transforms + data.transforms)
        }
        #expect(throws: ImageError.dataset(.imageChannels(2))) {
            try model([2, 1, 1]).predict(image, transforms: data.transforms)
        }
    }
}
