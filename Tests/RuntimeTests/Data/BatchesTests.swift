import GraphRuntime
import Testing

@Suite struct BatchesTests {
    @Test(arguments: [1, 2, 3, 63, 64, 65, 1_000], [1, 7, 64, 2_000])
    func everySampleComesOnce(samples: Int, batchSize: Int) {
        let batches = Batches(sampleCount: samples, batchSize: batchSize, seed: 1, epoch: 1)
        #expect(batches.flatMap { $0 }.sorted() == Array(0..<Int32(samples)))
        #expect(batches.dropLast().allSatisfy { $0.count == batchSize })
        #expect((1...batchSize).contains(batches.last?.count ?? 0))
    }

    @Test func noSamplesMakeNoBatch() {
        #expect(Batches(sampleCount: 0, batchSize: 64, seed: 0, epoch: 0).isEmpty)
        #expect(Batches(sampleCount: 0, batchSize: 64).isEmpty)
    }

    @Test func evaluationKeepsTheOrder() {
        #expect(Batches(sampleCount: 5, batchSize: 2).map(Array.init) == [[0, 1], [2, 3], [4]])
    }

    @Test func seedAndEpochDetermineTheOrder() {
        func order(seed: UInt64, epoch: Int) -> [Int32] {
            Batches(sampleCount: 100, batchSize: 10, seed: seed, epoch: epoch).order
        }
        #expect(order(seed: 1, epoch: 1) == order(seed: 1, epoch: 1))
        #expect(order(seed: 1, epoch: 1) != order(seed: 1, epoch: 2))
        #expect(order(seed: 1, epoch: 1) != order(seed: 2, epoch: 1))
        #expect(order(seed: 1, epoch: 2) != order(seed: 2, epoch: 1))
        #expect(order(seed: 0, epoch: 0) != Array(0..<100))
        #expect(order(seed: .max, epoch: -1) != order(seed: .max, epoch: 1))
    }

    @Test func theOrderOfASeedNeverChanges() {
        #expect(
            Batches(sampleCount: 10, batchSize: 4, seed: 42, epoch: 3).order == [
                6, 9, 3, 4, 8, 7, 2, 0, 1, 5,
            ])
    }

    @Test func ordersAreEquallyLikely() {
        var counts: [[Int32]: Int] = [:]
        for epoch in 0..<24_000 {
            counts[Batches(sampleCount: 4, batchSize: 4, seed: 9, epoch: epoch).order, default: 0] += 1
        }
        #expect(counts.count == 24)
        // Six standard deviations around 1,000.
        #expect(counts.values.allSatisfy { abs($0 - 1_000) < 190 })
    }
}
