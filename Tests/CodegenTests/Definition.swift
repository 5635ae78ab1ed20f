import GraphCodegen
import GraphIR
import Testing

/// Compares logits and losses with the naive model, in inference and in training.
func expectDefinition(_ text: String, seed: UInt64) throws {
    let compilation = try compile(text)
    try expectDefinition(text, compilation, nil, .loss, seed: seed)
    try expectDefinition(text, compilation, seed, .gradient, seed: seed)
}

private func expectDefinition(
    _ text: String, _ compilation: Compilation, _ trainingSeed: UInt64?, _ role: LoopFunction.Role,
    seed: UInt64
) throws {
    let program = compilation.program
    let batch = Batch(for: program, rows: 3, seed: seed)
    let naive = NaiveModel(
        graph: compilation.graph, parameters: batch.parameters.map { $0.map(Double.init) },
        trainingSeed: trainingSeed)
    let width = program.inputShape.count
    let rows = (0..<batch.rows).map { batch.inputs[$0 * width..<($0 + 1) * width].map(Double.init) }
    let logits = try naive.logits(rows)
    let losses = logits.enumerated().map { row, logits in
        let outputs = row * logits.count..<(row + 1) * logits.count
        return naive.loss(
            logits, label: Int(batch.labels[row]), target: batch.targets[outputs].map(Double.init))
    }
    let results = batch.results(of: role, in: program)
    let what = "\(text), seed \(seed), \(role)"
    expectClose(results.logits, logits.flatMap { $0 }, 1e-9, "\(what): logits")
    expectClose(results.losses, losses, 1e-9, "\(what): losses")
}

/// Compares the gradient of the mean loss in training with central differences.
func expectDerivatives(_ text: String, seed: UInt64) throws {
    let program = try compile(text).program
    let batch = Batch(for: program, rows: 3, seed: seed)
    let gradient = batch.results(of: .gradient, in: program)
    let epsilon = 1e-6
    var random = SplitMix64(seed: seed)
    for (parameter, place) in program.trained.enumerated() {
        // Some of the elements, which another seed would choose otherwise.
        let elements = program.elements(of: place)
        for element in (0..<6).map({ _ in random.draw(elements.count) }).removingDuplicates {
            let position = elements[element]
            func meanLoss(shiftedBy shift: Double) -> Double {
                var interpreter = batch.interpreter(of: program)
                interpreter.memory[place.buffer][position] += shift
                let losses = interpreter.afterRunning(.gradient).results.losses
                return losses.reduce(0, +) / Double(losses.count)
            }
            let difference = meanLoss(shiftedBy: epsilon) - meanLoss(shiftedBy: -epsilon)
            let expected = difference / (2 * epsilon)
            let found = gradient.gradient[parameter][element]
            let isClose = abs(found - expected) <= 1e-5 + 1e-3 * abs(expected)
            #expect(
                isClose,
                "\(text), seed \(seed): \(place.parameter.name)[\(element)] is \(found), not \(expected)")
        }
    }
}

/// Compares numbers, relative to the largest that is expected: each is a sum whose terms are as large.
///
/// - Parameter scale: How large the terms are at least, where sums may cancel out.
func expectClose(
    _ found: [Double], _ expected: [Double], _ tolerance: Double, scale: Double = 1e-6,
    _ what: @autoclosure () -> String,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    #expect(found.count == expected.count, "\(what())", sourceLocation: sourceLocation)
    let scale = expected.reduce(scale) { max($0, abs($1)) }
    for (index, (found, expected)) in zip(found, expected).enumerated() {
        // Not with `>`, which is false of a NaN.
        if abs(found - expected) <= tolerance * scale { continue }
        Issue.record("\(what()) at \(index): \(found), not \(expected)", sourceLocation: sourceLocation)
        return
    }
}
