/// The elements of a tensor as a file has them.
struct StoredElements {
    private let element: SafetensorsFile.Element
    private let bytes: [UInt8]

    init(_ element: SafetensorsFile.Element, _ bytes: [UInt8]) {
        self.element = element
        self.bytes = bytes
    }

    /// Each rounded to the nearest float, of two to the even.
    var floats: [Float] {
        switch element {
        case .uint8: numbers { (bits: UInt8) in Float(bits) }
        case .int8: numbers { (bits: Int8) in Float(bits) }
        case .int16: numbers { (bits: Int16) in Float(bits) }
        case .uint16: numbers { (bits: UInt16) in Float(bits) }
        case .float16: numbers { (bits: UInt16) in Float(binary16: bits) }
        case .bfloat16: numbers { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
        case .int32: numbers { (bits: Int32) in Float(bits) }
        case .uint32: numbers { (bits: UInt32) in Float(bits) }
        case .float32: numbers { (bits: UInt32) in Float(bitPattern: bits) }
        case .float64: numbers { (bits: UInt64) in Float(Double(bitPattern: bits)) }
        case .int64: numbers { (bits: Int64) in Float(bits) }
        case .uint64: numbers { (bits: UInt64) in Float(bits) }
        }
    }

    /// - Parameter number: What an element with these bits is.
    func numbers<Bits: FixedWidthInteger, Number>(_ number: (Bits) -> Number) -> [Number] {
        let count = bytes.count / MemoryLayout<Bits>.size
        return bytes.withUnsafeBytes { bytes in
            [Number](unsafeUninitializedCapacity: count) { numbers, filled in
                for index in 0..<count {
                    let bits = bytes.loadUnaligned(
                        fromByteOffset: MemoryLayout<Bits>.size * index, as: Bits.self)
                    numbers.initializeElement(at: index, to: number(Bits(littleEndian: bits)))
                }
                filled = count
            }
        }
    }

    /// Puts them, as floats, into the place of a parameter with as many.
    func copy(to parameter: ModelLayout.Parameter, in memory: UnsafeMutablePointer<Float>) {
        // As it is, the largest part of a file needs no memory besides.
        guard element == .float32, 1 == Int(littleEndian: 1) else {
            return parameter.copyElements(floats, into: memory)
        }
        bytes.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: Float.self) { floats in
                if let start = floats.baseAddress { parameter.copyElements(start, into: memory) }
            }
        }
    }
}

extension Float {
    /// The value of a number in IEEE 754's binary16, which a float always holds. What is not a number stays so, with
    /// its bits in front.
    fileprivate init(binary16 bits: UInt16) {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10 & 0x1F)
        let fraction = UInt32(bits & 0x3FF)
        let magnitude: UInt32 =
            switch exponent {
            case 0: (Float(fraction) * 0x1p-24).bitPattern
            case 0x1F: 0x7F80_0000 | fraction << 13
            default: (exponent + 127 - 15) << 23 | fraction << 13
            }
        self.init(bitPattern: sign | magnitude)
    }
}
