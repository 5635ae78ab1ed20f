import GraphCodegen
import GraphIR

/// Models in which an operator stands at every kind of place.
///
/// Driven by the operators' own examples: whoever adds an operator gets these tests.
enum OperatorModels {
    static let keywords = operatorTable.map(\.keyword)

    static func examples(_ keyword: String) -> [OperatorReference.Example] {
        operatorTable.first { $0.keyword == keyword }?.examples ?? []
    }

    /// First, last, in between and twice in a row, with both losses, with and without biases, in vectors and images.
    static func all(_ keyword: String) -> [String] {
        examples(keyword).enumerated().flatMap { index, example in
            let loss = index.isMultiple(of: 2) ? Loss.crossEntropy() : .meanSquaredError
            return places(example, bias: index != 1).map { "\($0); loss \(loss.text)" }
        }
    }

    /// A few models with the operator's first and last example, for what takes long.
    static func emitted(_ keyword: String) -> [String] {
        let examples = examples(keyword)
        return [examples.first, examples.last].compactMap { $0 }.removingDuplicates.enumerated().flatMap {
            index, example in
            places(example, bias: index == 0).suffix(index == 0 ? 2 : 1).map {
                $0 + (index == 0 ? "; loss MSE" : "")
            }
        }
    }

    private static func places(_ example: OperatorReference.Example, bias: Bool) -> [String] {
        let (layer, extents) = (example.text, example.input.extents)
        let input = extents.map(String.init).joined(separator: " ")
        let end = "Flatten; Linear 3 bias=\(bias)"
        var models = ["Input \(input); \(layer); Flatten", "Input \(input); \(layer); \(end)"]
        if extents.count == 3 {
            let size = "\(extents[1]) \(extents[2])"
            models += [
                "Input 2 \(size); Conv2d \(extents[0]) 1 bias=\(bias); \(layer); \(end)",
                "Input 1 \(size); Conv2d \(extents[0]) 3 padding=1; Tanh; \(layer); Sigmoid; \(end)",
            ]
        } else if extents.count == 2 {
            models += [
                "Input 2 \(extents[1]); Conv1d \(extents[0]) 1 bias=\(bias); \(layer); \(end)",
                "Input 1 \(extents[1]); Conv1d \(extents[0]) 3 padding=1; Tanh; \(layer); Sigmoid; \(end)",
            ]
        } else {
            let start = "Input 4; Linear \(extents[0]) bias=\(bias)"
            models += [
                "\(start); \(layer); \(end)", "\(start); \(layer)",
                "\(start); Sigmoid; \(layer); Tanh; \(end)",
            ]
            if keepsShape(layer, extents) {
                models += [
                    "Input \(input); \(layer); \(layer); \(end)", "\(start); \(layer); \(layer); \(end)",
                ]
            }
        }
        if keepsShape(layer, [2, 4, 3]) {
            models += [
                "Input 1 5 4; Conv2d 2 2; \(layer); Conv2d 2 2 padding=1; \(layer); \(end)",
                "Input 2 4 3; \(layer); MaxPool2d 2 1; Conv2d 2 2; \(layer); Flatten",
            ]
        }
        return models
    }

    /// A layer of each operator that gives the shape that it takes, one after the other.
    static func chain(of shape: [Int], between: String) -> String {
        let layers = operatorTable.compactMap { $0.examples.map(\.text).first { keepsShape($0, shape) } }
        return layers.joined(separator: "; \(between); ")
    }

    private static func keepsShape(_ layer: String, _ extents: [Int]) -> Bool {
        let input = extents.map(String.init).joined(separator: " ")
        let source = SourceText(path: "shape.nn", text: "Input \(input); \(layer)")
        return analyze(source, defaultName: "Shape").layers.last?.outputShape == Shape(extents)
    }
}
