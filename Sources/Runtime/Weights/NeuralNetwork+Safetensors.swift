import Foundation

extension NeuralNetwork {
    /// Writes the parameters to a safetensors file, in place of an older one: the same bytes that
    /// `safetensors.torch.save_file(model.state_dict(), path)` writes for the same model in PyTorch.
    ///
    /// - Throws: `FileError`; an older file is then as it was.
    public func save(to path: String) throws(FileError) {
        // As the reference implementation orders them.
        let tensors = parameters.sorted { lhs, rhs in
            if lhs.element != rhs.element { return lhs.element.bytes > rhs.element.bytes }
            return lhs.name.utf8.lexicographicallyPrecedes(rhs.name.utf8)
        }
        var bytes = SafetensorsHeader(describing: tensors).bytes
        bytes.reserveCapacity(bytes.count + tensors.reduce(0) { $0 + 4 * $1.values.count })
        for tensor in tensors {
            for value in tensor.values { tensor.element.append(value, to: &bytes) }
        }
        try writeAtomically(bytes, to: path)
    }

    /// Takes the parameters and the state of layers from a safetensors file. Its tensors must have the names, shapes
    /// and elements (32-bit floats, and 64-bit integers for counts) of this model's in PyTorch's `state_dict`.
    ///
    /// - Throws: `FileError` if the file cannot be read, `SafetensorsError` if it is damaged or of
    ///   another model. The parameters are then as they were.
    public mutating func load(from path: String) throws {
        let layout = layout
        let payload: [UInt8]
        let header: SafetensorsHeader
        do {
            let file = try InputFile(path: path)
            let text = try file.readSafetensorsHeader()
            header = try SafetensorsHeader(parsing: text, payload: file.size - 8 - text.count)
            let mismatches = header.mismatches(with: layout)
            guard mismatches.isEmpty else { throw SafetensorsError.Reason.mismatch(mismatches) }
            try header.checkElements(of: layout)
            payload = try file.read(count: file.size - 8 - text.count)
        } catch let reason as SafetensorsError.Reason {
            throw SafetensorsError(path: path, reason: reason)
        } catch IDXError.cannotRead(_, let code) {
            throw FileError.cannotRead(path, code)
        } catch IDXError.notAFile {
            throw FileError.notAFile(path)
        }
        let starts = Dictionary(
            uniqueKeysWithValues: header.entries.map { ($0.name, $0.bytes.lowerBound) })
        storage.parameters.withMutableMemory { memory in
            payload.withUnsafeBytes { payload in
                for parameter in layout.parameters {
                    var next = starts[parameter.name, default: 0]
                    parameter.forEachOffset { offset in
                        memory[offset] = parameter.element.value(in: payload, at: next)
                        next += parameter.element.bytes
                    }
                }
            }
        }
    }
}

extension InputFile {
    /// The JSON behind the 8 bytes with its length.
    fileprivate func readSafetensorsHeader() throws -> [UInt8] {
        guard size >= 8 else { throw SafetensorsError.Reason.tooShort(bytes: size) }
        let length = try read(count: 8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let limit = min(SafetensorsHeader.lengthLimit, size - 8)
        guard length <= limit else { throw SafetensorsError.Reason.headerLength(length, limit: limit) }
        return try read(count: Int(length))
    }

    /// The next `count` bytes, which the file had when it was opened.
    fileprivate func read(count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let filled = try bytes.withUnsafeMutableBytes { try read(into: $0) }
        guard filled == count else { throw FileError.cannotRead(path, EIO) }
        return bytes
    }
}

extension ModelLayout.Parameter.Element {
    /// Appends an element as the format has it.
    fileprivate func append(_ value: Float, to bytes: inout [UInt8]) {
        switch self {
        case .float32: withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
        case .int64:
            // Whatever a user has set, an integer comes out.
            let count = Int64(exactly: value.rounded()) ?? 0
            withUnsafeBytes(of: count.littleEndian) { bytes += $0 }
        }
    }

    fileprivate func value(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
        switch self {
        case .float32:
            Float(
                bitPattern: UInt32(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        case .int64:
            Float(Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self)))
        }
    }
}

extension SafetensorsHeader {
    /// Throws if a tensor has other elements than the model's of the same name.
    fileprivate func checkElements(of layout: ModelLayout) throws(SafetensorsError.Reason) {
        let found = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.element) })
        for parameter in layout.parameters {
            guard let element = found[parameter.name], element != parameter.element else { continue }
            throw .dtype(
                tensor: parameter.name, expected: parameter.element.dtype, found: element.dtype)
        }
    }

    /// How the tensors differ from the parameters of a model.
    fileprivate func mismatches(with layout: ModelLayout) -> [SafetensorsError.Mismatch] {
        var found = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.shape) })
        var mismatches: [SafetensorsError.Mismatch] = []
        for parameter in layout.parameters {
            switch found.removeValue(forKey: parameter.name) {
            case nil: mismatches.append(.missing(name: parameter.name, shape: parameter.shape))
            case parameter.shape: break
            case let shape?:
                mismatches.append(
                    .shape(name: parameter.name, expected: parameter.shape, found: shape))
            }
        }
        let unexpected = entries.filter { found[$0.name] != nil }
        return mismatches + unexpected.map { .unexpected(name: $0.name, shape: $0.shape) }
    }
}
