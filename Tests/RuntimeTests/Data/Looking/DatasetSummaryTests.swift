import Foundation
import GraphRuntime
import Testing

@Suite struct DatasetSummaryTests {
    @Test func imagesAreCountedByClassAndTheirPixelsMeasuredByChannel() throws {
        let data = try ImageDataset(
            pixels: [0, 255, 10, 20, 30, 40, 255, 255, 0, 0, 5, 5], sampleShape: [3, 1, 2],
            labels: [UInt8(2), 2], classNames: ["cat", "dog", "bird"], normalization: .standardized)
        let summary = try data.summary()
        #expect(summary.classes.map(\.count) == [0, 0, 2])
        #expect(summary.channels.map(\.name) == ["red", "green", "blue"])
        let expected = [[0, 255, 255, 255], [10, 20, 0, 0], [30, 40, 5, 5]].map { $0.map { $0 / 255.0 } }
        for (channel, numbers) in zip(summary.channels, expected) {
            let (mean, deviation) = moments(numbers)
            #expect(abs(channel.mean - mean) < 1e-12 && abs(channel.deviation - deviation) < 1e-12)
        }
        // Of some samples it is what these are.
        let first = try data.prefix(1).summary()
        #expect(first.count == 1 && first.classes.map(\.count) == [0, 0, 1])
        #expect(first.channels[0].mean == 0.5 && first.channels[0].deviation == 0.5)
    }

    @Test func anyDataSetIsMeasuredByItsFirstDimension() throws {
        let seed = UInt64.random(in: 0...(.max))
        var random = SplitMix64(seed: seed)
        let numbers = (0..<60).map { _ in Float.random(in: -1...1, using: &random) + 1000 }
        let data = try TensorDataset(
            inputs: numbers, sampleShape: [2, 5], labels: (0..<6).map { $0 % 2 }, classNames: ["a", "b"])
        let summary = try data.summary()
        #expect(summary.classes.map(\.count) == [3, 3] && summary.channels.map(\.name) == ["0", "1"])
        for channel in 0..<2 {
            let (mean, deviation) = moments(
                numbers.enumerated().filter { $0.offset / 5 % 2 == channel }.map { Double($0.element) })
            #expect(abs(summary.channels[channel].mean - mean) < 1e-9, "seed \(seed)")
            #expect(abs(summary.channels[channel].deviation - deviation) < 1e-9, "seed \(seed)")
        }
        let targets = try TensorDataset(inputs: [[1, 2]], targets: [[3]])
        #expect(try targets.summary().classes.isEmpty)
        #expect(try targets.prefix(0).summary().channels.map(\.mean) == [0, 0])
        #expect(try targets.prefix(0).summary().channels.map(\.deviation) == [0, 0])
    }

    private func moments(_ numbers: [Double]) -> (Double, Double) {
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / Double(numbers.count)).squareRoot())
    }

    @Test func theTextIsAnAlignedTable() throws {
        let data = try ImageDataset(
            pixels: [0, 255, 255], sampleShape: [1, 1], labels: [UInt8(1), 1, 0],
            classNames: ["cat", "a\tlong name"], normalization: .none)
        #expect(
            try data.summary().description == """
                3 images of 1 × 1 × 1, 2 classes

                class            images
                cat                   1
                a\\u{9}long name       2

                channel    mean  deviation
                gray     0.6667     0.4714
                """)
        let table = try TensorDataset(inputs: [[1, -2], [1, 2]], targets: [[3], [4]])
        #expect(
            try table.summary().description == """
                2 samples of 2

                input    mean  deviation
                0      1.0000     0.0000
                1      0.0000     2.0000
                """)
        let wide = try TensorDataset(
            inputs: [[Float](repeating: 0, count: 784)], labels: [0], classNames: ["a"])
        #expect(try wide.summary().description.hasSuffix("99     0.0000     0.0000\n… and 684 more"))
    }

    @Test func inputsOfATableHaveTheirNames() throws {
        let files = try DataFiles()
        let path = try files.write(Array("age,colour,kind\n1,red,a\n3,blue,b\n".utf8))
        let summary = try TableDataset(csv: path, label: "kind", categories: ["colour"]).summary()
        #expect(summary.channels.map(\.name) == ["age", "colour=blue", "colour=red"])
        #expect(summary.channels.map(\.mean) == [2, 0.5, 0.5])
    }

    /// By scripts/baselines/nearest_mean.py.
    @Test func theDigitsAreWhatNumPySays() throws {
        let channel = try embeddedDigits().train.summary().channels[0]
        #expect(abs(channel.mean - 0.305637) < 1e-6 && abs(channel.deviation - 0.376135) < 1e-6)
    }
}

/// The data set in this repository.
func embeddedDigits() throws -> Digits {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<5 { root.deleteLastPathComponent() }
    return try Digits(
        directory: root.appendingPathComponent("examples/Data/digits").path, normalization: .zeroToOne)
}
