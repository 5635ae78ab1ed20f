extension NeuralNetwork {
    /// Writes a checkpoint, a safetensors file in place of an older one: the parameters and the state of layers as `save`
    /// does, and what training goes on from, as tensors `optimizer.…` and `best.…` and in the metadata. PyTorch reads the
    /// parameters of it with `load_state_dict(…, strict=False)`, and `load(from:)` as those of any file.
    ///
    /// - Parameter metadata: What the file is to say besides, by name.
    /// - Throws: `CheckpointError.notTrained` if there is nothing to go on from; `FileError`: an older file is then as
    ///   it was.
    public func saveCheckpoint(to path: String, metadata: [String: String] = [:]) throws {
        let (storage, layout) = (storage, layout)
        guard let state = storage.training?.state else { throw CheckpointError.notTrained(path: path) }
        let arena = storage.parameters
        var tensors = layout.parameters.map { StoredTensor($0.name, $0, in: arena) }
        tensors += state.optimizer.keptTensors(of: layout).map {
            StoredTensor($0.name, $0.parameter, in: state.optimizer.keptArena)
        }
        if let best = state.best?.parameters {
            tensors += layout.parameters.map { StoredTensor(bestName($0), $0, in: best) }
        }
        let own = [
            Key.training: try StoredTraining(state).json, Key.model: layout.name, Key.text: layout.text,
            Key.graph: String(layout.graphHash, radix: 16),
        ]
        let all = own.merging(state.dataMetadata) { $1 }.merging(metadata) { $1 }
        try writeSafetensors(tensors, metadata: all, to: path)
    }

    /// Takes everything from a checkpoint: the next `fit` goes on as if the program had never ended.
    ///
    /// - Throws: `FileError` if the file cannot be read, `SafetensorsError` if it is damaged, `CheckpointError` if it is no
    ///   checkpoint or that of another model. The model is then as it was.
    public mutating func loadCheckpoint(from path: String) throws {
        let layout = layout
        let file = try SafetensorsFile(path: path)
        guard let json = file.metadata[Key.training] else { throw CheckpointError.noCheckpoint(path: path) }
        let graph = String(layout.graphHash, radix: 16)
        // A layout that no text was compiled to has no graph.
        if let found = file.metadata[Key.graph], found != graph, layout.graphHash != 0, found != "0" {
            throw CheckpointError.anotherModel(
                path: path, expected: layout.text, found: file.metadata[Key.text] ?? "")
        }
        let stored: StoredTraining
        do { stored = try StoredTraining(json: json) } catch { throw CheckpointError.damaged(path: path) }
        guard stored.version == StoredTraining.version else {
            throw CheckpointError.version(path: path, expected: StoredTraining.version, found: stored.version)
        }
        var loaded = self
        try loaded.load(from: path)
        let optimizer = try Optimizer.remembering(
            ruleNamed: stored.optimizer, steps: stored.steps, running: stored.running,
            learningRate: stored.lastLearningRate, hasTensors: stored.hasOptimizerTensors, of: layout
        ) { name, parameter, memory in
            try file.elements(for: parameter, named: name).copy(to: parameter, in: memory)
        }
        guard let optimizer else { throw CheckpointError.damaged(path: path) }
        var best: FloatArena?
        if stored.best?.hasParameters == true {
            var arena = FloatArena(count: layout.parameterFloats + layout.stateFloats)
            for parameter in layout.parameters {
                let elements = try file.elements(for: parameter, named: bestName(parameter))
                arena.withMutableMemory { elements.copy(to: parameter, in: $0) }
            }
            best = arena
        }
        var state: TrainingState
        do {
            state = try stored.state(modelName: layout.name, optimizer: optimizer, bestParameters: best)
        } catch { throw CheckpointError.damaged(path: path) }
        state.dataMetadata = file.metadata.filter { DataMetadata.all.contains($0.key) }
        loaded.storage.training = SharedTrainingState(state)
        self = loaded
    }

    private func bestName(_ parameter: ModelLayout.Parameter) -> String { "best.\(parameter.name)" }
}

extension SafetensorsFile {
    /// Whether a tensor is no part of the model, but of its training.
    func isOfTraining(_ tensor: Tensor) -> Bool {
        metadata[Key.training] != nil
            && (tensor.name.hasPrefix("optimizer.") || tensor.name.hasPrefix("best."))
    }
}

/// Names in the metadata of a checkpoint.
private enum Key {
    static let training = "graphc.training"
    static let model = "graphc.model"
    static let text = "graphc.text"
    static let graph = "graphc.graph"
}

/// Why something is no checkpoint of a model.
public enum CheckpointError: Error, Sendable, Equatable {
    /// The model has not been trained by a trainer: `save` writes its parameters.
    case notTrained(path: String)
    /// The file has no training to go on from.
    case noCheckpoint(path: String)
    /// The texts of the model and of the one in the file, which are of different graphs.
    case anotherModel(path: String, expected: String, found: String)
    /// The training is described in another way than this version of the runtime does.
    case version(path: String, expected: Int, found: Int)
    /// What the file says of the training cannot be understood.
    case damaged(path: String)
}

extension CheckpointError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notTrained(let path):
            "\(path): expected a model that a trainer has trained, found none; save(to:) writes its parameters"
        case .noCheckpoint(let path):
            "\(path): expected a checkpoint, found parameters alone; load(from:) reads them"
        case .anotherModel(let path, let expected, let found):
            "\(path): is of another model: \(difference(expected, found))"
        case .version(let path, let expected, let found):
            "\(path): expected a checkpoint of version \(expected), found one of version \(found)"
        case .damaged(let path):
            "\(path): expected what a checkpoint says of its training, found something else"
        }
    }

    /// The first statement in which two texts differ.
    private func difference(_ expected: String, _ found: String) -> String {
        func statements(_ text: String) -> [String] {
            text.split(whereSeparator: \.isNewline).flatMap { line in
                line.prefix { $0 != "#" }.split(separator: ";")
            }.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.filter { !$0.isEmpty }
        }
        let (expected, found) = (statements(expected), statements(found))
        for place in 0..<max(expected.count, found.count) {
            let here = place < expected.count ? expected[place] : "its end"
            let there = place < found.count ? found[place] : "its end"
            if here != there { return "expected \(printable(here)), found \(printable(there))" }
        }
        return "the texts are the same, but not what they were compiled to"
    }
}
