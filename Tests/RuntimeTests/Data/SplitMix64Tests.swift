import GraphRuntime
import Testing

@Suite struct SplitMix64Tests {
    @Test func matchesThePublishedSequence() {
        // The reference implementation's output for seed 1234567.
        var random = SplitMix64(seed: 1_234_567)
        #expect(
            (0..<5).map { _ in random.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test func uniformNumbersStayBelowOne() {
        var random = SplitMix64(seed: 7)
        let numbers = (0..<100_000).map { _ in random.nextUniform() }
        #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
        let mean = numbers.reduce(0) { $0 + Double($1) } / 100_000
        #expect(abs(mean - 0.5) < 0.005)
    }

    @Test(arguments: [1, 2, 3, 10, 60_000, UInt64.max / 2 + 2, UInt64.max])
    func integersStayBelowTheirBound(bound: UInt64) {
        var random = SplitMix64(seed: bound)
        #expect((0..<1_000).allSatisfy { _ in random.nextInteger(below: bound) < bound })
    }

    @Test func integersAreEquallyLikely() {
        var random = SplitMix64(seed: 3)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[Int(random.nextInteger(below: 7))] += 1 }
        // Six standard deviations around 10,000.
        #expect(counts.allSatisfy { abs($0 - 10_000) < 560 })
    }

    @Test func streamsOfOneSeedDiffer() {
        let firsts = (0..<1_000 as Range<UInt64>).map { number in
            var random = SplitMix64(seed: 1, stream: number)
            return random.next()
        }
        #expect(Set(firsts).count == 1_000)
    }
}
