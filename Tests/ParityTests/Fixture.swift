import Foundation

/// What scripts/parity/make_fixture.py stored.
struct Fixture: Decodable {
    var cases: [Case]

    /// One model with its parameters and one batch, and what PyTorch makes of them.
    struct Case: Decodable {
        /// The name of the generated type.
        var name: String
        var batch: Int
        /// `[batch, inputs]`
        var inputs: [Float]
        /// `[batch]`, if the loss is cross-entropy.
        var labels: [Int]?
        /// `[batch, outputs]`, if the loss is the mean squared error.
        var targets: [Float]?
        var parameters: [Parameter]
        /// `[batch, outputs]`
        var logits: [Double]
        var loss: Double
        var runs: [Run]
        /// Of the file of the state_dict, with the blanks behind it.
        var safetensorsHeader: String
    }

    struct Parameter: Decodable {
        var name: String
        var shape: [Int]
        var values: [Float]
        /// Nil for the state of a layer.
        var gradient: [Double]?

        /// Whether its file has it as an integer.
        var isCount: Bool { name.hasSuffix("num_batches_tracked") }
    }

    /// Steps of an optimizer on the one batch, and the loss before each.
    struct Run: Decodable {
        var optimizer: String
        var settings: OptimizerSettings
        var losses: [Double]
        /// The state of layers behind the steps, by its name.
        var buffers: [String: [Double]]?
    }

    static let parity: Fixture = decoded("parity")
}

/// The file of this name in Tests/Fixtures.
func decoded<Value: Decodable>(_ name: String) -> Value {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/\(name).json")
    do {
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
    } catch {
        fatalError("\(file.path): \(error)")
    }
}
