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
            "SGD(lr=0.1, momentum=0.9, dampening=0.5)",
            .sgd(learningRate: 0.1, momentum: 0.9, dampening: 0.5),
            [0.548246861, -1.94238877, 1.72502494, -0.266123056, 1.25176573]
        ),
        (
            "SGD(lr=0.1, momentum=0.9, dampening=0.3, weight_decay=0.05)",
            .sgd(learningRate: 0.1, momentum: 0.9, dampening: 0.3, weightDecay: 0.05),
            [0.511664748, -2.05035615, 1.57763505, -0.335003525, 0.793807209]
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
        (
            "Adam(lr=0.1, betas=(0.8, 0.5), amsgrad=True)",
            .adam(learningRate: 0.1, betas: (0.8, 0.5), amsgrad: true),
            [0.696843982, -1.62750673, 1.64377594, -0.36065948, 3.10341978]
        ),
        (
            "AdamW(lr=0.1, betas=(0.8, 0.5), weight_decay=0.2, amsgrad=True)",
            .adamW(learningRate: 0.1, betas: (0.8, 0.5), weightDecay: 0.2, amsgrad: true),
            [0.631985188, -1.5196594, 1.49964368, -0.349341184, 2.84202743]
        ),
        (
            "RMSprop()", .rmsProp(),
            [0.517129421, -1.56615925, 1.65684402, -0.338698953, 3.21360207]
        ),
        (
            "RMSprop(lr=0.05, alpha=0.9, eps=1e-3, weight_decay=0.05)",
            .rmsProp(learningRate: 0.05, alpha: 0.9, epsilon: 1e-3, weightDecay: 0.05),
            [0.56969583, -1.76377392, 1.46550047, -0.533589363, 3.03882194]
        ),
        (
            "RMSprop(lr=0.05, momentum=0.9)", .rmsProp(learningRate: 0.05, momentum: 0.9),
            [4.71861839, -5.23315001, -2.06235814, -2.82557106, 0.197313204]
        ),
        (
            "RMSprop(lr=0.05, alpha=0.9, centered=True)",
            .rmsProp(learningRate: 0.05, alpha: 0.9, centered: true),
            [0.675269067, -1.82873106, 1.38646019, -0.601997733, 2.97948527]
        ),
        (
            "RMSprop(lr=0.05, alpha=0.9, weight_decay=0.05, momentum=0.8, centered=True)",
            .rmsProp(learningRate: 0.05, alpha: 0.9, weightDecay: 0.05, momentum: 0.8, centered: true),
            [1.40272975, -2.48197389, 0.73985666, -1.23188281, 2.38772368]
        ),
        (
            "Adagrad()", .adagrad(),
            [0.495282143, -1.28121805, 1.96573496, -0.0342249162, 3.47116613]
        ),
        (
            "Adagrad(lr=0.1, lr_decay=0.2, weight_decay=0.05, initial_accumulator_value=0.3, eps=1e-3)",
            .adagrad(
                learningRate: 0.1, learningRateDecay: 0.2, weightDecay: 0.05, initialAccumulatorValue: 0.3,
                epsilon: 1e-3),
            [0.473840773, -1.48333573, 1.79895103, -0.182637677, 3.26519084]
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

    /// All lengths around the vectors of every instruction set: each element as if it were alone, to the bit.
    @Test(arguments: [0, 1, 7, 8, 15, 16, 17, 31, 33, 64, 1000, 1003])
    func everyElementIsUpdatedAndNoOther(count: Int) {
        for (name, optimizer, _) in Self.pyTorch {
            var random = SplitMix64(seed: UInt64(count))
            let canary: Float = 12345
            let start = (0..<count).map { _ in 2 * random.nextUniform() - 1 } + [canary]
            let gradients = (0..<5).map { _ in (0...count).map { _ in 2 * random.nextUniform() - 1 } }
            var together = optimizer
            var parameters = start
            for gradients in gradients { together.update(&parameters, along: gradients, count: count) }
            #expect(parameters[count] == canary, "\(name)")
            for element in 0..<count {
                var alone = optimizer
                var parameter = [start[element]]
                for gradients in gradients {
                    alone.update(&parameter, along: [gradients[element]], count: 1)
                }
                #expect(parameters[element] == parameter[0], "\(name), element \(element) of \(count)")
            }
        }
    }

    /// The first gradient starts the buffer as it is, as in PyTorch.
    @Test func dampeningBeginsWithTheSecondStep() {
        var optimizer = Optimizer.sgd(learningRate: 1, momentum: 0.5, dampening: 0.75)
        var parameters: [Float] = [0]
        optimizer.update(&parameters, along: [1], count: 1)
        #expect(parameters == [-1])
        optimizer.update(&parameters, along: [1], count: 1)
        #expect(parameters == [-1.75])
    }

    /// Rounding makes the variance of a gradient that stays the same negative.
    @Test func aConstantGradientHasNoNegativeVariance() {
        var optimizer = Optimizer.rmsProp(alpha: 0.9, centered: true)
        var parameters: [Float] = [0, 0, 0]
        for _ in 0..<1000 { optimizer.update(&parameters, along: [0.1, 0.3, 0.7], count: 3) }
        #expect(parameters.allSatisfy { $0 < -1 && $0.isFinite })
    }

    @Test func theLearningRateMayChangeBetweenSteps() {
        var optimizer = Optimizer.adagrad(learningRate: 1, epsilon: 0)
        var parameters: [Float] = [0]
        optimizer.update(&parameters, along: [3], count: 1)
        #expect(parameters == [-1])
        optimizer.learningRate = 5
        #expect(optimizer.learningRate == 5)
        optimizer.update(&parameters, along: [4], count: 1)
        #expect(parameters == [-5])
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
        #expect(
            problem(.sgd(learningRate: 1, momentum: 0.9, dampening: 0.1, nesterov: true))
                == "nesterov: true needs dampening: 0, found dampening: 0.1")
        #expect(
            problem(.sgd(learningRate: 1, dampening: -1))
                == "expected a finite dampening of at least 0.0, found -1.0")
        #expect(problem(.rmsProp(momentum: 0.9, centered: true)) == nil)
        #expect(
            problem(.rmsProp(alpha: 1)) == "expected alpha of at least 0.0 and less than 1, found 1.0")
        #expect(
            problem(.rmsProp(momentum: .nan)) == "expected a finite momentum of at least 0.0, found nan")
        #expect(problem(.adagrad()) == nil)
        #expect(
            problem(.adagrad(learningRateDecay: -1))
                == "expected a finite learningRateDecay of at least 0.0, found -1.0")
        #expect(
            problem(.adagrad(initialAccumulatorValue: .infinity))
                == "expected a finite initialAccumulatorValue of at least 0.0, found inf")
        #expect(problem(.adam(epsilon: -1)) == "expected a finite epsilon of at least 0.0, found -1.0")
        #expect(
            problem(.adamW(weightDecay: -1)) == "expected a finite weightDecay of at least 0.0, found -1.0")
    }

    @Test func anOptimizerStaysWithItsModel() throws {
        var optimizer = Optimizer.adam()
        var parameters: [Float] = [1, 2, 3]
        optimizer.update(&parameters, along: [1, 1, 1], count: 3)
        // Not what they take in memory.
        #expect(throws: OptimizerError.usedForAnotherModel(expected: 3, found: 3 * 5 + 5 + 5 * 2 + 2)) {
            try optimizer.validate(for: TinyClassifier.layout)
        }
    }
}

extension Optimizer {
    /// A step by one thread.
    fileprivate mutating func update(
        _ parameters: UnsafeMutablePointer<Float>, along gradients: UnsafePointer<Float>, count: Int
    ) {
        withUpdate(count: count, parameters: count) { $0(parameters, gradients, 0..<count) }
    }
}
