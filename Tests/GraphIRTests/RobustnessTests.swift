import GraphIR
import Testing

@Suite struct RobustnessTests {
    /// Seeds of a run; a failure prints the one that caused it.
    private static let seeds: Range<UInt64> = 0..<300

    @Test(arguments: seeds)
    func randomBytesAreDiagnosedAndNeverTrap(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let bytes = (0..<Int.random(in: 0..<400, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        expectSound(bytes, "seed \(seed)")
    }

    @Test(arguments: seeds)
    func randomTokensAreDiagnosedAndNeverTrap(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let words =
            operatorTable.map(\.keyword) + Directive.allCases.map(\.rawValue)
            + [
                "=", "=", ";", ";", "\n", "\r\n", "\t", "#", "(", ")", ",", "[", "]", "[3 5]", "same", "in",
                "out", "bias", "slope",
                "kernel", "stride", "padding", "dilation", "groups", "ceil_mode", "28",
                "true",
                "0", "-1", "1", "10", "784", "256", "65536", "2147483647", "9223372036854775807", "1e400",
                "-0",
                "0.5", "Rleu", "nn.Linear", "nn.Sequential", "->", "|", "//", "public", "True", "0x10",
                "Dense",
                "kernel_size", "\u{A0}", "\u{200B}", "CrossEntropy", "MSE", "Huber", "L1Loss",
                "delta", "label_smoothing", "数", "\u{0}", "\u{202E}",
                "e\u{301}",
            ]
        var text = ""
        for _ in 0..<Int.random(in: 0..<60, using: &random) {
            text += words.randomElement(using: &random) ?? ""
            if Int.random(in: 0..<8, using: &random) > 0 { text += " " }
        }
        expectSound(Array(text.utf8), "seed \(seed): \(text.debugDescription)")
    }

    /// To compare such words would take minutes.
    @Test func wordsWithoutEndAreDiagnosed() {
        let word = "a" + String(repeating: "\u{301}", count: 40_000)
        expectSound(Array("model \(word); Linear 4 3 \(word)=3; \(word)".utf8), "accents")
    }

    @Test func everyTruncationOfAModelIsDiagnosedOrAGraph() {
        let model = """
            \u{FEFF}model Größe # ¿qué?\r
            Input 1 28 28; Flatten\r
            Linear 784 256 bias=false; LeakyReLU slope=0.2
            Linear 256 10; LogSoftmax; loss MSE
            """
        let bytes = Array(model.utf8)
        for length in 0...bytes.count { expectSound(Array(bytes.prefix(length)), "length \(length)") }
    }

    @Test func everyReplacedByteOfAModelIsDiagnosedOrAGraph() {
        let bytes = Array("Input 8 8\nFlatten; Linear 64 10 bias=false; ReLU; Linear 10 2".utf8)
        for index in bytes.indices {
            for byte: UInt8 in [0, 0x0A, 0x23, 0x28, 0x30, 0x3B, 0x3D, 0x80, 0xFF] {
                var changed = bytes
                changed[index] = byte
                expectSound(changed, "byte \(byte) at \(index)")
            }
        }
    }

    #if DEBUG
        private static let manyLayers = 100_000
    #else
        private static let manyLayers = 1_000_000
    #endif

    @Test(.timeLimit(.minutes(10)))
    func theLayersOfAVeryDeepModelAreCountedInSeconds() {
        let text = "Linear 8 8" + String(repeating: "; ReLU", count: Self.manyLayers - 1)
        let analysis = analyze(SourceText(path: "deep.nn", text: text), defaultName: "Deep")
        #expect(analysis.layers.count == Self.manyLayers)
        #expect(analysis.diagnostics.map(\.kind) == [.tooManyLayers(Self.manyLayers)])
    }

    @Test(.timeLimit(.minutes(10)))
    func thousandsOfErrorsOnOneLineTakeSeconds() {
        let text = "Linear 8 8" + String(repeating: "; Rleu", count: 10_000)
        let source = SourceText(path: "wrong.nn", text: text)
        let diagnostics = analyze(source, defaultName: "Deep").diagnostics
        // One for each word, and one for their number.
        #expect(diagnostics.count == 10_001)
        #expect(diagnostics.last?.render(in: source).contains("wrong.nn:1:60007: error") == true)
        #expect(diagnostics.reduce(0) { $0 + $1.render(in: source).utf8.count } > 0)
    }

    /// What holds for any bytes: a graph that verifies or an error, diagnostics that render, twice the same.
    private func expectSound(_ bytes: [UInt8], _ comment: Comment) {
        let source = SourceText(path: "random.nn", bytes: bytes)
        let analysis = analyze(source, defaultName: "Net")
        let hasErrors = analysis.diagnostics.contains { $0.severity == .error }
        #expect((analysis.graph == nil) == hasErrors, comment)
        if let graph = analysis.graph {
            #expect(throws: Never.self, comment) { try graph.verify() }
            #expect(!graph.description(locating: source).isEmpty, comment)
        }
        for diagnostic in analysis.diagnostics {
            let lines = diagnostic.render(in: source).split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count >= 3 && lines[2].contains("^"), comment)
            #expect(diagnostic.range.lowerBound >= 0 && diagnostic.range.upperBound <= bytes.count, comment)
        }
        #expect(analyze(source, defaultName: "Net").diagnostics == analysis.diagnostics, comment)
    }
}

/// Steele, Lea and Flood's generator: the same numbers from the same seed, everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
