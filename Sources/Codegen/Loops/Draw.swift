/// Random numbers by counter: a hash of a step's seed, a stream, and the place of an element. Nothing is stored, and
/// whoever asks for the same number gets the same bits. docs/c.md has the definition in words.
package struct Draw: Hashable, Sendable {
    /// One of the step's streams: every layer that draws has its own.
    package var stream: Int
    /// The place of the element among all of the batch, in the graph's order, modulo 2³².
    package var element: Affine

    package init(stream: Int, element: Affine) {
        self.stream = stream
        self.element = element
    }

    /// The elements of one sample.
    package var perSample: Int {
        element.terms.first { $0.index.extent == .rows }?.coefficient ?? 0
    }

    /// The two halves of a stream's key: the output of SplitMix64 with this number.
    package static func key(seed: UInt64, stream: Int) -> (UInt32, UInt32) {
        var z = seed &+ UInt64(stream + 1) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        return (UInt32(truncatingIfNeeded: z), UInt32(truncatingIfNeeded: z >> 32))
    }

    /// Uniform in `0 ..< 1`, a multiple of 2⁻²⁴.
    package static func uniform(key: (UInt32, UInt32), element: UInt32) -> Float {
        Float(mix(mix(element &+ key.0) ^ key.1) >> 8) * 0x1p-24
    }

    /// Every bit of the result depends on every bit of `value` (Wellons: Prospecting for Hash Functions, 2018).
    private static func mix(_ value: UInt32) -> UInt32 {
        var x = value
        x = (x ^ x >> 16) &* 0x7feb_352d
        x = (x ^ x >> 15) &* 0x846c_a68b
        return x ^ x >> 16
    }
}
