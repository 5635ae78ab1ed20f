import Foundation

/// All who can be measured here.
struct Field {
    let data: DataFiles
    let isQuick: Bool
    private var contestants: [ContestantName: any Contestant] = [:]
    private(set) var versions: [String] = []
    private(set) var skipped: [(what: String, why: String)] = []
    /// The measurements that cannot be made.
    private var leftOut: Set<String> = []

    init(data: DataFiles, isQuick: Bool) {
        self.data = data
        self.isQuick = isQuick
    }

    /// Builds and starts the contestants, one after the other. One that cannot start is left out.
    mutating func enter() {
        for name in ContestantName.allCases {
            printProgress("starting \(name.rawValue)\n")
            do {
                let contestant = try start(name)
                contestants[name] = contestant
                if let version = (contestant as? LongLived)?.version {
                    versions.append("\(name.rawValue): \(version)")
                }
            } catch {
                skipped.append((name.rawValue, "\(error)"))
            }
        }
    }

    /// Nil if it cannot be measured. What fails is not tried again.
    mutating func measure(_ measurement: Measurement) -> Answer? {
        guard let contestant = contestants[measurement.by], !leftOut.contains(measurement.id) else {
            return nil
        }
        do { return try contestant.measure(measurement.task) } catch {
            skipped.append((measurement.title, "\(error)"))
            leftOut.insert(measurement.id)
            if contestant is LongLived {
                skipped.append(("\(measurement.by.rawValue), from there on", "it is gone"))
                contestants[measurement.by] = nil
            }
            return nil
        }
    }

    private mutating func start(_ name: ContestantName) throws -> any Contestant {
        switch name {
        case .generatedC:
            let program = try buildC(
                ModelText.reference, driver: "train.c", name: "train", settings: ["NET_THREADS": 2])
            return try longLived(name, [program] + data.arguments)
        case .inferenceC: return try inference(name, of: ModelText.reference, in: "infer", calls: calls)
        case .smallInferenceC:
            return try inference(name, of: ModelText.small, in: "infer-small", calls: calls * 10)
        case .cnnInferenceC:
            return try inference(name, of: ModelText.file("cnn"), in: "infer-cnn", calls: calls / 10)
        case .leNetInferenceC:
            return try inference(name, of: ModelText.file("lenet"), in: "infer-lenet", calls: calls)
        case .convolutionC:
            let program = try buildC(ModelText.convolution, driver: "convolution.c", name: "convolution")
            return try longLived(name, [program, ModelText.measuredConvolution, "2", "\(batches)"])
        case .depthwiseC:
            let program = try buildC(
                ModelText.depthwise, driver: "gradient.c", name: "gradient", settings: ["NET_THREADS": 2])
            return try longLived(name, [program, "\(batches)"])
        case .swift:
            return try longLived(
                name, [Folder.releaseBench.path, "contestant"] + data.arguments + ["\(calls)"])
        case .swiftDebug:
            return try longLived(
                name, [Folder.debugBench.path, "contestant"] + data.arguments + ["\(calls)"])
        case .pyTorch:
            return try peer(name, "pytorch.py", data.arguments)
        case .pyTorchConvolutions:
            return try peer(name, "pytorch_convolutions.py", ["\(batches)"])
        case .jax:
            return try peer(name, "jax_epoch.py", data.arguments)
        case .onnxRuntime:
            return try peer(name, "onnx_runtime.py", ["\(calls)"])
        case .openVINO:
            return try peer(name, "open_vino.py", ["\(calls)"])
        case .terminal:
            guard let source = data.source else {
                throw Failure("GRAPHC_FASHION_MNIST does not name the folder with its data")
            }
            return TerminalTraining(on: source)
        case .commands:
            return try commands()
        case .pythonCommands:
            try requirePython()
            return OneShot(["import-torch": [Folder.python.path, "-c", "import torch"]])
        }
    }
}

extension Field {
    /// Calls of one measurement of inference with 784-256-10.
    private var calls: Int { isQuick ? 1_000 : 20_000 }

    /// Batches of one measurement of a layer.
    private var batches: Int { isQuick ? 3 : 40 }

    /// - Parameter calls: With one sample.
    private func inference(
        _ name: ContestantName, of model: String, in program: String, calls: Int
    ) throws -> LongLived {
        let path = try buildC(model, driver: "infer.c", name: program, settings: ["NET_THREADS": 2])
        return try longLived(name, [path, "\(calls)", "\(calls / 64 + 1)"])
    }

    private func longLived(_ name: ContestantName, _ command: [String]) throws -> LongLived {
        guard FileManager.default.isExecutableFile(atPath: command[0]) else {
            throw Failure("\(command[0]) is not built; `make bench` does it")
        }
        return try LongLived(command, log: Folder.work.appending(path: "\(name).log"))
    }

    private func peer(_ name: ContestantName, _ script: String, _ arguments: [String]) throws -> LongLived {
        try requirePython()
        let path = Folder.peers.appending(path: script).path
        return try longLived(name, [Folder.python.path, path] + arguments)
    }

    private func requirePython() throws {
        guard FileManager.default.isExecutableFile(atPath: Folder.python.path) else {
            throw Failure("there is no .venv-peers, which peers/install.sh makes with Python and a network")
        }
    }

    private mutating func commands() throws -> OneShot {
        let model = Folder.work.appending(path: "model.nn").path
        try Data("Flatten\nLinear 784 256\nReLU\nLinear 256 10\n".utf8).write(to: URL(filePath: model))
        var commands = [
            "graphc": [Folder.graphc.path, model, "-o", Folder.work.appending(path: "Model.swift").path]
        ]
        if let source = data.source {
            let output = Folder.work.appending(path: "example").path
            commands["example"] = [Folder.example.path, "--data", source, "--output", output]
        } else {
            leftOut.insert(Measurement.example.id)
            skipped.append(
                ("examples/FashionMNIST", "GRAPHC_FASHION_MNIST does not name the folder with its data"))
        }
        return OneShot(commands)
    }
}
