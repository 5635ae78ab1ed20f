/// Zeroed memory as kernels want it: aligned to 64 bytes, with 16 readable elements after the last.
final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    let count: Int
    let start: UnsafeMutablePointer<Element>

    init(count: Int) {
        let bytes = (count + 16) * MemoryLayout<Element>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        self.count = count
        start = memory.bindMemory(to: Element.self, capacity: count + 16)
    }

    convenience init(copying other: AlignedBuffer) {
        self.init(count: other.count)
        start.update(from: other.start, count: count)
    }

    deinit { UnsafeMutableRawPointer(start).deallocate() }
}
