/// Inference of a convolutional network, which ours and the peers do with as many samples and threads.
struct NetworkInference {
    let network: Network
    let samples: Int
    let threads: Int
    /// How many times as long the fastest peer should take.
    let aim: Double

    enum Network {
        case cnn, leNet
    }

    static let all = [
        NetworkInference(network: .cnn, samples: 1, threads: 1, aim: 1.05),
        NetworkInference(network: .cnn, samples: 1, threads: 2, aim: 1.25),
        NetworkInference(network: .cnn, samples: 64, threads: 1, aim: 1),
        NetworkInference(network: .cnn, samples: 64, threads: 2, aim: 1),
        NetworkInference(network: .leNet, samples: 1, threads: 1, aim: 2.5),
        NetworkInference(network: .leNet, samples: 64, threads: 1, aim: 1.7),
    ]

    var title: String {
        let name =
            switch network {
            case .cnn: "the CNN"
            case .leNet: "LeNet"
            }
        return "\(name), batch \(samples), \(threads == 1 ? "1 thread" : "\(threads) threads")"
    }

    var generatedC: Measurement {
        let contestant: ContestantName =
            switch network {
            case .cnn: .cnnInferenceC
            case .leNet: .leNetInferenceC
            }
        return ours("c", "generated C", by: contestant, task: task)
    }

    var swift: Measurement {
        ours("swift", "generated Swift function", by: .swift, task: "\(id)-\(task)")
    }

    var peers: [Measurement] {
        [
            peer("onnxruntime", "ONNX Runtime", by: .onnxRuntime),
            peer("openvino", "OpenVINO", by: .openVINO),
        ]
    }

    var measurements: [Measurement] { [generatedC, swift] + peers }
}

extension NetworkInference {
    private var id: String {
        switch network {
        case .cnn: "cnn"
        case .leNet: "lenet"
        }
    }

    private var size: ModelSize {
        switch network {
        case .cnn: .cnn
        case .leNet: .leNet
        }
    }

    private var task: String { "infer-\(samples)\(threads == 1 ? "" : "-shared")" }

    private func ours(
        _ key: String, _ name: String, by contestant: ContestantName, task: String
    ) -> Measurement {
        Measurement(
            id: "\(key).\(id)-\(self.task)", title: "inference of \(title), \(name)", by: contestant,
            task: task,
            work: .inference(size, samples: samples), threads: threads)
    }

    private func peer(_ key: String, _ name: String, by contestant: ContestantName) -> Measurement {
        Measurement(
            id: "\(key).\(id)-\(task)", title: "inference of \(title), \(name)", by: contestant,
            task: "\(id)-\(task)", threads: threads)
    }
}

extension Results {
    var networkInferenceGoals: [Goal] {
        NetworkInference.all.flatMap { inference in
            [
                Goal(
                    "\(inference.title), generated C over the best peer", .atLeast(inference.aim), .times,
                    ratios(fastestOf: inference.peers, over: inference.generatedC)),
                Goal(
                    "\(inference.title), generated Swift over generated C", .atLeast(0.97), .times,
                    ratios(inference.generatedC, over: inference.swift)),
            ]
        }
    }
}
