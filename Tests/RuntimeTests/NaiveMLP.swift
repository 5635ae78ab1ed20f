import Foundation
import GraphRuntime

/// `Flatten; Linear inputs hidden; ReLU; Linear hidden outputs`, one number at a time: a model to test
/// the runtime with. Weights are stored as `[in, out]` with rows padded to 16 floats.
protocol NaiveMLP: Model {
    static var inputShape: [Int] { get }
    static var hidden: Int { get }
    static var outputs: Int { get }
    static var loss: ModelLayout.Loss { get }
}

/// Three pixels, two classes.
struct TinyClassifier: NaiveMLP {
    static let inputShape = [1, 1, 3]
    static let hidden = 5
    static let outputs = 2
    static let loss = ModelLayout.Loss.crossEntropy
    static let layout = makeLayout()
    var storage: ModelStorage
}

/// As `TinyClassifier`, with the mean squared error.
struct TinyRegressor: NaiveMLP {
    static let inputShape = [3]
    static let hidden = 5
    static let outputs = 2
    static let loss = ModelLayout.Loss.meanSquaredError
    static let layout = makeLayout()
    var storage: ModelStorage
}

/// As `TinyClassifier`, with a sigmoid of each output. What it is trained by is not asked for.
struct TinyTagger: NaiveMLP {
    static let inputShape = [3]
    static let hidden = 5
    static let outputs = 2
    static let loss = ModelLayout.Loss.binaryCrossEntropy
    static let layout = makeLayout()
    var storage: ModelStorage
}

extension NaiveMLP {
    static var inputs: Int { inputShape.reduce(1, *) }
    private static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

    static func makeLayout() -> ModelLayout {
        var parameters: [ModelLayout.Parameter] = []
        var offset = 0
        func add(_ name: String, _ shape: [Int], strides: [Int], floats: Int, fanIn: Int) {
            parameters.append(
                ModelLayout.Parameter(
                    name: name, shape: shape, offset: offset, axes: zip(shape, strides).map { ($0, $1) },
                    start: .uniform(bound: 1 / Float(fanIn).squareRoot())))
            offset += floats
        }
        func addLinear(_ number: Int, _ inputs: Int, _ outputs: Int) {
            add(
                "\(number).weight", [outputs, inputs], strides: [1, padded(outputs)],
                floats: inputs * padded(outputs), fanIn: inputs)
            add("\(number).bias", [outputs], strides: [1], floats: padded(outputs), fanIn: inputs)
        }
        addLinear(1, inputs, hidden)
        addLinear(3, hidden, outputs)
        return ModelLayout(
            name: "\(Self.self)", inputShape: inputShape, outputs: outputs, loss: loss,
            parameters: parameters, parameterFloats: offset, arenaFloatsPerSample: hidden)
    }

    private static func place(_ parameter: Int, _ i: Int, _ j: Int = 0) -> Int {
        let parameter = layout.parameters[parameter]
        return parameter.offset + i * parameter.axes[0].stride
            + (parameter.axes.count > 1 ? j * parameter.axes[1].stride : 0)
    }

    static func forward(_ pass: Pass, _ worker: Worker) {
        let p = pass.parameters
        for row in 0..<pass.rows {
            let x = pass.input + row * inputs
            let h = pass.arena + row * hidden
            let y = pass.output + row * outputs
            for o in 0..<hidden {
                var sum = p[place(1, o)]
                for i in 0..<inputs { sum += x[i] * p[place(0, o, i)] }
                h[o] = max(sum, 0)
            }
            for o in 0..<outputs {
                var sum = p[place(3, o)]
                for i in 0..<hidden { sum += h[i] * p[place(2, o, i)] }
                y[o] = sum
            }
        }
    }

    static func loss(_ pass: Pass, _ worker: Worker) {
        forward(pass, worker)
        for row in 0..<pass.rows {
            let y = pass.output + row * outputs
            var sum: Float = 0
            if loss.readsLabels {
                for o in 0..<outputs { sum += exp(y[o]) }
                pass.losses[row] = log(sum) - y[Int(pass.labels[row])]
            } else {
                for o in 0..<outputs {
                    let difference = y[o] - pass.targets[row * outputs + o]
                    sum += difference * difference
                }
                pass.losses[row] = sum / Float(outputs)
            }
        }
    }

    static func gradient(_ pass: Pass, _ worker: Worker) {
        loss(pass, worker)
        let p = pass.parameters
        let g = pass.gradients
        g.update(repeating: 0, count: layout.parameterFloats)
        for row in 0..<pass.rows {
            let x = pass.input + row * inputs
            let h = pass.arena + row * hidden
            let y = pass.output + row * outputs
            var sum: Float = 0
            for o in 0..<outputs { sum += exp(y[o]) }
            var hiddenGradient = [Float](repeating: 0, count: hidden)
            for o in 0..<outputs {
                let slope =
                    loss.readsLabels
                    ? exp(y[o]) / sum - (o == Int(pass.labels[row]) ? 1 : 0)
                    : 2 * (y[o] - pass.targets[row * outputs + o]) / Float(outputs)
                let d = slope * pass.scale
                g[place(3, o)] += d
                for i in 0..<hidden {
                    g[place(2, o, i)] += d * h[i]
                    hiddenGradient[i] += d * p[place(2, o, i)]
                }
            }
            for o in 0..<hidden where h[o] > 0 {
                g[place(1, o)] += hiddenGradient[o]
                for i in 0..<inputs { g[place(0, o, i)] += hiddenGradient[o] * x[i] }
            }
        }
    }

    /// Parameters do not follow a loss that is not finite.
    static func step(_ pass: Pass, _ worker: Worker) {
        loss(pass, worker)
        guard (0..<pass.rows).allSatisfy({ pass.losses[$0].isFinite }) else { return }
        move(pass.parameters, pass, worker)
    }

    static func accumulate(_ pass: Pass, _ worker: Worker) { move(pass.gradients, pass, worker) }

    private static func move(_ memory: UnsafeMutablePointer<Float>, _ pass: Pass, _ worker: Worker) {
        let gradients = UnsafeMutablePointer<Float>.allocate(capacity: layout.parameterFloats)
        defer { gradients.deallocate() }
        var pass = pass
        pass.gradients = gradients
        gradient(pass, worker)
        for i in 0..<layout.parameterFloats { memory[i] -= pass.learningRate * gradients[i] }
    }
}
