import GraphRuntime

/// Damages files, in the same way for the same seed.
public struct Mutator {
    private var random: SplitMix64

    public init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// One of the files with one to four changes.
    public mutating func mutation(of files: [[UInt8]]) -> [UInt8] {
        var bytes = files[below(files.count)]
        for _ in 0...below(4) where !bytes.isEmpty {
            damage(&bytes, with: files[below(files.count)])
        }
        return bytes
    }

    private mutating func damage(_ bytes: inout [UInt8], with other: [UInt8]) {
        // Headers are short: half of the damage is done to the first bytes.
        let place = below(below(2) == 0 ? min(bytes.count, 20) : bytes.count)
        let run = place..<min(bytes.count, place + 1 + below(16))
        switch below(9) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[place] ^= 1 << UInt8(below(8))
        case 2: bytes.removeSubrange(place...)
        case 3: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        case 4: bytes.removeSubrange(run)
        case 5: bytes.insert(contentsOf: bytes[run], at: place)
        // The least and the largest numbers.
        case 6:
            bytes.replaceSubrange(
                run, with: repeatElement([0, 0xFF, 0x7F, 0x80][below(4)], count: run.count))
        // Digits, and what stands between them.
        case 7: bytes[place] = Self.marks[below(Self.marks.count)]
        default: bytes.replaceSubrange(place..., with: other.dropFirst(place))
        }
    }

    private static let marks = Array("0179-+.eE,;\t\n\r\"{}[]:? ".utf8)

    private mutating func below(_ bound: Int) -> Int { Int(random.nextInteger(below: UInt64(max(1, bound)))) }
}
