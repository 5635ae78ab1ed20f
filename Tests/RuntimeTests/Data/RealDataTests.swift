import Foundation
import GraphRuntime
import Testing

@Suite struct RealDataTests {
    @Test func theEmbeddedDigitsLoad() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let data = try Digits(
            directory: root.appendingPathComponent("examples/Data/digits").path, normalization: .zeroToOne)
        #expect(data.train.count == 1_437)
        #expect(data.test.count == 360)
        #expect(data.train.sampleShape == [1, 8, 8])
        #expect(data.train.classNames == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
        var perClass = [Int](repeating: 0, count: 10)
        for sample in Array(data.train) + Array(data.test) { perClass[sample.label] += 1 }
        // The numbers in the data set's own description.
        #expect(perClass == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
        // Every pixel is one of 17 shades, from black to white.
        #expect(
            Set(data.train.flatMap(\.pixels))
                == Set((0...16).map { UInt8((Double($0) * 255 / 16).rounded(.toNearestOrEven)) }))
    }

    static let fashionDirectory = ProcessInfo.processInfo.environment["GRAPHC_FASHION_MNIST"]

    @Test(.enabled(if: fashionDirectory != nil, "GRAPHC_FASHION_MNIST does not name the folder of the files"))
    func fashionMNISTLoads() throws {
        let directory = try #require(Self.fashionDirectory)
        let data = try FashionMNIST(directory: directory, normalization: .standardized)
        #expect(data.train.count == 60_000)
        #expect(data.test.count == 10_000)
        #expect(data.train.sampleShape == [1, 28, 28])
        for set in [data.train, data.test] {
            var perClass = [Int](repeating: 0, count: 10)
            for sample in set { perClass[sample.label] += 1 }
            #expect(perClass == [Int](repeating: set.count / 10, count: 10))
        }
        #expect(data.test[0].className == "ankle boot")
        // The published mean and deviation, 0.2860 and 0.3530.
        let deviation = 1 / (255 * Double(data.train.transforms[0].scale))
        #expect(abs(deviation - 0.3530) < 0.0001)
        #expect(abs(Double(-data.train.transforms[0].offset) * deviation - 0.2860) < 0.0001)
    }
}
