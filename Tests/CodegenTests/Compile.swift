import GraphCodegen
import GraphIR
import Testing

/// The text of a model, compiled, and verified after every pass.
func compile(
    _ text: String, name: String = "Net", optimizers: [OptimizerVariant] = []
) throws -> Compilation {
    let source = SourceText(path: "\(name).nn", text: text)
    let analysis = analyze(source, defaultName: name)
    let errors = analysis.diagnostics.map { $0.render(in: source) }.joined()
    let graph = try #require(analysis.graph, "\(errors)")
    return try Compilation(graph, optimizers: optimizers, source: source, verifyingEachPass: true)
}

/// Steele, Lea and Flood's generator: the same numbers from the same seed, everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Uniform in `-1 ..< 1`, and a number that single precision holds.
    mutating func nextSigned() -> Float { Float(next() >> 40) * 0x1p-23 - 1 }

    mutating func signed(_ count: Int) -> [Float] { (0..<count).map { _ in nextSigned() } }
}
