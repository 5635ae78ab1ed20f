import GraphIR

/// Models in which an operator stands at every kind of place.
///
/// Driven by the operator table: whoever adds an operator gets these tests.
enum OperatorModels {
    static let keywords = operatorTable.map(\.keyword)

    /// The operator as a layer between 4 features, with every way to write its arguments.
    static func layers(_ keyword: String) -> [String] {
        switch keyword {
        case "Linear": ["Linear 4", "Linear 4 bias=false"]
        case "LeakyReLU": ["LeakyReLU", "LeakyReLU 0.25", "LeakyReLU slope=-0.5"]
        case "ELU": ["ELU", "ELU alpha=1.5"]
        default: [keyword]
        }
    }

    /// First, last, in between and twice in a row, with both losses, with and without biases.
    static func all(_ keyword: String) -> [String] {
        let layers = layers(keyword)
        return places(layers[0], .crossEntropy, bias: true)
            + places(layers[0], .meanSquaredError, bias: false)
            + layers.dropFirst().flatMap { places($0, .crossEntropy, bias: true) }
    }

    private static func places(_ layer: String, _ loss: Loss, bias: Bool) -> [String] {
        let linear = "Linear 3 bias=\(bias)"
        let models = [
            "\(layer)",
            "\(layer); \(linear)",
            "\(layer); \(layer); \(linear)",
            "\(linear); \(layer); Linear 2 bias=\(bias)",
            "\(linear); \(layer)",
            "\(linear); \(layer); \(layer); \(linear); \(layer)",
            "\(linear); \(layer); Sigmoid; \(layer); \(linear)",
        ]
        return models.map { "Input 4; \($0); loss \(loss.rawValue)" }
    }
}
