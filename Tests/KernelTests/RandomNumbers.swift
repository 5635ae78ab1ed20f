/// Numbers between -1 and 1, the same in every process.
func randomNumbers(_ count: Int) -> [Float] {
    var state: UInt64 = 1
    return (0..<count).map { _ -> Float in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(state >> 40) * 0x1p-23 - 1
    }
}

/// A hash of bits (FNV-1a; Fowler, Noll, Vo).
struct BitHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ numbers: [Float]) {
        for number in numbers { value = (value ^ UInt64(number.bitPattern)) &* 0x100_0000_01B3 }
    }
}
