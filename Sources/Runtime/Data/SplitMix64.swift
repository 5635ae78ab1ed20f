/// Random numbers from 64 bits of state. One seed gives the same numbers on every machine and with every
/// version of Swift.
///
/// Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014; constants of
/// Stafford's variant 13. Use the functions declared here: the algorithms behind `shuffle(using:)`
/// and `random(in:using:)` of the standard library may change.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    /// A generator for the stream `number` of this seed, such as an epoch. Streams with
    /// neighbouring numbers, or of neighbouring seeds, look unrelated.
    public init(seed: UInt64, stream number: UInt64) {
        state = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ number)
    }

    /// The seed of a step, counted from 0, in a run of training. No other stream of the run's seed is like it.
    static func stepSeed(run: UInt64, step: UInt64) -> UInt64 { SplitMix64(seed: run, stream: ~step).state }

    /// The seed of what changes the samples of an epoch, counted from 1, in a run of training.
    static func augmentationSeed(run: UInt64, epoch: Int) -> UInt64 {
        // The orders of epochs are streams from the first on, the steps' seeds from the last one back.
        SplitMix64(seed: run, stream: 1 << 62 + UInt64(bitPattern: Int64(epoch))).state
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// Uniform in `0 ..< 1`, a multiple of 2⁻²⁴.
    public mutating func nextUniform() -> Float {
        Float(next() >> 40) * 0x1p-24
    }

    /// So many numbers, uniform in `-bound ..< bound`.
    mutating func nextUniform(count: Int, below bound: Float) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { values, filled in
            for index in 0..<count {
                values.initializeElement(at: index, to: (2 * nextUniform() - 1) * bound)
            }
            filled = count
        }
    }

    /// Uniform in `0 ..< bound`, without bias.
    ///
    /// Lemire: Fast Random Integer Generation in an Interval, ACM TOMACS 2019.
    ///
    /// - Precondition: `bound` is not zero.
    public mutating func nextInteger(below bound: UInt64) -> UInt64 {
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            // The first 2⁶⁴ mod bound low words would come up once too often.
            let surplus = (0 &- bound) % bound
            while product.low < surplus {
                product = next().multipliedFullWidth(by: bound)
            }
        }
        return product.high
    }

    /// Every bit of the result depends on every bit of `value`.
    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
