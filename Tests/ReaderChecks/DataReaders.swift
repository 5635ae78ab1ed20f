import GraphRuntime

/// The readers of GraphRuntime.
public let dataReaders: [ReaderCheck] = [idx, cifar, cifarArchive, csv, safetensors]

private let idx = ReaderCheck(
    name: "idx",
    seeds: [
        [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0, 7] + [UInt8](0..<105),
        [0, 0, 8, 1, 0, 0, 0, 4, 3, 1, 4, 1],
    ]
) { bytes, folder in
    let file = try IDXFile(path: write(bytes, to: "\(folder)/file"), rank: 1...4)
    try expect(file.shape.reduce(1, *) == file.bytes.count, "\(file.bytes.count) bytes of \(file.shape)")
}

/// Three images, of which the last byte is 255.
private let cifarFile: [UInt8] = (0..<3).flatMap { number -> [UInt8] in
    [number, 9 * number] + (0..<3072).map { $0 == 3071 ? 255 : UInt8(truncatingIfNeeded: $0) }
}

private let cifar = ReaderCheck(name: "cifar", seeds: [cifarFile]) { bytes, folder in
    try write(bytes, to: "\(folder)/train.bin")
    try write(cifarFile, to: "\(folder)/test.bin")
    try write("a\nb\n".utf8, to: "\(folder)/fine_label_names.txt")
    try readCIFAR100(in: folder)
}

/// As they are, and with checksums that are right, without which little of an archive is looked at.
private let cifarArchive = ReaderCheck(
    name: "cifar-archive",
    seeds: [tar(["train.bin", "test.bin"]), tar(["test.bin", "train.bin"], isGNU: true)]
) { bytes, folder in
    let path = "\(folder)/cifar-100-binary.tar"
    try write(withChecksums(bytes), to: path)
    do { try readCIFAR100(in: folder) } catch let finding as Finding { throw finding } catch {}
    try write(bytes, to: path)
    try readCIFAR100(in: folder)
}

private func readCIFAR100(in folder: String) throws {
    for labels in [CIFAR100.Labels.fine, .coarse] {
        let data = try CIFAR100(directory: folder, normalization: .zeroToOne, labels: labels)
        for set in [data.train, data.test] {
            try expect(!set.isEmpty && set.sampleShape == [3, 32, 32], "\(set.count) of \(set.sampleShape)")
            try expect(
                set.allSatisfy { set.classNames.indices.contains($0.label) && $0.pixels.count == 3072 },
                "labels \(set.map(\.label))")
        }
    }
}

private func tar(_ names: [String], isGNU: Bool = false) -> [UInt8] {
    let names = names.map { "cifar-100-binary/\($0)" }
    func entry(_ name: String, type: String, _ content: [UInt8]) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        let size = String(content.count, radix: 8)
        for (place, text) in [
            (0, name), (100, "0000644\0"), (124, String(repeating: "0", count: 11 - size.count) + size),
            (156, type),
            (257, isGNU ? "ustar  " : "ustar\0" + "00"),
        ] { header.replaceSubrange(place..<place + text.utf8.count, with: text.utf8) }
        return header + content + [UInt8](repeating: 0, count: -content.count & 511)
    }
    let entries = names.flatMap { name -> [UInt8] in
        let path = "17 comment=hello\n\(name.utf8.count + 9) path=\(name)\n"
        let record =
            isGNU
            ? entry("././@LongLink", type: "L", Array("\(name)\0".utf8))
            : entry("", type: "x", Array(path.utf8))
        return record + entry("short", type: "0", cifarFile)
    }
    let labels = entry("cifar-100-binary/fine_label_names.txt", type: "0", Array("a\nb\n".utf8))
    return withChecksums(
        entry("cifar-100-binary/", type: "5", []) + labels + entries + [UInt8](repeating: 0, count: 1024))
}

/// Each block that looks like a header is given its checksum.
private func withChecksums(_ archive: [UInt8]) -> [UInt8] {
    var archive = archive
    for start in stride(from: 0, through: archive.count - 512, by: 512)
    where archive[start + 257..<start + 262].elementsEqual("ustar".utf8) {
        archive.replaceSubrange(start + 148..<start + 156, with: repeatElement(0x20, count: 8))
        let sum = String(archive[start..<start + 512].reduce(0) { $0 + Int($1) }, radix: 8)
        archive.replaceSubrange(start + 148..<start + 148 + sum.utf8.count, with: sum.utf8)
    }
    return archive
}

/// The first byte says how the others are read.
private let csv = ReaderCheck(
    name: "csv",
    seeds: [
        [16] + Array("a,c,y\n1,red,p\n-2.5e3,\"dark \"\"blue\"\"\",q\n?,red,p\n".utf8),
        [1] + Array("\u{FEFF}a;c;y\r\n1;\"red\r\n;\";9\r\n\r\n3;blue;10\r\n".utf8),
        [10] + Array("1\tred\t3\n4\tgreen\t6\r7\t red \t9".utf8),
    ]
) { bytes, folder in
    let settings = Int(bytes.first ?? 0)
    let path = try write(bytes.dropFirst(), to: "\(folder)/file")
    let separator = ([.comma, .semicolon, .tab, .comma] as [CSVSeparator])[settings & 3]
    let names = settings & 8 == 0 ? nil : ["a", "c", "y"]
    let missing = settings & 16 == 0 ? MissingValues.refused : .dropped
    let normalization: ColumnNormalization = settings & 32 == 0 ? .standardized : .minMax
    let data =
        settings & 64 == 0
        ? try TableDataset(
            csv: path, label: "y", categories: ["c"], normalization: normalization, missingValues: missing,
            separator: separator, columnNames: names)
        : try TableDataset(
            csv: path, targets: ["y"], categories: ["c"], normalization: normalization,
            missingValues: missing,
            separator: separator, columnNames: names)
    let again = try TableDataset(csv: path, like: data)
    try expect(data.count > 0 && data.count == again.count, "\(data.count) rows, and \(again.count)")
    for index in 0..<data.count {
        let example = try data.example(at: index)
        try expect(example == again.example(at: index), "row \(index) is read differently again")
        try expect((example.values + example.targets).allSatisfy(\.isFinite), "row \(index): \(example)")
        try expect(example.label ?? 0 < max(1, data.target.count), "row \(index): \(example)")
    }
}

private let safetensors = ReaderCheck(
    name: "safetensors",
    seeds: [
        safetensorsFile(
            #"{"__metadata__":{"format":"pt","a\n\"":"\u00e4"},"#
                + #""0.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"#
                + #""0.bias":{"dtype":"BF16","shape":[2],"data_offsets":[16,20]},"#
                + #""n":{"dtype":"I64","shape":[],"data_offsets":[20,28]}}"#, payload: 28)
    ]
) { bytes, folder in
    let file = try SafetensorsFile(path: write(bytes, to: "\(folder)/file"))
    for tensor in file.tensors {
        let count = try file.values(of: tensor.name)?.count
        try expect(count == tensor.shape.reduce(1, *), "\(tensor.shape): \(count ?? -1) elements")
    }
}

private func safetensorsFile(_ header: String, payload: UInt8) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + Array(header.utf8)
        + (0..<payload)
}
