import Testing

@testable import GraphRuntime

@Suite struct OptimizerTests {
    /// Parameters after four steps of PyTorch 2.13 (CPU), starting from `start`, where the gradient of
    /// step t is `parameters · slopes + t / 4`:
    ///
    ///     p.grad = p.detach() * torch.tensor([-1.0, -0.5, 0.0, 0.5, 1.0]) + t / 4
    static let start: [Float] = [0.5, -1.25, 2, 0, 3.5]
    static let slopes: [Float] = [-1, -0.5, 0, 0.5, 1]
    static let pyTorch: [(String, Optimizer, [Float])] = [
        (
            "SGD(lr=0.1)", .sgd(learningRate: 0.1),
            [0.455774963, -1.78219855, 1.75, -0.23780939, 2.0701251]
        ),
        (
            "SGD(lr=0.1, momentum=0.9)", .sgd(learningRate: 0.1, momentum: 0.9),
            [0.509999931, -2.34883261, 1.53602505, -0.439915597, 0.377000034]
        ),
        (
            "SGD(lr=0.1, momentum=0.9, nesterov=True)",
            .sgd(learningRate: 0.1, momentum: 0.9, nesterov: true),
            [0.489296407, -2.85712433, 1.33242249, -0.605430603, -0.21981506]
        ),
        (
            "SGD(lr=0.1, weight_decay=0.05)", .sgd(learningRate: 0.1, weightDecay: 0.05),
            [0.443930864, -1.75215352, 1.71154594, -0.236623988, 2.02064466]
        ),
        (
            "SGD(lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.05)",
            .sgd(learningRate: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.05),
            [0.436433613, -2.56527281, 1.30670846, -0.536952376, 0.121150553]
        ),
        (
            "Adam(lr=0.1)", .adam(learningRate: 0.1),
            [0.736420989, -1.6491313, 1.61164057, -0.391467601, 3.09929848]
        ),
        (
            "Adam(lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.05)",
            .adam(learningRate: 0.1, betas: (0.8, 0.95), epsilon: 1e-3, weightDecay: 0.05),
            [0.671256602, -1.651981, 1.60220814, -0.396485209, 3.09894013]
        ),
        (
            "AdamW(lr=0.1)", .adamW(learningRate: 0.1),
            [0.732881784, -1.64355123, 1.60424113, -0.39087376, 3.08593106]
        ),
        (
            "AdamW(lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.2)",
            .adamW(learningRate: 0.1, betas: (0.8, 0.95), epsilon: 1e-3, weightDecay: 0.2),
            [0.643068612, -1.54337585, 1.4625262, -0.384491324, 2.83950281]
        ),
    ]

    @Test(arguments: pyTorch.indices) func stepsArePyTorchs(_ index: Int) {
        var (name, optimizer, expected) = Self.pyTorch[index]
        var parameters = Self.start
        for step in 1...4 {
            let gradients = zip(parameters, Self.slopes).map { $0 * $1 + Float(step) / 4 }
            optimizer.update(&parameters, along: gradients, count: parameters.count)
        }
        for (found, expected) in zip(parameters, expected) {
            #expect(abs(found - expected) <= 2e-6 * max(1, abs(expected)), "\(name): \(parameters)")
        }
    }

    /// All lengths around the vectors of every instruction set, against the definitions in Double.
    @Test(arguments: [0, 1, 7, 8, 15, 16, 17, 31, 33, 64, 1000, 1003])
    func everyElementIsUpdatedAndNoOther(count: Int) {
        for (name, optimizer, _) in Self.pyTorch {
            var optimizer = optimizer
            var reference = Reference(optimizer.rule, optimizer.learningRate, count: count)
            var random = SplitMix64(seed: UInt64(count))
            let canary: Float = 12345
            var parameters = (0..<count).map { _ in 2 * random.nextUniform() - 1 } + [canary]
            reference.parameters = parameters.dropLast().map(Double.init)
            for _ in 0..<5 {
                let gradients = (0..<count + 1).map { _ in 2 * random.nextUniform() - 1 }
                optimizer.update(&parameters, along: gradients, count: count)
                reference.update(along: gradients.dropLast().map(Double.init))
            }
            #expect(parameters[count] == canary, "\(name)")
            for (found, expected) in zip(parameters, reference.parameters) {
                #expect(abs(Double(found) - expected) < 1e-5, "\(name), \(count) parameters")
            }
        }
    }

    @Test func aCopyOfAnOptimizerHasItsOwnState() {
        var original = Optimizer.sgd(learningRate: 1, momentum: 1)
        var parameters: [Float] = [0]
        original.update(&parameters, along: [1], count: 1)
        var copy = original
        var other: [Float] = [0]
        copy.update(&other, along: [1], count: 1)
        #expect(other == [-2])
        original.update(&parameters, along: [1], count: 1)
        #expect(parameters == [-3])
    }

    @Test func hyperparametersThatMakeNoSenseAreNamed() {
        func problem(_ optimizer: Optimizer) -> String? {
            do {
                try optimizer.validate(for: TinyClassifier.layout)
                return nil
            } catch { return error.description }
        }
        #expect(problem(.sgd(learningRate: 0)) == nil)
        #expect(problem(.adam()) == nil)
        #expect(problem(.adamW()) == nil)
        #expect(
            problem(.sgd(learningRate: -1)) == "expected a finite learningRate of at least 0.0, found -1.0")
        #expect(
            problem(.adam(learningRate: .nan))
                == "expected a finite learningRate of at least 0.0, found nan")
        #expect(
            problem(.sgd(learningRate: .infinity))
                == "expected a finite learningRate of at least 0.0, found inf")
        #expect(
            problem(.sgd(learningRate: 1, momentum: -0.5))
                == "expected a finite momentum of at least 0.0, found -0.5")
        #expect(
            problem(.sgd(learningRate: 1, nesterov: true))
                == "nesterov: true needs a momentum, found momentum: 0")
        #expect(
            problem(.adam(betas: (1, 0.999)))
                == "expected betas.0 of at least 0.0 and less than 1, found 1.0")
        #expect(
            problem(.adamW(betas: (0.9, -0.1)))
                == "expected betas.1 of at least 0.0 and less than 1, found -0.1")
        #expect(problem(.adam(epsilon: -1)) == "expected a finite epsilon of at least 0.0, found -1.0")
        #expect(
            problem(.adamW(weightDecay: -1)) == "expected a finite weightDecay of at least 0.0, found -1.0")
    }

    @Test func anOptimizerStaysWithItsModel() throws {
        var optimizer = Optimizer.adam()
        var parameters: [Float] = [1, 2, 3]
        optimizer.update(&parameters, along: [1, 1, 1], count: 3)
        let found = TinyClassifier.layout.parameterFloats
        #expect(throws: OptimizerError.usedForAnotherModel(expected: 3, found: found)) {
            try optimizer.validate(for: TinyClassifier.layout)
        }
    }
}

/// The definitions in Double, as PyTorch's documentation writes them.
private struct Reference {
    var parameters: [Double] = []
    private let rule: Optimizer.Rule
    private let rate: Double
    private var first: [Double]
    private var second: [Double]
    private var step = 0

    init(_ rule: Optimizer.Rule, _ rate: Double, count: Int) {
        self.rule = rule
        self.rate = rate
        first = Array(repeating: 0, count: count)
        second = first
    }

    mutating func update(along gradients: [Double]) {
        step += 1
        for i in parameters.indices {
            var g = gradients[i]
            switch rule {
            case .sgd(let momentum, let nesterov, let weightDecay):
                g += weightDecay * parameters[i]
                first[i] = step == 1 ? g : momentum * first[i] + g
                parameters[i] -= rate * (nesterov ? g + momentum * first[i] : first[i])
            case .adam(let beta1, let beta2, let epsilon, let weightDecay, let decoupled):
                if decoupled { parameters[i] -= rate * weightDecay * parameters[i] }
                if !decoupled { g += weightDecay * parameters[i] }
                first[i] = beta1 * first[i] + (1 - beta1) * g
                second[i] = beta2 * second[i] + (1 - beta2) * g * g
                var power1 = 1.0
                var power2 = 1.0
                for _ in 0..<step {
                    power1 *= beta1
                    power2 *= beta2
                }
                let firstCorrected = first[i] / (1 - power1)
                let secondCorrected = second[i] / (1 - power2)
                parameters[i] -= rate * firstCorrected / (secondCorrected.squareRoot() + epsilon)
            }
        }
    }
}

extension Optimizer {
    /// A step by one thread.
    fileprivate mutating func update(
        _ parameters: UnsafeMutablePointer<Float>, along gradients: UnsafePointer<Float>, count: Int
    ) {
        withUpdate(count: count) { $0(parameters, gradients, 0..<count) }
    }
}
