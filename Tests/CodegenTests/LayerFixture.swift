import Foundation
import GraphCodegen
import Testing

/// What scripts/parity/drawn_case.py stored: of many models, each with a layer in question, what PyTorch computes.
struct LayerFixture: Decodable {
    var cases: [Case]

    struct Case: Decodable {
        var text: String
        var batch: Int
        var logits: [Double]
        var gradients: [[Double]]
        /// In front of each step of gradient descent.
        var losses: [Double]?
    }

    init(named name: String) {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/\(name)")
        do {
            self = try JSONDecoder().decode(LayerFixture.self, from: Data(contentsOf: file))
        } catch {
            fatalError("\(file.path): \(error)")
        }
    }

    var keywords: [String] { Set(cases.map(\.keyword)).sorted() }

    func cases(of keyword: String) -> [Case] { cases.filter { $0.keyword == keyword } }
}

extension LayerFixture.Case {
    /// Of the layer in question.
    var keyword: String {
        let layer = text.split(separator: "; ")[2]
        return String(layer.prefix { $0 != " " })
    }

    func batch(for program: LoopProgram) -> Batch {
        func drawn(_ seed: UInt64, _ count: Int) -> [Float] {
            var random = SplitMix64(seed: seed)
            return random.signed(count)
        }
        var batch = Batch(for: program, rows: self.batch, seed: 0)
        batch.inputs = drawn(1, batch.inputs.count)
        batch.targets = drawn(2, batch.targets.count)
        batch.parameters = batch.parameters.enumerated().map { drawn(10 + UInt64($0), $1.count) }
        return batch
    }

    func expect(_ found: [Float], _ foundGradients: [[Float]]) {
        expect(found, logits, "logits")
        #expect(foundGradients.count == gradients.count, "\(text)")
        for (place, (found, expected)) in zip(foundGradients, gradients).enumerated() {
            expect(found, expected, "gradient of parameter \(place)")
        }
    }

    /// Compares with the largest magnitude, a weighted sum, and a few elements.
    private func expect(_ found: [Float], _ expected: [Double], _ what: String) {
        let largest = expected[0]
        var picks = SplitMix64(seed: 7)
        var weights = SplitMix64(seed: 8)
        let sum = found.reduce(0) { $0 + Double($1) * Double(weights.nextSigned()) }
        let picked = expected.dropFirst(2).map { _ in Double(found[Int(picks.next() % UInt64(found.count))]) }
        let magnitude = found.reduce(0) { max($0, abs(Double($1))) }
        // Errors of many elements add up as random ones do.
        let tolerance = 1e-5 * largest
        let sumTolerance = tolerance * Double(found.count).squareRoot()
        // Not with `>`, which is false of a NaN.
        let isClose =
            abs(magnitude - largest) <= tolerance && abs(sum - expected[1]) <= sumTolerance
            && zip(picked, expected.dropFirst(2)).allSatisfy { abs($0 - $1) <= tolerance }
        #expect(isClose, "\(text), \(batch) samples: \(what) \([magnitude, sum] + picked), not \(expected)")
    }
}

extension [LayerFixture.Case] {
    /// What emitted C computes, in two threads.
    func answersOfC() throws -> [(LayerFixture.Case, EmittedC.Answer)] {
        let models = try enumerated().map { try compile($1.text, name: "Net\($0)") }
        let requests = zip(self, models).enumerated().map { index, pair in
            EmittedC.Request(model: index, batch: pair.0.batch(for: pair.1.program))
        }
        let answers = try EmittedC(models, hasPaths: true).answers(to: requests, path: 2, threads: 2)
        return Array<(LayerFixture.Case, EmittedC.Answer)>(zip(self, answers))
    }
}
