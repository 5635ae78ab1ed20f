/// The header of a safetensors file: what is in the file and where.
///
/// The file is the length of the header (8 bytes, little-endian), the header (JSON, padded with
/// spaces), and the elements of all tensors without gaps. The rules checked here are those of the
/// format's reference implementation, https://github.com/huggingface/safetensors.
struct SafetensorsHeader {
    var entries: [Entry]

    struct Entry: Equatable {
        var name: String
        var shape: [Int]
        var element: ModelLayout.Parameter.Element
        /// Where the elements are, in bytes behind the header.
        var bytes: Range<Int>
    }

    static let lengthLimit = 100_000_000
}

extension SafetensorsHeader {
    /// Reads the JSON of a header.
    ///
    /// - Parameter payload: The number of bytes in the file behind the header.
    init(parsing text: [UInt8], payload: Int) throws(SafetensorsError.Reason) {
        let json: JSON
        do { json = try JSON(parsing: text) } catch {
            throw .json(offset: error.offset, expected: error.expected)
        }
        guard case .object(let members) = json else { throw .json(offset: 0, expected: "an object") }
        entries = []
        for member in members {
            if member.key == "__metadata__" {
                guard member.value.isStringDictionary else { throw .metadata }
            } else {
                entries.append(try Entry(name: member.key, json: member.value))
            }
        }
        entries.sort {
            ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
        }
        var end = 0
        for entry in entries {
            guard entry.bytes.lowerBound == end else {
                throw .offset(tensor: entry.name, expected: end, found: entry.bytes.lowerBound)
            }
            end = entry.bytes.upperBound
        }
        guard end == payload else { throw .payload(expected: end, found: payload) }
    }

    /// The header for these tensors in this order.
    init(describing tensors: [ModelLayout.Parameter]) {
        entries = []
        var end = 0
        for tensor in tensors {
            let next = end + tensor.count * tensor.element.bytes
            entries.append(
                Entry(name: tensor.name, shape: tensor.shape, element: tensor.element, bytes: end..<next))
            end = next
        }
    }

    /// The length and the JSON, padded to a multiple of 8 bytes.
    var bytes: [UInt8] {
        let members = entries.map { entry in
            let shape = entry.shape.map(String.init).joined(separator: ",")
            let offsets = "\(entry.bytes.lowerBound),\(entry.bytes.upperBound)"
            let dtype = entry.element.dtype
            let value = #"{"dtype":"\#(dtype)","shape":[\#(shape)],"data_offsets":[\#(offsets)]}"#
            return "\(quoted(entry.name)):\(value)"
        }
        var json = Array("{\(members.joined(separator: ","))}".utf8)
        while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
        return withUnsafeBytes(of: UInt64(json.count).littleEndian, Array.init) + json
    }
}

extension SafetensorsHeader.Entry {
    fileprivate init(name: String, json: JSON) throws(SafetensorsError.Reason) {
        guard case .string(let dtype) = json["dtype"], case .array(let dimensions) = json["shape"],
            case .array(let offsets) = json["data_offsets"], offsets.count == 2,
            let shape = dimensions.sizes, let bounds = offsets.sizes
        else { throw .entry(tensor: name) }
        guard let element = ModelLayout.Parameter.Element(dtype: dtype) else {
            throw .dtype(tensor: name, expected: nil, found: dtype)
        }
        guard bounds[0] <= bounds[1] else { throw .entry(tensor: name) }
        var bytes = element.bytes
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

extension ModelLayout.Parameter.Element {
    /// As the format calls it.
    var dtype: String {
        switch self {
        case .float32: "F32"
        case .int64: "I64"
        }
    }

    fileprivate init?(dtype: String) {
        switch dtype {
        case "F32": self = .float32
        case "I64": self = .int64
        default: return nil
        }
    }

    /// The size of an element.
    var bytes: Int {
        switch self {
        case .float32: 4
        case .int64: 8
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

extension JSON {
    fileprivate var isStringDictionary: Bool {
        guard case .object(let members) = self else { return false }
        return members.allSatisfy { if case .string = $0.value { true } else { false } }
    }

    /// The value of a key, if it is an object with such a key.
    fileprivate subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}

/// A JSON string.
private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": quoted += "\\\(scalar)"
        case "\0"..."\u{1F}":
            let digits = String(scalar.value, radix: 16)
            quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}
