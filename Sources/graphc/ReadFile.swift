/// No model is this large; a device or a wrong file may be endless.
private let largestMebibytes = 256

/// The bytes of a file, which may be a pipe.
func readFile(_ path: String) throws(FileProblem) -> [UInt8] {
    let descriptor = try retrying { open(systemPath(path), O_RDONLY | O_CLOEXEC) }
    defer { close(descriptor) }
    return try readAll(from: descriptor)
}

/// The bytes of an open file, to its end.
func readAll(from descriptor: CInt) throws(FileProblem) -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = try retrying { read(descriptor, &block, block.count) }
        if count == 0 { return bytes }
        bytes += block[..<count]
        if bytes.count > largestMebibytes << 20 { throw .largerThan(mebibytes: largestMebibytes) }
    }
}
