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
    }

    struct Parameter: Decodable {
        var name: String
        var shape: [Int]
        var values: [Float]
        var gradient: [Double]
    }

    /// Steps of an optimizer on the one batch, and the loss before each.
    struct Run: Decodable {
        var optimizer: String
        var settings: Settings
        var losses: [Double]
    }

    /// Arguments of an optimizer under their names in `torch.optim`; nil where PyTorch's default holds.
    struct Settings: Decodable {
        var lr: Double
        var momentum: Double?
        var nesterov: Bool?
        var weight_decay: Double?
        var betas: [Double]?
        var eps: Double?
    }

    static let parity: Fixture = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/parity.json")
        do {
            return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
        } catch {
            fatalError("\(file.path): \(error)")
        }
    }()
}
