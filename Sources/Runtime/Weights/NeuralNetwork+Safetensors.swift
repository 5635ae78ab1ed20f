import Foundation

extension NeuralNetwork {
    /// Writes the parameters to a safetensors file, in place of an older one: the same bytes that
    /// `safetensors.torch.save_file(model.state_dict(), path)` writes for the same model in PyTorch.
    ///
    /// - Throws: `FileError`; an older file is then as it was.
    public func save(to path: String) throws(FileError) {
        // As the reference implementation orders them.
        let tensors = layout.parameters.sorted { lhs, rhs in
            if lhs.element != rhs.element { return lhs.element.bytes > rhs.element.bytes }
            return lhs.name.utf8.lexicographicallyPrecedes(rhs.name.utf8)
        }
        let header = SafetensorsHeader(describing: tensors)
        let head = header.bytes
        let size = head.count + (header.entries.last?.bytes.upperBound ?? 0)
        let bytes = storage.parameters.withMemory { memory in
            [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                let file = UnsafeMutableRawBufferPointer(buffer)
                file.copyBytes(from: head)
                for (tensor, entry) in zip(tensors, header.entries) {
                    let place = UnsafeMutableRawBufferPointer(
                        rebasing: file[
                            head.count + entry.bytes.lowerBound..<head.count + entry.bytes.upperBound])
                    tensor.write(memory, to: place)
                }
                count = size
            }
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
                    let start = starts[parameter.name, default: 0]
                    parameter.read(UnsafeRawBufferPointer(rebasing: payload[start...]), into: memory)
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
        let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = try read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        guard bytes.count == count else { throw FileError.cannotRead(path, EIO) }
        return bytes
    }
}

extension ModelLayout.Parameter {
    /// Writes the elements as the format has them.
    fileprivate func write(_ memory: UnsafePointer<Float>, to bytes: UnsafeMutableRawBufferPointer) {
        switch element {
        case .float32:
            forEachElement { offset, index in
                bytes.storeBytes(
                    of: memory[offset].bitPattern.littleEndian, toByteOffset: 4 * index, as: UInt32.self)
            }
        case .int64:
            forEachElement { offset, index in
                // Whatever a user has set, an integer comes out.
                let count = Int64(exactly: memory[offset].rounded()) ?? 0
                bytes.storeBytes(of: count.littleEndian, toByteOffset: 8 * index, as: Int64.self)
            }
        }
    }

    fileprivate func read(_ bytes: UnsafeRawBufferPointer, into memory: UnsafeMutablePointer<Float>) {
        switch element {
        case .float32:
            forEachElement { offset, index in
                let bits = bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
                memory[offset] = Float(bitPattern: UInt32(littleEndian: bits))
            }
        case .int64:
            forEachElement { offset, index in
                let count = bytes.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self)
                memory[offset] = Float(Int64(littleEndian: count))
            }
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
