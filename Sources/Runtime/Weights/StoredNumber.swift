/// A number that files have bit for bit as memory does.
protocol StoredNumber {
    associatedtype Bits: FixedWidthInteger, BitwiseCopyable

    static var element: SafetensorsFile.Element { get }
    var bits: Bits { get }
    init(bits: Bits)
}

extension Float: StoredNumber {
    static var element: SafetensorsFile.Element { .float32 }
    var bits: UInt32 { bitPattern }
    init(bits: UInt32) { self.init(bitPattern: bits) }
}

extension Double: StoredNumber {
    static var element: SafetensorsFile.Element { .float64 }
    var bits: UInt64 { bitPattern }
    init(bits: UInt64) { self.init(bitPattern: bits) }
}

extension Int64: StoredNumber {
    static var element: SafetensorsFile.Element { .int64 }
    var bits: Int64 { self }
    init(bits: Int64) { self = bits }
}

extension UInt64: StoredNumber {
    static var element: SafetensorsFile.Element { .uint64 }
    var bits: UInt64 { self }
    init(bits: UInt64) { self = bits }
}

extension UnsafeMutableRawBufferPointer {
    /// Writes an element of a file; `index` counts elements of this kind.
    @inline(__always)
    func store<Number: StoredNumber>(_ number: Number, at index: Int) {
        storeBytes(
            of: number.bits.littleEndian, toByteOffset: MemoryLayout<Number.Bits>.size * index,
            as: Number.Bits.self)
    }
}
