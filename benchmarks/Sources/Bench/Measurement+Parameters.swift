/// 5.8 million parameters that start, are saved and are loaded.
extension Measurement {
    static let parameters = ["start", "save", "load"].map(ParameterMeasurements.init)
}

/// One of the three, by us and by PyTorch.
struct ParameterMeasurements {
    let task: String
    var swift: Measurement { measurement("swift.debug", "Swift, debug build", .swiftDebug) }
    var torch: Measurement { measurement("pytorch", "PyTorch", .pyTorch) }

    private func measurement(_ key: String, _ name: String, _ contestant: ContestantName) -> Measurement {
        Measurement(
            id: "\(key).\(task)", title: "\(task) of 5.8 million parameters, \(name)", by: contestant,
            task: "parameters-\(task)")
    }
}

extension Results {
    var parameterGoals: [Goal] {
        M.parameters.map { parameters in
            Goal(
                "\(parameters.task) of 5.8 million parameters, Swift over PyTorch", .atMost(1.5), .times,
                ratios(parameters.swift, over: parameters.torch))
        }
    }
}
