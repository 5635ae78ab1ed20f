import Foundation

/// A tensor that is going to be in a safetensors file.
struct StoredTensor {
    let name: String
    let shape: [Int]
    let element: SafetensorsFile.Element
    /// Writes the elements to memory of `byteCount` bytes, as the file has them.
    let write: (UnsafeMutableRawBufferPointer) -> Void

    var byteCount: Int { shape.reduce(element.size, *) }

    /// - Parameter elements: As many as the shape has, the last dimension fastest.
    init<Number: StoredNumber>(_ name: String, shape: [Int], _ elements: [Number]) {
        precondition(elements.count == shape.reduce(1, *))
        self.name = name
        self.shape = shape
        element = Number.element
        write = { bytes in
            for (index, number) in elements.enumerated() { bytes.store(number, at: index) }
        }
    }

    /// What an arena holds in the place of a parameter: its values, or what an optimizer keeps of it.
    init(_ name: String, _ parameter: ModelLayout.Parameter, in arena: FloatArena) {
        self.name = name
        shape = parameter.shape
        element = parameter.element.inFiles
        write = { bytes in
            arena.withMemory { memory in parameter.write(memory, to: bytes) }
        }
    }
}

/// Writes a safetensors file, in place of an older one: the bytes that the reference implementation writes, tensor by
/// tensor.
///
/// - Parameter tensors: In any order.
/// - Throws: `FileError`; an older file is then as it was.
func writeSafetensors(
    _ tensors: [StoredTensor], metadata: [String: String] = [:], to path: String
) throws(FileError) {
    let tensors = tensors.sorted { lhs, rhs in
        if lhs.element != rhs.element { return lhs.element > rhs.element }
        return lhs.name.utf8.lexicographicallyPrecedes(rhs.name.utf8)
    }
    let header = SafetensorsHeader(describing: tensors, metadata: metadata).bytes
    // Nobody would read it.
    guard header.count - 8 <= SafetensorsHeader.lengthLimit else {
        throw .cannotWrite(path, "header", EFBIG)
    }
    let file = try AtomicFile(at: path)
    try file.write(header)
    // Small ones are written together.
    let room = max(tensors.map(\.byteCount).max() ?? 0, 1 << 20)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 64)
    defer { memory.deallocate() }
    var filled = 0
    for tensor in tensors {
        if filled + tensor.byteCount > room {
            try file.write(UnsafeRawBufferPointer(rebasing: memory[..<filled]))
            filled = 0
        }
        let end = filled + tensor.byteCount
        tensor.write(UnsafeMutableRawBufferPointer(rebasing: memory[filled..<end]))
        filled = end
    }
    try file.write(UnsafeRawBufferPointer(rebasing: memory[..<filled]))
    try file.replace()
}

extension ModelLayout.Parameter {
    /// Writes the elements as a file has them.
    fileprivate func write(_ memory: UnsafePointer<Float>, to bytes: UnsafeMutableRawBufferPointer) {
        switch element {
        case .float32:
            let floats = bytes.bindMemory(to: Float.self)
            if let start = floats.baseAddress { copyElements(of: memory, to: start) }
            for index in floats.indices {
                floats[index] = Float(bitPattern: floats[index].bitPattern.littleEndian)
            }
        case .int64:
            var counts = Array(repeating: Float(0), count: count)
            copyElements(of: memory, to: &counts)
            for (index, count) in counts.enumerated() { bytes.store(Int64(count: count), at: index) }
        }
    }
}

extension Int64 {
    /// Whatever a user has set, an integer comes out.
    fileprivate init(count: Float) {
        self = Int64(exactly: count.rounded()) ?? (count > 0 ? .max : count < 0 ? .min : 0)
    }
}
