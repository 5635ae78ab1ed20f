/// A safetensors file, open for reading: what its writer says of it, and the tensors in it by name.
///
/// Opening reads the header alone. If `save` replaces the file in the meantime, this stays the one that was opened.
public struct SafetensorsFile: Sendable {
    /// What the writer has added, by name; empty if there is nothing.
    public let metadata: [String: String]
    /// In the order in which their elements lie in the file.
    public let tensors: [Tensor]
    private let positions: [String: Int]
    private let file: RandomAccessFile
    /// Where the elements begin.
    private let start: Int

    /// - Throws: `FileError` if the file cannot be read, `SafetensorsError` if it is damaged, or has elements of a kind
    ///   that is no `Element`.
    public init(path: String) throws {
        file = try RandomAccessFile(path: path)
        let header: SafetensorsHeader
        do {
            let text = try file.safetensorsHeader()
            start = 8 + text.count
            header = try SafetensorsHeader(parsing: text, payload: file.size - start)
        } catch let reason as SafetensorsError.Reason {
            throw SafetensorsError(path: path, reason: reason)
        } catch let error as JSONError {
            throw SafetensorsError(
                path: path, reason: .json(offset: error.offset, expected: error.expected))
        }
        metadata = header.metadata
        tensors = header.tensors
        positions = Dictionary(uniqueKeysWithValues: zip(tensors.map(\.name), tensors.indices))
    }

    /// The file as it was opened.
    public var path: String { file.path }

    /// What the file says of the tensor with this name, if there is one.
    public subscript(name: String) -> Tensor? { positions[name].map { tensors[$0] } }

    /// The elements of the tensor with this name, if there is one, in the order of its shape, the last dimension
    /// fastest. What a float does not hold is rounded to the nearest that does, of two to the even.
    ///
    /// - Throws: `FileError` if they cannot be read.
    public func values(of name: String) throws(FileError) -> [Float]? {
        guard let tensor = self[name] else { return nil }
        return try stored(tensor).floats
    }

    /// What a file says of a tensor.
    public struct Tensor: Sendable, Equatable {
        /// As PyTorch's `state_dict` has it: `1.weight`.
        public let name: String
        public let shape: [Int]
        public let element: Element
        /// Where the elements are, in bytes behind the header.
        let bytes: Range<Int>
    }

    /// What the elements of a tensor are, in the order of the reference implementation.
    public enum Element: Sendable, Comparable, CaseIterable {
        case uint8, int8, int16, uint16, float16, bfloat16, int32, uint32, float32, float64, int64, uint64
    }
}

extension SafetensorsFile {
    /// The tensor of this name.
    ///
    /// - Parameter element: What its elements should be; others that `accepts` takes will do.
    func tensor(
        _ name: String, shape: [Int], element: Element, accepts: (Element) -> Bool
    ) throws(SafetensorsError.Mismatch) -> Tensor {
        guard let found = self[name] else { throw .missing(name: name, shape: shape) }
        guard found.shape == shape else { throw .shape(name: name, expected: shape, found: found.shape) }
        guard accepts(found.element) else {
            throw .element(name: name, expected: element, found: found.element)
        }
        return found
    }

    /// The elements of a tensor that has to be there, with this shape and exactly such elements.
    ///
    /// - Throws: `FileError` if they cannot be read, `SafetensorsError` if the tensor is missing or another.
    func elements<Number: StoredNumber>(
        of name: String, shape: [Int], as type: Number.Type = Number.self
    ) throws -> [Number] {
        try stored { () throws(SafetensorsError.Mismatch) in
            try tensor(name, shape: shape, element: Number.element) { $0 == Number.element }
        }.numbers { (bits: Number.Bits) in Number(bits: bits) }
    }

    /// The elements of a tensor that has to be there; `find` says why it is not.
    func stored(_ find: () throws(SafetensorsError.Mismatch) -> Tensor) throws -> StoredElements {
        let tensor: Tensor
        do { tensor = try find() } catch {
            throw SafetensorsError(path: path, reason: .mismatch([error]))
        }
        return try stored(tensor)
    }

    private func stored(_ tensor: Tensor) throws(FileError) -> StoredElements {
        StoredElements(
            tensor.element, try file.bytes(at: start + tensor.bytes.lowerBound, count: tensor.bytes.count))
    }
}

extension RandomAccessFile {
    /// The JSON behind the 8 bytes with its length.
    fileprivate func safetensorsHeader() throws -> [UInt8] {
        guard size >= 8 else { throw SafetensorsError.Reason.tooShort(bytes: size) }
        let length = try bytes(at: 0, count: 8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let limit = min(SafetensorsHeader.lengthLimit, size - 8)
        guard length <= limit else { throw SafetensorsError.Reason.headerLength(length, limit: limit) }
        return try bytes(at: 8, count: Int(length))
    }
}
