import Foundation
import GraphIR

/// The mathematics of the operators once more, written without regard to speed or to the table's own
/// expressions: `rows` of numbers in, rows out.
struct NaiveModel {
    var graph: Graph
    /// Of each parameter the elements in the order of PyTorch's shape.
    var parameters: [[Double]]

    typealias Rows = [[Double]]

    func logits(_ rows: Rows) throws -> Rows {
        try graph.nodes.reduce(rows) { rows, node in
            guard let function = Self.operators[node.operation.reference.keyword] else {
                throw MissingReference(keyword: node.operation.reference.keyword)
            }
            let layer = Layer(
                operation: node.operation, inputShape: graph.values[node.inputs[0]].shape,
                parameters: node.parameters.map { parameters[$0] })
            return rows.map { function(layer, $0) }
        }
    }

    struct MissingReference: Error { var keyword: String }

    /// A layer and its parameters.
    struct Layer {
        var operation: any Operator
        var inputShape: Shape
        var parameters: [[Double]]

        var argument: Double { (operation as? Elementwise)?.arguments.first ?? .nan }
    }

    /// By keyword. An operator of the language that has no line here fails a test.
    static let operators: [String: @Sendable (Layer, [Double]) -> [Double]] = [
        "Flatten": { _, x in x },
        "Linear": { layer, x in
            let weight = layer.parameters[0]
            let outputs = weight.count / x.count
            return (0..<outputs).map { o in
                let bias = layer.parameters.count > 1 ? layer.parameters[1][o] : 0
                return x.indices.reduce(bias) { $0 + x[$1] * weight[o * x.count + $1] }
            }
        },
        "ReLU": { _, x in x.map { $0 < 0 ? 0 : $0 } },
        "LeakyReLU": { layer, x in x.map { $0 < 0 ? layer.argument * $0 : $0 } },
        "Sigmoid": { _, x in x.map(logistic) },
        "Tanh": { _, x in x.map { sinh($0) / cosh($0) } },
        "GELU": { _, x in x.map { $0 * erfc(-$0 / 2.0.squareRoot()) / 2 } },
        "SiLU": { _, x in x.map { $0 * logistic($0) } },
        "ELU": { layer, x in x.map { $0 < 0 ? layer.argument * (exp($0) - 1) : $0 } },
        "Softplus": { _, x in x.map { log(1 + exp($0)) } },
        "Softmax": { layer, x in perRow(of: layer, x) { row in row.map { exp($0) / sumOfExponentials(row) } }
        },
        "LogSoftmax": { layer, x in
            perRow(of: layer, x) { row in row.map { $0 - log(sumOfExponentials(row)) } }
        },
    ]

    /// The loss of one sample.
    func loss(_ logits: [Double], label: Int, target: [Double]) -> Double {
        switch graph.loss {
        case .crossEntropy: log(sumOfExponentials(logits)) - logits[label]
        case .meanSquaredError:
            zip(logits, target).map { pow($0 - $1, 2) }.reduce(0, +) / Double(logits.count)
        }
    }
}

private func logistic(_ x: Double) -> Double { (1 + tanh(x / 2)) / 2 }

private func sumOfExponentials(_ row: [Double]) -> Double { row.map { exp($0) }.reduce(0, +) }

/// Applies a function along the last dimension.
private func perRow(
    of layer: NaiveModel.Layer, _ x: [Double], _ function: ([Double]) -> [Double]
) -> [Double] {
    let length = layer.inputShape.extents.last ?? x.count
    return stride(from: 0, to: x.count, by: length).flatMap { function(Array(x[$0..<$0 + length])) }
}
