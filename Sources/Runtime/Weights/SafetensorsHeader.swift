/// The header of a safetensors file: what is in the file and where.
///
/// The file is the length of the header (8 bytes, little-endian), the header (JSON, padded with
/// spaces), and the elements of all tensors without gaps. The rules checked here are those of the
/// format's reference implementation, https://github.com/huggingface/safetensors.
struct SafetensorsHeader {
    var metadata: [String: String] = [:]
    var tensors: [SafetensorsFile.Tensor] = []

    static let lengthLimit = 100_000_000
}

extension SafetensorsHeader {
    /// Reads the JSON of a header.
    ///
    /// - Parameter payload: The number of bytes in the file behind the header.
    /// - Throws: `JSONError`, `SafetensorsError.Reason`.
    init(parsing text: [UInt8], payload: Int) throws {
        try text.withUnsafeBufferPointer { text in
            var parser = JSONParser(text)
            try read(&parser)
            try parser.end()
        }
        tensors.sort {
            ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
        }
        var end = 0
        for tensor in tensors {
            guard tensor.bytes.lowerBound == end else {
                throw SafetensorsError.Reason.offset(
                    tensor: tensor.name, expected: end, found: tensor.bytes.lowerBound)
            }
            end = tensor.bytes.upperBound
        }
        guard end == payload else { throw SafetensorsError.Reason.payload(expected: end, found: payload) }
    }

    /// Reads it member by member: of what is no header nothing is kept, and what is wrong first is found at once.
    private mutating func read(_ parser: inout JSONParser) throws {
        guard parser.isAtObject() else {
            _ = try parser.value()
            throw JSONError(offset: 0, expected: "an object")
        }
        var names: [String] = []
        var offsets: [Int] = []
        while let key = try parser.key(isFirst: names.isEmpty) {
            names.append(key.text)
            offsets.append(key.offset)
            if key.text == metadataKey {
                metadata = try parser.strings()
            } else {
                tensors.append(try SafetensorsFile.Tensor(name: key.text, json: try parser.value()))
            }
        }
        if let again = firstRepetition(in: names) {
            throw JSONError.again(names[again], offset: offsets[again])
        }
    }

    /// The header for these tensors in this order.
    init(describing tensors: [StoredTensor], metadata: [String: String] = [:]) {
        self.metadata = metadata
        var end = 0
        for tensor in tensors {
            let start = end
            end += tensor.byteCount
            self.tensors.append(
                SafetensorsFile.Tensor(
                    name: tensor.name, shape: tensor.shape, element: tensor.element, bytes: start..<end))
        }
    }

    /// The length and the JSON, padded to a multiple of 8 bytes.
    var bytes: [UInt8] {
        let strings = metadata.sorted { $0.key < $1.key }.map {
            "\(quotedAsJSON($0.key)):\(quotedAsJSON($0.value))"
        }
        let head = strings.isEmpty ? [] : ["\(quotedAsJSON(metadataKey)):{\(strings.joined(separator: ","))}"]
        let members = tensors.map { tensor in
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            let offsets = "\(tensor.bytes.lowerBound),\(tensor.bytes.upperBound)"
            let value = #"{"dtype":"\#(tensor.element)","shape":[\#(shape)],"data_offsets":[\#(offsets)]}"#
            return "\(quotedAsJSON(tensor.name)):\(value)"
        }
        var json = Array("{\((head + members).joined(separator: ","))}".utf8)
        while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
        return withUnsafeBytes(of: UInt64(json.count).littleEndian, Array.init) + json
    }
}

private let metadataKey = "__metadata__"

extension SafetensorsFile.Tensor {
    fileprivate init(name: String, json: JSON) throws(SafetensorsError.Reason) {
        guard case .string(let dtype) = json["dtype"], case .array(let dimensions) = json["shape"],
            case .array(let offsets) = json["data_offsets"], offsets.count == 2,
            let shape = dimensions.sizes, let bounds = offsets.sizes
        else { throw .entry(tensor: name) }
        guard let element = SafetensorsFile.Element(dtype: dtype) else {
            throw .dtype(tensor: name, found: dtype)
        }
        guard bounds[0] <= bounds[1] else { throw .entry(tensor: name) }
        var bytes = element.size
        for dimension in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
            guard !overflow else { throw .tooLarge(tensor: name, shape: shape) }
            bytes = product
        }
        guard bounds[1] - bounds[0] == bytes else {
            throw .byteCount(tensor: name, shape: shape, expected: bytes, found: bounds[1] - bounds[0])
        }
        self.init(name: name, shape: shape, element: element, bytes: bounds[0]..<bounds[1])
    }
}

extension SafetensorsFile.Element: CustomStringConvertible {
    /// As the format calls it: `F32`.
    public var description: String {
        switch self {
        case .uint8: "U8"
        case .int8: "I8"
        case .int16: "I16"
        case .uint16: "U16"
        case .float16: "F16"
        case .bfloat16: "BF16"
        case .int32: "I32"
        case .uint32: "U32"
        case .float32: "F32"
        case .float64: "F64"
        case .int64: "I64"
        case .uint64: "U64"
        }
    }

    fileprivate init?(dtype: String) {
        // Byte by byte: to compare texts of many accents takes long.
        guard let element = Self.allCases.first(where: { $0.description.utf8.elementsEqual(dtype.utf8) })
        else { return nil }
        self = element
    }

    /// In bytes.
    var size: Int {
        switch self {
        case .uint8, .int8: 1
        case .int16, .uint16, .float16, .bfloat16: 2
        case .int32, .uint32, .float32: 4
        case .float64, .int64, .uint64: 8
        }
    }
}

extension [JSON] {
    /// The elements as integers that are not negative, if they are such.
    fileprivate var sizes: [Int]? {
        var sizes: [Int] = []
        for case .integer(let size) in self where size >= 0 { sizes.append(size) }
        return sizes.count == count ? sizes : nil
    }
}

extension JSONParser {
    /// An object of nothing but strings.
    fileprivate mutating func strings() throws -> [String: String] {
        guard isAtObject() else { throw SafetensorsError.Reason.metadata }
        var members: [(key: (text: String, offset: Int), value: String)] = []
        while let key = try key(isFirst: members.isEmpty) {
            guard case .string(let value) = try value() else { throw SafetensorsError.Reason.metadata }
            members.append((key, value))
        }
        var strings: [String: String] = [:]
        strings.reserveCapacity(members.count)
        for (key, value) in members {
            guard strings.updateValue(value, forKey: key.text) == nil else {
                throw JSONError.again(key.text, offset: key.offset)
            }
        }
        return strings
    }
}
