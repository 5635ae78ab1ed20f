import Foundation

/// An entry of a tar archive: a header of the ustar format, the content, zeros up to a whole block.
func tarEntry(
    _ name: String, _ content: [UInt8] = [], type: Character = "0", size: String? = nil, prefix: String = ""
) -> [UInt8] {
    func field(_ text: String, _ length: Int) -> [UInt8] {
        Array(text.utf8.prefix(length)) + [UInt8](repeating: 0, count: max(0, length - text.utf8.count))
    }
    func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
    }
    var header = field(name, 100) + field("0000644", 8) + field("0000000", 8) + field("0000000", 8)
    header += field(size ?? octal(content.count, digits: 11), 12) + field("00000000000", 12)
    header += field("        ", 8) + field(String(type), 1) + field("", 100) + field("ustar\0" + "00", 8)
    header += field("", 80) + field(prefix, 155) + field("", 12)
    let sum = header.reduce(0) { $0 + Int($1) }
    header.replaceSubrange(148..<156, with: field(octal(sum, digits: 6) + "\0 ", 8))
    return header + content + [UInt8](repeating: 0, count: -content.count & 511)
}

let tarEnd = [UInt8](repeating: 0, count: 1024)

/// A record of CIFAR's binary version, whose pixels tell which it is: of each channel the first is `number`.
func cifarRecord(labels: [UInt8], number: UInt8) -> [UInt8] {
    var pixels = [UInt8](repeating: 7, count: 3072)
    for channel in 0..<3 { pixels[channel * 1024] = number + UInt8(channel) }
    return labels + pixels
}

/// The files of a small CIFAR-10: in each batch two images, numbered 0, 10, 20, … through all, of the classes 0, 1, 2 ….
let smallCIFAR10: [(name: String, content: [UInt8])] =
    ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"]
    .enumerated().map { batch, name in
        let records = [2 * batch, 2 * batch + 1].flatMap { number in
            cifarRecord(labels: [UInt8(number % 10)], number: UInt8(10 * number))
        }
        return ("\(name).bin", records)
    }

/// A small CIFAR-100: the n-th image of the group n and the class 3 n.
let smallCIFAR100: [(name: String, content: [UInt8])] = [
    ("train.bin", (0..<5).flatMap { cifarRecord(labels: [$0, 3 * $0], number: $0) }),
    ("test.bin", (5..<7).flatMap { cifarRecord(labels: [$0, 3 * $0], number: $0) }),
]

/// The archive with these files in a folder.
func tar(_ files: [(name: String, content: [UInt8])], in folder: String) -> [UInt8] {
    tarEntry("\(folder)/", type: "5") + files.flatMap { tarEntry("\(folder)/\($0.name)", $0.content) }
        + tarEnd
}
