import Testing

@testable import GraphRuntime

@Suite struct DecimalNumberTests {
    private func parsed(_ text: String) -> Float? {
        Array(text.utf8).withUnsafeBufferPointer { float($0) }
    }

    private func expectSame(
        _ text: String, _ note: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let (found, expected) = (parsed(text), Float(text))
        #expect(
            found?.bitPattern == expected?.bitPattern || found?.isNaN == true && expected?.isNaN == true,
            "\(text.prefix(60)) \(note)", sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        "0", "-0", "+0", "0.0", "1", "-1.5", "+2", "007", "1.", ".5", "-.5", ".", "-", "", "+-1", "1e", "1e+",
        "e5", "1e5",
        "1E-5", "1e+05", "1e0005", "1 ", " 1", "1,5", "0x1p3", "inf", "-inf", "Infinity", "nan", "1_000", "١",
        "1e39",
        "1e-46", "3.4028235e38", "3.4028236e38", "1.17549435e-38", "1.4e-45", "7e-46", "1e99999999999",
        "1.5.5", "1-1",
        "16777217", "16777219", "16777217.0000000001", "9007199254740993", "123456789012345678901234567890",
        "0.000000000000000000000000000000000000000000001", "1e22", "1e23", "1e-22", "1e-23", "5e-324",
    ])
    func isThatOfFloat(_ text: String) { expectSame(text) }

    /// Between two floats, and a little above and below.
    @Test func isThatOfFloatWhereItIsHardToRound() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<20_000 {
            let low = Float(bitPattern: UInt32(random.nextInteger(below: 0x7F00_0000)))
            let middle = (Double(low) + Double(low.nextUp)) / 2
            for number in [middle, middle.nextUp, middle.nextDown, Double(low)] {
                expectSame("\(number)", "seed \(seed)")
                expectSame("\(-number)", "seed \(seed)")
            }
        }
    }

    @Test func isThatOfFloatForAnyDigits() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        func digits(_ limit: UInt64) -> String {
            (0..<random.nextInteger(below: limit)).map { _ in "\(random.nextInteger(below: 10))" }.joined()
        }
        for _ in 0..<50_000 {
            var text = ["", "-", "+"][Int(random.nextInteger(below: 3))] + digits(12)
            if random.nextInteger(below: 3) > 0 { text += "." + digits(12) }
            if random.nextInteger(below: 3) == 0 {
                text +=
                    ["e", "E"][Int(random.nextInteger(below: 2))]
                    + ["", "-", "+"][Int(random.nextInteger(below: 3))] + digits(4)
            }
            expectSame(text, "seed \(seed)")
        }
    }
}
