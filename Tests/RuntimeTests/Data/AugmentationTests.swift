import Foundation
import TileKernels
import Testing

@testable import GraphRuntime

@Suite struct AugmentationTests {
    private struct Fixture: Decodable {
        struct Rotation: Decodable {
            let size: [Int]
            let degrees: Double
            let image, background, expected: [Float]
        }

        struct Resize: Decodable {
            let size, resized: [Int]
            let image, expected: [Float]
        }

        let rotations: [Rotation]
        let resizes: [Resize]
    }

    /// What PyTorch makes of the same images: `scripts/parity/make_augmentation_fixture.py`.
    private func fixture() throws -> Fixture {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/augmentation.json")
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
    }

    /// Images of 1 … 255 in an order without a pattern, of two channels.
    private func images(_ count: Int, height: Int = 6, width: Int = 5) throws -> ImageDataset {
        var random = SplitMix64(seed: 9)
        return try ImageDataset(
            pixels: (0..<count * 2 * height * width).map { _ in UInt8(1 + random.next() % 255) },
            sampleShape: [2, height, width], labels: (0..<count).map { UInt8($0 % 3) },
            classNames: ["a", "b", "c"],
            normalization: .standardPerChannel(means: [0.25, 0.75], deviations: [0.5, 0.25]))
    }

    private func values(_ data: some Dataset) throws -> [Float] {
        try gathered(Array(0..<Int32(data.count))[...], of: data).inputs
    }

    @Test func imagesAreResizedAsByPyTorch() throws {
        for example in try fixture().resizes {
            let data = try TensorDataset(inputs: example.image, sampleShape: example.size, labels: [0])
                .resized(height: example.resized[0], width: example.resized[1])
            #expect(data.sampleShape == [example.size[0]] + example.resized)
            let found = try values(data)
            #expect(found.count == example.expected.count)
            for (found, expected) in zip(found, example.expected) { #expect(abs(found - expected) <= 1e-6) }
        }
    }

    /// Labels, class names and normalization are those of the images; parts are resized, too.
    @Test func resizedImagesAreADataset() throws {
        let data = try images(40)
        let resized = try data.resized(height: 12, width: 7)
        #expect(resized.count == 40 && resized.target == data.target && resized.metadata == data.metadata)
        let (inputs, labels, _) = try gathered([7, 31, 7], of: resized)
        #expect(
            labels == [1, 1, 1] && inputs[..<168] == inputs[336...] && inputs[..<168] != inputs[168..<336])
        #expect(try values(resized[7..<8]) == Array(inputs[..<168]))
        #expect(try values(data.resized(height: 6, width: 5)) == values(data))
        #expect(throws: DatasetError.sampleShape([2, 0, 5])) { try data.resized(height: 0, width: 5) }
        #expect(throws: DatasetError.notAnImage([3])) {
            try TensorDataset(inputs: [[1, 2, 3]], labels: [0]).resized(height: 2, width: 2)
        }
    }

    @Test func imagesWithoutPixelsAreNeitherResizedNorAugmented() {
        struct NoPixels: Dataset {
            let count = 1
            let sampleShape = [1, 0, 5]
            let target = Target.label(classNames: ["a"])
            func gather(_ indices: ArraySlice<Int32>, into rows: BatchRows) {}
        }
        #expect(throws: DatasetError.notAnImage([1, 0, 5])) { try NoPixels().resized(height: 2, width: 2) }
        #expect(throws: DatasetError.notAnImage([1, 0, 5])) {
            try NoPixels().augmented(by: [.randomHorizontalFlip()])
        }
    }

    @Test func imagesAreTurnedAsByPyTorch() throws {
        for example in try fixture().rotations {
            let angle = example.degrees * .pi / 180
            let size = tk_extents(channels: example.size[0], height: example.size[1], width: example.size[2])
            var found = [Float](repeating: .nan, count: example.expected.count)
            tk_rotate_image(
                example.image, size, Float(cos(angle)), Float(sin(angle)), example.background, &found)
            for (found, expected) in zip(found, example.expected) {
                #expect(abs(found - expected) <= 2e-5, "\(example.size) \(example.degrees)")
            }
        }
    }

    /// Half of them, with all channels.
    @Test func imagesAreFlippedOrNot() throws {
        let data = try images(400)
        let original = try values(data)
        let found = try values(data.augmented(by: [.randomHorizontalFlip()], seed: 4))
        var flips = 0
        for first in stride(from: 0, to: original.count, by: 60) {
            var flipped: [Float] = []
            for row in 0..<12 {
                let start = first + row * 5
                flipped += original[start..<start + 5].reversed()
            }
            let image = Array(original[first..<first + 60])
            let here = Array(found[first..<first + 60])
            if here == flipped { flips += 1 } else { #expect(here == image) }
        }
        #expect((150...250).contains(flips), "\(flips)")
        #expect(try values(data.augmented(by: [.randomHorizontalFlip(probability: 0)])) == original)
        #expect(try values(data.augmented(by: [.randomHorizontalFlip(probability: 1)])) != original)
    }

    /// By all distances alike, into black, which is not zero here.
    @Test func imagesAreMovedIntoBlack() throws {
        let data = try images(3000)
        let original = try values(data)
        let black: [Float] = [(0 - 0.25) / 0.5, (0 - 0.75) / 0.25]
        let found = try values(data.augmented(by: [.randomCrop(padding: 2)], seed: 5))
        var distances: [[Int]: Int] = [:]
        for first in stride(from: 0, to: original.count, by: 60) {
            func isMoved(_ down: Int, _ right: Int) -> Bool {
                (0..<60).allSatisfy { place in
                    let (channel, y, x) = (place / 30, place % 30 / 5 + down, place % 5 + right)
                    let isInside = y >= 0 && y < 6 && x >= 0 && x < 5
                    let expected = isInside ? original[first + channel * 30 + y * 5 + x] : black[channel]
                    return found[first + place] == expected
                }
            }
            var moved: [[Int]] = []
            for down in -2...2 {
                for right in -2...2 where isMoved(down, right) { moved.append([down, right]) }
            }
            #expect(moved.count == 1)
            distances[moved.first ?? [], default: 0] += 1
        }
        #expect(distances.count == 25 && distances.values.allSatisfy { (70...180).contains($0) })
    }

    /// Moved out of sight, there is black alone.
    @Test func paddingMayBeWiderThanTheImage() throws {
        let data = try images(50)
        let found = try values(data.augmented(by: [.randomCrop(padding: 100)]))
        let black = (0..<50).count { found[$0 * 60..<$0 * 60 + 30].allSatisfy { $0 == -0.5 } }
        #expect(black > 40)
    }

    /// The same whoever gathers a sample and with which others, others in each epoch and with each seed.
    @Test func aSampleDependsOnSeedEpochAndPlaceAlone() throws {
        let data = try images(64)
        let all: [Augmentation] = [
            .randomCrop(padding: 2), .randomHorizontalFlip(), .randomRotation(degrees: 20),
        ]
        let epoch = try data.augmented(by: all, seed: 1, epoch: 3)
        let whole = try values(epoch)
        #expect(try values(data.augmented(by: all, seed: 1, epoch: 3)) == whole)
        #expect(try values(data.augmented(by: all, seed: 1, epoch: 4)) != whole)
        #expect(try values(data.augmented(by: all, seed: 2, epoch: 3)) != whole)
        let (inputs, labels, _) = try gathered([63, 0], of: epoch)
        #expect(inputs == Array(whole[63 * 60..<64 * 60] + whole[..<60]) && labels == [0, 0])
        #expect(try values(epoch[5..<7]) == Array(whole[300..<420]))
    }

    @Test func numbersOutOfRangeAreTold() throws {
        let data = try images(3)
        for (augmentation, name, value) in [
            (Augmentation.randomHorizontalFlip(probability: 1.5), "probability", 1.5),
            (.randomCrop(padding: -1), "padding", -1), (.randomRotation(degrees: 200), "degrees", 200),
        ] {
            #expect(throws: DatasetError.augmentation(name: name, value: value)) {
                try data.augmented(by: [.randomHorizontalFlip(), augmentation])
            }
        }
        #expect(throws: DatasetError.augmentation(name: "degrees", value: -1)) {
            try data.augmented(by: [.randomRotation(degrees: -1)])
        }
        #expect(throws: DatasetError.notAnImage([3])) {
            try TensorDataset(inputs: [[1, 2, 3]], labels: [0]).augmented(by: [.randomHorizontalFlip()])
        }
    }

    @Test func batchesAreReadInOrderOrShuffled() throws {
        let data = try images(100)
        var (inputs, labels, sizes): ([Float], [Int32], [Int]) = ([], [], [])
        try data.forEachBatch(of: 32) { batch in
            inputs += batch.inputs
            labels += batch.labels
            sizes.append(batch.count)
        }
        #expect(try inputs == values(data) && labels == (0..<100).map { $0 % 3 } && sizes == [32, 32, 32, 4])
        var shuffled: [Int32] = []
        try data.forEachBatch(of: 7, shuffledBy: 3, epoch: 2) { shuffled += $0.labels }
        let order = Batches(sampleCount: 100, batchSize: 7, seed: 3, epoch: 2).order
        #expect(shuffled == order.map { $0 % 3 })
        #expect(throws: TrainingError.batchSize(0)) { try data.forEachBatch(of: 0) { _ in } }
    }
}
