import Foundation
import Testing

@testable import GraphRuntime

/// Every kind of elements that a file may have becomes the floats that it stands for.
@Suite struct ElementTests {
    /// What the elements of a tensor of this kind are read as.
    private func values(_ dtype: String, count: Int, _ bytes: [UInt8]) throws -> [Float] {
        var values: [Float]?
        try withTemporaryFolder { folder in
            try write(safetensors([("a", dtype, [count], bytes)]), to: "\(folder)/w")
            values = try SafetensorsFile(path: "\(folder)/w").values(of: "a")
        }
        return try #require(values)
    }

    /// What IEEE 754 says of the bits of a binary format, computed in Double precision.
    private func value(of bits: UInt16, exponentBits: Int) -> Double {
        let fractionBits = 15 - exponentBits
        let exponent = Int(bits) >> fractionBits & (1 << exponentBits - 1)
        let fraction = Double(Int(bits) & (1 << fractionBits - 1)) / Double(1 << fractionBits)
        let bias = 1 << (exponentBits - 1) - 1
        let magnitude: Double =
            switch exponent {
            case 0: fraction * pow(2, Double(1 - bias))
            case 1 << exponentBits - 1: fraction == 0 ? .infinity : .nan
            default: (1 + fraction) * pow(2, Double(exponent - bias))
            }
        return bits >> 15 == 1 ? -magnitude : magnitude
    }

    @Test(arguments: [("F16", 5), ("BF16", 8)])
    func everyFloatOf16BitsIsReadExactly(_ dtype: String, exponentBits: Int) throws {
        let patterns = (0...UInt16.max).map { $0 }
        let found = try values(dtype, count: patterns.count, littleEndian(patterns))
        for (bits, found) in zip(patterns, found) {
            let expected = value(of: bits, exponentBits: exponentBits)
            let isSame =
                expected.isNaN
                ? found.isNaN : Double(found) == expected && (found.sign == .minus) == (bits >> 15 == 1)
            #expect(isSame, "\(dtype) 0x\(String(bits, radix: 16)): \(found), not \(expected)")
        }
    }

    /// Numbers half-way between two floats, and those beside them; whatever is larger than all floats.
    @Test func doublesAreRoundedToTheNearestEven() throws {
        var random = SplitMix64(seed: 1)
        var cases: [(Double, Float)] = [
            (0, 0), (-0.0, -0.0), (.infinity, .infinity), (-.infinity, -.infinity), (.nan, .nan), (0.1, 0.1),
            (0x1.FFFFFEFFFFFFFp127, .greatestFiniteMagnitude), (0x1.FFFFFFp127, .infinity),
            (-1e300, -.infinity), (0x1p-150, 0), (0x1.0000000000001p-150, 0x1p-149), (-1e-300, -0.0),
        ]
        while cases.count < 10_000 {
            let lower = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()) & 0x7FFF_FFFF)
            guard lower < .greatestFiniteMagnitude else { continue }
            let upper = lower.nextUp
            let middle = (Double(lower) + Double(upper)) / 2
            let even = lower.bitPattern % 2 == 0 ? lower : upper
            cases += [
                (Double(lower), lower), (middle.nextDown, lower), (middle, even), (middle.nextUp, upper),
            ]
            cases.append((-middle, -even))
        }
        let found = try values("F64", count: cases.count, littleEndian(cases.map(\.0.bitPattern)))
        for ((number, expected), found) in zip(cases, found) {
            let isSame = expected.isNaN ? found.isNaN : found.bitPattern == expected.bitPattern
            #expect(isSame, "\(number): \(found), not \(expected)")
        }
    }

    private static func ends<Number: FixedWidthInteger & Sendable>(
        _ dtype: String, _ type: Number.Type
    ) -> (String, [UInt8], [Float]) {
        let numbers: [Number] = [.min, 0, 1, 127, .max]
        return (dtype, littleEndian(numbers), numbers.map { Float($0) })
    }

    static let integers = [
        ends("I8", Int8.self), ends("I16", Int16.self), ends("I32", Int32.self), ends("I64", Int64.self),
        ends("U8", UInt8.self), ends("U16", UInt16.self), ends("U32", UInt32.self), ends("U64", UInt64.self),
    ]

    @Test(arguments: integers)
    func integersAreRead(_ dtype: String, _ bytes: [UInt8], _ expected: [Float]) throws {
        #expect(try values(dtype, count: 5, bytes) == expected)
    }

    /// What a model takes: any floats for floats, any integers for counts.
    @Test(arguments: SafetensorsFile.Element.allCases)
    func aModelTakesTheKindsThatStandForItsOwn(_ element: SafetensorsFile.Element) throws {
        let isFloat = [.float16, .bfloat16, .float32, .float64].contains(element)
        let zeros = [UInt8](repeating: 0, count: 8)
        try withTemporaryFolder { folder in
            let path = "\(folder)/w"
            func load(weight: String, count: String) throws -> DynamicModel {
                func bytes(_ count: Int, _ dtype: String) -> [UInt8] {
                    let size = SafetensorsFile.Element.allCases.first { "\($0)" == dtype }?.size ?? 0
                    return Array(repeating: zeros.prefix(size), count: count).flatMap { $0 }
                }
                let tensors: [(String, String, [Int], [UInt8])] = [
                    ("0.weight", weight, [2, 3], bytes(6, weight)), ("0.bias", "F32", [2], bytes(2, "F32")),
                    ("1.num_batches_tracked", count, [], bytes(1, count)),
                ]
                try write(safetensors(tensors), to: path)
                return try DynamicModel(.counting, contentsOf: path)
            }
            let fitting = isFloat ? ("\(element)", "I64") : ("F32", "\(element)")
            let model = try load(weight: fitting.0, count: fitting.1)
            #expect(model.parameters.map { $0.values.max() } == [0, 0, 0])
            if isFloat {
                let error = #expect(throws: SafetensorsError.self) {
                    try load(weight: "F32", count: "\(element)")
                }
                #expect(
                    error?.description == """
                        \(path): the file is of another model
                          1.num_batches_tracked: expected the dtype I64, found \(element)
                        """)
            } else {
                #expect(
                    throws: SafetensorsError(
                        path: path,
                        reason: .mismatch([.element(name: "0.weight", expected: .float32, found: element)]))
                ) { try load(weight: "\(element)", count: "I64") }
            }
        }
    }

    /// As 64 bits with a sign hold them, which is what `save` writes. The weight has been read by then.
    @Test func aCountThatIsTooLargeIsRefusedAndChangesNothing() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/w"
            var model = DynamicModel(.counting)
            try write(
                safetensors([
                    ("0.weight", "F32", [2, 3], littleEndian([UInt32](repeating: 0, count: 6))),
                    ("0.bias", "F32", [2], littleEndian([UInt32](repeating: 0, count: 2))),
                    ("1.num_batches_tracked", "U64", [], littleEndian([UInt64.max])),
                ]), to: path)
            let error = #expect(throws: SafetensorsError.self) { try model.load(from: path) }
            #expect(
                error?.description
                    == "\(path): 1.num_batches_tracked: expected counts of at most 9223372036854775807, "
                    + "found 1.8446744e+19")
            #expect(model.parameters.elementsEqual(DynamicModel(.counting).parameters))
        }
    }

    @Test func countsAreWrittenAsTheNearestInteger() throws {
        try withTemporaryFolder { folder in
            for (count, written): (Float, Int64) in [
                (3, 3), (2.5, 3), (-1, -1), (.nan, 0), (.infinity, .max), (-.infinity, .min), (0x1p63, .max),
                (0x1p40, 1 << 40),
            ] {
                var model = DynamicModel(.counting)
                try model.setParameter("1.num_batches_tracked", to: [count])
                try model.save(to: "\(folder)/w")
                let file = try SafetensorsFile(path: "\(folder)/w")
                #expect(try file.elements(of: "1.num_batches_tracked", shape: []) == [written])
            }
        }
    }
}
