import Foundation
import Testing

@testable import GraphRuntime

@Suite struct BilinearTests {
    struct Case: Decodable {
        let channels: Int
        let size, resized: [Int]
        let pixels, expected: [UInt8]
    }

    /// What PyTorch makes of the same images, rounded: `scripts/parity/make_resize_fixture.py`.
    private func cases() throws -> [Case] {
        struct File: Decodable { let cases: [Case] }
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/resize.json")
        return try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases
    }

    @Test func imagesAreResizedAsByPyTorch() throws {
        let cases = try cases()
        #expect(cases.count == 6)
        for example in cases {
            let resize = BilinearResize(
                from: (example.size[0], example.size[1]), to: (example.resized[0], example.resized[1]))
            var found = [UInt8](repeating: 77, count: example.expected.count)
            example.pixels.withUnsafeBufferPointer { pixels in
                found.withUnsafeMutableBufferPointer {
                    resize.resize(pixels, channels: example.channels, into: $0)
                }
            }
            #expect(found == example.expected, "\(example.size) to \(example.resized)")
        }
    }

    @Test func everyPlaceIsBetweenTwoNeighboursWithinTheRow() {
        for (size, resized) in [(1, 5), (5, 1), (28, 32), (32, 28), (7, 7), (1000, 3)] {
            let taps = BilinearTap.along(size, to: resized)
            #expect(taps.count == resized)
            for tap in taps {
                #expect(0 <= tap.lower && tap.lower <= tap.upper && tap.upper < size)
                #expect(tap.upper - tap.lower <= 1 && (0...1).contains(tap.fraction))
            }
        }
    }
}
