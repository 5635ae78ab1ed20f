/// The images of one file: records of a byte for each label and then the pixels, channel by channel.
struct CIFARBatch {
    private(set) var pixels: [UInt8] = []
    private(set) var labels: [UInt8] = []

    static let imageSize = 3 * 32 * 32

    /// - Parameters:
    ///   - file: What errors name.
    ///   - size: That of the file, which is checked before anything is read.
    ///   - classes: How many there are for each of the labels of a record.
    ///   - label: Which of the labels is kept.
    ///   - read: Fills a buffer with the next bytes, fewer than fit only at the end.
    init(
        file: String, size: Int, recordLimit: Int, classes: [Int], label: Int,
        read: (UnsafeMutableRawBufferPointer) throws(FileError) -> Int
    ) throws(CIFARError) {
        let record = classes.count + Self.imageSize
        let count = size / record
        guard size.isMultiple(of: record), (1...recordLimit).contains(count) else {
            throw .size(file: file, record: record, limit: recordLimit, found: size)
        }
        pixels.reserveCapacity(count * Self.imageSize)
        labels.reserveCapacity(count)
        let some = 64
        var bytes = [UInt8](repeating: 0, count: some * record)
        for first in stride(from: 0, to: count, by: some) {
            let expected = min(some, count - first) * record
            let found = try fill(&bytes, with: expected, read)
            guard found == expected else {
                throw .size(file: file, record: record, limit: recordLimit, found: first * record + found)
            }
            for (index, start) in zip(first..., stride(from: 0, to: expected, by: record)) {
                for (place, classes) in classes.enumerated() where bytes[start + place] >= classes {
                    throw .label(file: file, record: index, found: bytes[start + place], classes: classes)
                }
                labels.append(bytes[start + label])
                pixels += bytes[(start + classes.count)..<(start + record)]
            }
        }
    }

    /// All records of some batches, which are given back one by one on the way.
    init(joining batches: consuming [CIFARBatch]) {
        if batches.count == 1 {
            self = batches[0]
            return
        }
        labels = batches.flatMap(\.labels)
        pixels.reserveCapacity(batches.map(\.pixels.count).reduce(0, +))
        for index in batches.indices {
            pixels += batches[index].pixels
            batches[index].pixels = []
        }
    }
}

private func fill(
    _ bytes: inout [UInt8], with count: Int, _ read: (UnsafeMutableRawBufferPointer) throws(FileError) -> Int
) throws(CIFARError) -> Int {
    do {
        return try bytes.withUnsafeMutableBufferPointer { (bytes) throws(FileError) in
            try read(UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: bytes[..<count])))
        }
    } catch { throw .file(error) }
}
