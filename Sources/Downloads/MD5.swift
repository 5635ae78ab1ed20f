import Foundation
import GraphRuntime

/// MD5 (R. Rivest, RFC 1321), by which data sets are published. It finds damage; it does not protect from a server that
/// means harm.
struct MD5 {
    private var state: (UInt32, UInt32, UInt32, UInt32) = (0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476)
    private var byteCount: UInt64 = 0
    /// What does not fill a block yet.
    private var tail: [UInt8] = []

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        byteCount += UInt64(bytes.count)
        var rest = bytes[...]
        if !tail.isEmpty {
            let head = rest.prefix(blockSize - tail.count)
            tail += head
            rest = rest[head.endIndex...]
            guard tail.count == blockSize else { return }
            let block = tail
            block.withUnsafeBytes { mix($0) }
            tail = []
        }
        while rest.count >= blockSize {
            mix(UnsafeRawBufferPointer(rebasing: rest.prefix(blockSize)))
            rest = rest.dropFirst(blockSize)
        }
        tail += rest
    }

    /// The sum of everything that has been added, as 32 hexadecimal digits.
    func digest() -> String {
        var whole = self
        let padding = [0x80] + [UInt8](repeating: 0, count: (119 - Int(byteCount % 64)) % 64)
        padding.withUnsafeBytes { whole.add($0) }
        withUnsafeBytes(of: (byteCount &* 8).littleEndian) { whole.add($0) }
        let words = [whole.state.0, whole.state.1, whole.state.2, whole.state.3]
        let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        return hex(bytes, separator: "")
    }

    private mutating func mix(_ block: UnsafeRawBufferPointer) {
        var (a, b, c, d) = state
        rounds.withUnsafeBufferPointer { rounds in
            for (index, round) in rounds.enumerated() {
                let f =
                    switch index >> 4 {
                    case 0: (b & c) | (~b & d)
                    case 1: (d & b) | (~d & c)
                    case 2: b ^ c ^ d
                    default: c ^ (b | ~d)
                    }
                let word = UInt32(
                    littleEndian: block.loadUnaligned(fromByteOffset: 4 * round.word, as: UInt32.self))
                let sum = a &+ f &+ round.constant &+ word
                (a, d, c, b) = (d, c, b, b &+ (sum << round.shift | sum >> (32 - round.shift)))
            }
        }
        state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d)
    }
}

/// The MD5 of a file's content.
func md5(ofFileAt path: String) throws(FileError) -> String {
    let file = try RandomAccessFile(path: path)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { chunk.deallocate() }
    var sum = MD5()
    for offset in stride(from: 0, to: file.size, by: chunk.count) {
        let part = UnsafeMutableRawBufferPointer(rebasing: chunk.prefix(file.size - offset))
        try file.read(into: part, at: offset)
        sum.add(UnsafeRawBufferPointer(part))
    }
    return sum.digest()
}

private let blockSize = 64

private let rounds: [(word: Int, shift: UInt32, constant: UInt32)] = (0..<64).map { index in
    let shifts: [[UInt32]] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]]
    let words = [index, 5 * index + 1, 3 * index + 5, 7 * index]
    return (
        word: words[index >> 4] % 16,
        shift: shifts[index >> 4][index % 4],
        constant: UInt32(abs(sin(Double(index + 1))) * 0x1p32)
    )
}
