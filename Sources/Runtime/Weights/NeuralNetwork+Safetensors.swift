extension NeuralNetwork {
    /// Writes the parameters and the state of layers to a safetensors file, in place of an older one: the same bytes
    /// that `safetensors.torch.save_file(model.state_dict(), path)` writes for the same model in PyTorch.
    ///
    /// - Parameter metadata: What the file is to say besides, by name.
    /// - Throws: `FileError`; an older file is then as it was.
    public func save(to path: String, metadata: [String: String] = [:]) throws(FileError) {
        let arena = storage.parameters
        try writeSafetensors(
            layout.parameters.map { StoredTensor($0.name, $0, in: arena) }, metadata: metadata, to: path)
    }

    /// Takes the parameters and the state of layers from a safetensors file, those of a checkpoint included. What training
    /// would go on from is forgotten.
    ///
    /// Its tensors have the names and shapes of this model's in PyTorch's `state_dict`. Their elements are floats of 16,
    /// 32 or 64 bits, each converted to the nearest float of 32, and integers of any size for counts.
    ///
    /// - Parameter strict: Whether the file must have exactly these tensors. Otherwise those are loaded that fit.
    /// - Returns: What was not loaded; nothing if `strict`.
    /// - Throws: `FileError` if the file cannot be read, `SafetensorsError` if it is damaged or, with `strict`, of
    ///   another model. The parameters are then as they were.
    @discardableResult
    public mutating func load(from path: String, strict: Bool = true) throws -> LoadReport {
        let layout = layout
        let file = try SafetensorsFile(path: path)
        let report = LoadReport(mismatches: file.mismatches(with: layout))
        guard report.isComplete || !strict else {
            throw SafetensorsError(path: path, reason: .mismatch(report.mismatches))
        }
        let missing = Set(report.missing)
        let parameters = layout.parameters.filter { !missing.contains($0.name) }
        // Nothing is changed before all has been read.
        let tensors = try parameters.map { try file.elements(for: $0, named: $0.name) }
        storage.parameters.withMutableMemory { memory in
            for (parameter, elements) in zip(parameters, tensors) { elements.copy(to: parameter, in: memory) }
        }
        // Training went on from other parameters.
        storage.training = nil
        return report
    }
}

extension SafetensorsFile {
    /// How the tensors differ from the parameters of a model.
    fileprivate func mismatches(with layout: ModelLayout) -> [SafetensorsError.Mismatch] {
        var mismatches: [SafetensorsError.Mismatch] = []
        for parameter in layout.parameters {
            do { _ = try tensor(for: parameter, named: parameter.name) } catch { mismatches.append(error) }
        }
        let known = Set(layout.parameters.map(\.name))
        let unexpected = tensors.filter { !known.contains($0.name) && !isOfTraining($0) }
        return mismatches + unexpected.map { .unexpected(name: $0.name, shape: $0.shape) }
    }

    private func tensor(
        for parameter: ModelLayout.Parameter, named name: String
    ) throws(SafetensorsError.Mismatch) -> Tensor {
        try tensor(
            name, shape: parameter.shape, element: parameter.element.inFiles,
            accepts: parameter.element.accepts)
    }

    /// What a tensor has for the place of a parameter.
    ///
    /// - Parameter name: That of the tensor.
    /// - Throws: `FileError` if the tensor cannot be read, `SafetensorsError` if it is missing or another.
    func elements(for parameter: ModelLayout.Parameter, named name: String) throws -> StoredElements {
        let elements = try stored { () throws(SafetensorsError.Mismatch) in
            try tensor(for: parameter, named: name)
        }
        if parameter.element == .int64, let count = elements.floats.first(where: { $0.magnitude > 0x1p63 }) {
            throw SafetensorsError(path: path, reason: .count(tensor: name, found: count))
        }
        return elements
    }
}

extension ModelLayout.Parameter.Element {
    /// What is written.
    var inFiles: SafetensorsFile.Element {
        switch self {
        case .float32: .float32
        case .int64: .int64
        }
    }

    /// What may be read.
    fileprivate func accepts(_ element: SafetensorsFile.Element) -> Bool {
        switch element {
        case .float16, .bfloat16, .float32, .float64: self == .float32
        case .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64: self == .int64
        }
    }
}
