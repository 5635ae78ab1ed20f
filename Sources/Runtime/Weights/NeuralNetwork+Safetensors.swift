import Foundation

extension NeuralNetwork {
    /// Writes the parameters to a safetensors file, in place of an older one: the same bytes that
    /// `safetensors.torch.save_file(model.state_dict(), path)` writes for the same model in PyTorch.
    ///
    /// - Throws: `FileError`; an older file is then as it was.
    public func save(to path: String) throws(FileError) {
        // As the reference implementation orders them.
        let tensors = parameters.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var bytes = SafetensorsHeader(describing: tensors).bytes
        bytes.reserveCapacity(bytes.count + tensors.reduce(0) { $0 + 4 * $1.values.count })
        for tensor in tensors {
            for value in tensor.values {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
            }
        }
        try writeAtomically(bytes, to: path)
    }

    /// Takes the parameters from a safetensors file. Its tensors must be 32-bit floats and have the
    /// names and shapes of this model's parameters in PyTorch's `state_dict`.
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
                        let bits = payload.loadUnaligned(fromByteOffset: next, as: UInt32.self)
                        memory[offset] = Float(bitPattern: UInt32(littleEndian: bits))
                        next += MemoryLayout<Float>.size
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

extension SafetensorsHeader {
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
