import Foundation
import GraphIR
import Testing

@testable import GraphCodegen

/// The numbers of an inspection, and how it is printed.
struct InspectionTests {
    private let fashion = "Flatten\nLinear 784 256\nReLU\nLinear 256 10\n"

    @Test func parametersAndOperationsAreThoseOfTheLayers() throws {
        let inspection = try inspect(fashion)
        #expect(inspection.layers.map(\.parameters) == [0, 784 * 256 + 256, 0, 256 * 10 + 10])
        // Multiply-adds and biases of Linear, one maximum an element of ReLU.
        #expect(
            inspection.layers.map(\.flops) == [0, 2 * 784 * 256 + 256, 256, 2 * 256 * 10 + 10])
        let compiled = try #require(inspection.compiled)
        #expect(compiled.parameters == 203_530)
        #expect(compiled.parameterBytes == 814_120)
        #expect(compiled.flops == 407_050)
    }

    @Test func memoryIsThatOfThePlans() throws {
        let compiled = try #require(try inspect(fashion).compiled)
        let program = compiled.compilation.program
        #expect(compiled.parameterArenaBytes == 4 * program.parameterFloats)
        for (role, arena) in [
            (LoopFunction.Role.forward, compiled.inference), (.step, compiled.training),
        ] {
            let plan = try #require(program.functions.first { $0.role == role }?.plan)
            #expect(arena.perSample == 4 * plan.floatsPerSample)
            #expect(arena.planned == 64 * arena.perSample + 4 * (plan.floatsOnce + plan.floatsPerWorker))
        }
    }

    /// Only what the backward pass reads again is kept: the values of ReLU, but not its arguments.
    @Test func fusedLayersKeepNothing() throws {
        // A row of 256 floats is padded by 16.
        #expect(try inspect(fashion).layers.map(\.activationBytes) == [0, 0, 4 * 272, 0])
        #expect(try inspect("Linear 8 4; GELU; Linear 4 2").layers.map(\.activationBytes) == [16, 16, 0])
    }

    /// No activation is counted that the arena does not have room for.
    @Test(arguments: Elementwise.table.map(\.keyword) + ["Flatten", "Softmax", "LogSoftmax"])
    func activationsFitIntoTheArena(_ keyword: String) throws {
        let compiled = try #require(
            try inspect("Input 6; \(keyword); Linear 5; \(keyword); Linear 3").compiled)
        #expect(compiled.activationBytes <= compiled.training.perSample)
        #expect(compiled.flops > 0)
    }

    @Test func theTable() throws {
        #expect(
            try inspect("Flatten; Linear 784 256; ReLU; Linear 256 10").table == """
                Test from test.nn: [784] → [10], loss CrossEntropy

                layer           at    output  parameters    FLOPs    bytes  activations
                Flatten         1:1   [784]            0        0        0            0
                Linear 784 256  1:10  [256]      200,960  401,664  803,840            0
                ReLU            1:26  [256]            0      256        0        1,088
                Linear 256 10   1:32  [10]         2,570    5,130   10,280            0
                total                            203,530  407,050  814,120        1,088

                FLOPs: the forward pass for one sample; a multiply-add is two, any other operation one.
                bytes: of the parameters. activations: bytes kept for one sample in training; a layer
                that is fused with the next keeps none.

                memory for a batch of 64    bytes  a sample    fixed
                parameters                864,320            864,320
                arena for inference        69,632     1,088        0
                arena for training        143,104     2,216    1,280

                """)
    }

    @Test func stateHasARowOfItsOwn() throws {
        let inspection = try inspect("Linear 4 5\nBatchNorm1d\n")
        #expect(inspection.compiled?.parameters == 4 * 5 + 5 + 2 * 5)
        // Running mean, running variance and a count, each on a cache line.
        #expect(inspection.compiled?.stateBytes == 3 * 64)
        #expect(inspection.table.contains("\nstate "))
        #expect(!(try inspect(fashion).table.contains("\nstate ")))
    }

    // MARK: A batch

    @Test func aBatchCostsWhatItsLayersDo() throws {
        let inspection = try inspect(fashion, batch: 64)
        let (batch, compiled) = (try #require(inspection.batch), try #require(inspection.compiled))
        #expect(batch.parts.map(\.position) == [0, 1, 2, 3, nil])
        #expect(batch.parts.last?.text == "loss CrossEntropy")
        #expect(batch.inference.flops == 64 * 407_050)
        #expect(zip(batch.parts, inspection.layers).allSatisfy { $0.inference.flops == 64 * ($1.flops ?? 0) })
        // The product and the bias forward, the gradients of both, an update of two operations a weight; what is in
        // front of the second layer has a gradient, too.
        let (first, last) = (batch.parts[1].training, batch.parts[3].training)
        #expect(first.flops == 64 * (4 * 784 * 256 + 2 * 256) + 2 * (784 * 256 + 256))
        #expect(last.flops == 64 * (6 * 256 * 10 + 2 * 10) + 2 * (256 * 10 + 10))
        #expect(batch.parts.reduce(0) { $0 + $1.training.flops } == batch.training.flops)
        #expect(batch.worst { $0.training.flops }.map(\.position).prefix(2) == [1, 3])
        #expect(batch.inference.arenaBytes == compiled.inference.planned)
        #expect(batch.training.arenaBytes == compiled.training.planned)
        #expect(batch.gradientBytes == 0)
    }

    /// What layers hold at once is in the arena, and most of it is theirs.
    @Test(arguments: [
        "Flatten; Linear 784 256; ReLU; Linear 256 10",
        "Input 1 28 28; Conv2d 1 32 3 padding=1; ReLU; MaxPool2d 2; Flatten; Linear 10",
        "Input 3 8 8; Conv2d 4 3; BatchNorm2d; ReLU; Dropout; Flatten; Linear 10",
        "Linear 4 2; loss MSE",
    ])
    func whatLayersHoldIsInTheArena(_ text: String) throws {
        let batch = try #require(try inspect(text, batch: 100).batch)
        for (arena, bytes) in [
            (batch.inference.arenaBytes, batch.parts.map(\.inference.bytes)),
            (batch.training.arenaBytes, batch.parts.map(\.training.bytes)),
        ] {
            let held = bytes.reduce(0, +)
            #expect(held <= arena && held >= arena / 2)
        }
    }

    /// A large batch is walked in pieces, which add their gradients up, except where statistics are of all of it.
    @Test func aLargeBatchNeedsTheMemoryOfAPiece() throws {
        let batch = try #require(try inspect(fashion, batch: 4096).batch)
        let compiled = try #require(try inspect(fashion).compiled)
        #expect(
            batch.training.flops > 63 * (try #require(try inspect(fashion, batch: 64).batch).training.flops))
        #expect(batch.training.arenaBytes == 1024 * compiled.training.perSample + compiled.training.fixed)
        #expect(batch.gradientBytes == compiled.parameterArenaBytes)
        let normalized = try inspect("Linear 4 5; BatchNorm1d; Linear 2", batch: 4096)
        let (whole, arena) = (try #require(normalized.batch), try #require(normalized.compiled).training)
        #expect(whole.training.arenaBytes == 4096 * arena.perSample + arena.fixed)
        #expect(whole.gradientBytes == 0)
    }

    @Test func noBatchIsTooLarge() throws {
        let inspection = try inspect("Linear 4 5; BatchNorm1d; Linear 2", batch: .max)
        let batch = try #require(inspection.batch)
        #expect(batch.inference.flops == .max && batch.training.arenaBytes == .max)
        #expect(inspection.table.contains("9,223,372,036,854,775,807"))
    }

    @Test func jsonHasTheBatchIfItIsAskedFor() throws {
        let json = try object(fashion, batch: 64)
        #expect(json["schema"] as? Int == 2)
        let batch = try #require(json["batch"] as? [String: Any])
        #expect(batch["size"] as? Int == 64)
        #expect(
            batch["inference"] as? [String: Int] == [
                "flops": 26_051_200, "bytes": 69_632 + 864_320, "arenaBytes": 69_632,
            ])
        #expect((batch["training"] as? [String: Int])?["arenaBytes"] == 143_104)
        #expect(batch["parameterBytes"] as? Int == 864_320)
        #expect(batch["stateBytes"] as? Int == 0 && batch["gradientBytes"] as? Int == 0)
        let layers = try #require(batch["layers"] as? [[String: Any]])
        #expect(
            layers.map { $0["text"] as? String }
                == ["Flatten", "Linear 784 256", "ReLU", "Linear 256 10", "loss CrossEntropy"])
        #expect(layers[4]["position"] is NSNull)
        #expect(layers[1]["inference"] as? [String: Int] == ["flops": 64 * 401_664, "bytes": 0])
        for key in ["mostFlops", "mostBytes"] {
            #expect(try #require(batch[key] as? [[String: Any]]).isEmpty == false)
        }
        #expect(try object(fashion)["batch"] == nil)
        #expect(try object("Linear 4 3; Foo", batch: 64)["batch"] is NSNull)
    }

    // MARK: Errors

    @Test func errorsStandBelowTheirLayers() throws {
        #expect(
            try inspect("Input 1 28 28\nLinear 784 256\nRelu\nLinear 128 10\nloss MSA\n").table == """
                Test from test.nn: [1, 28, 28] → [10]

                layer           at   output  parameters  FLOPs    bytes  activations
                Linear 784 256  2:1  [256]      200,960      ?  803,840            ?
                  ^ error at 2:1: Linear expects samples of 1 dimension but gets [1, 28, 28]
                Relu            3:1  [256]            0      ?        0            ?
                  ^ error at 3:1: there is no operator `Relu`
                Linear 128 10   4:1  [10]         1,290      ?    5,160            ?
                  ^ error at 4:8: Linear expects 128 features but gets 256
                  ^ error at 5:6: there is no loss `MSA`

                """)
    }

    @Test func theGraphGoesAsFarAsTheErrorsLetIt() throws {
        let source = SourceText(path: "test.nn", text: "Input 4 0\nLinear 4 3; Foo; ReLU")
        let analysis = analyze(source, defaultName: "Test")
        let text = Inspection(analysis, nil, source: source).graphText(in: source)
        #expect(
            text == """
                graph Test
                  %0 = input  ?
                  # error at 1:9: `extent` must be at least 1, found `0`
                  %1 = Linear 4 3 %0  [3]  # 2:1
                  %2 = Foo %1  ?  # 2:13
                  # error at 2:13: there is no operator `Foo`
                  %3 = ReLU %2  ?  # 2:18

                """)
    }

    @Test(arguments: ["", "# nothing", "Linear 99999999999999999999 2", "\0", "ReLU"])
    func aTextWithoutAModelHasATable(_ text: String) throws {
        let inspection = try inspect(text)
        #expect(inspection.compiled == nil)
        #expect(inspection.table.contains("^ error at 1:"))
    }

    // MARK: JSON

    @Test func jsonHoldsTheSameNumbers() throws {
        let json = try object(fashion)
        #expect(json["schema"] as? Int == 2)
        #expect(json["name"] as? String == "Test")
        #expect(json["input"] as? [Int] == [784])
        #expect(json["output"] as? [Int] == [10])
        #expect(json["loss"] as? String == "CrossEntropy")
        let layers = try #require(json["layers"] as? [[String: Any]])
        #expect(
            layers.map { $0["text"] as? String } == ["Flatten", "Linear 784 256", "ReLU", "Linear 256 10"])
        #expect(layers.map { $0["line"] as? Int } == [1, 2, 3, 4])
        #expect(layers.map { $0["parameterBytes"] as? Int } == [0, 803_840, 0, 10_280])
        let totals = try #require(json["totals"] as? [String: Int])
        #expect(
            totals == [
                "parameters": 203_530, "flops": 407_050, "parameterBytes": 814_120, "activationBytes": 1_088,
            ])
        let parameters = try #require(json["parameters"] as? [[String: Any]])
        #expect(parameters.map { $0["name"] as? String } == ["1.weight", "1.bias", "3.weight", "3.bias"])
        #expect(parameters.map { $0["shape"] as? [Int] } == [[256, 784], [256], [10, 256], [10]])
        #expect(
            parameters[0]["axes"] as? [[String: Int]] == [
                ["extent": 256, "stride": 1], ["extent": 784, "stride": 272],
            ])
        let loops = try #require(json["loops"] as? [String: String])
        #expect(loops["lowered"]?.hasPrefix("program Test\n") == true)
        #expect(loops["compiled"]?.hasPrefix("program Test\n") == true)
    }

    /// Behind an image with channels last, a dimension of PyTorch's is several in memory.
    @Test func jsonSaysWhereEveryElementLies() throws {
        let json = try object("Input 1 5 5; Conv2d 3 2; Flatten; Linear 48 2")
        let parameters = try #require(json["parameters"] as? [[String: Any]])
        #expect(parameters.map { $0["name"] as? String } == ["0.weight", "0.bias", "2.weight", "2.bias"])
        #expect(parameters.map { $0["offset"] as? Int } == [0, 16, 32, 128])
        #expect(
            parameters[2]["axes"] as? [[String: Int]] == [
                ["extent": 2, "stride": 1], ["extent": 3, "stride": 2], ["extent": 4, "stride": 24],
                ["extent": 4, "stride": 6],
            ])
    }

    @Test func jsonOfAModelWithErrors() throws {
        let json = try object("Linear 4 3; ReLU\nLinear 5 2")
        #expect(json["totals"] is NSNull && json["memory"] is NSNull && json["loops"] is NSNull)
        let diagnostics = try #require(json["diagnostics"] as? [[String: Any]])
        let diagnostic = try #require(diagnostics.first)
        #expect(diagnostics.count == 1)
        #expect(diagnostic["severity"] as? String == "error")
        #expect(diagnostic["code"] as? String == "extentMismatch")
        #expect(diagnostic["line"] as? Int == 2 && diagnostic["column"] as? Int == 8)
        #expect(diagnostic["layer"] as? Int == 2)
        #expect(diagnostic["hint"] as? String == "`Linear 3 2`")
    }

    @Test func jsonEscapesWhatItMust() throws {
        let text =
            (0..<0x80).compactMap { Unicode.Scalar(UInt32($0)).map(Character.init) } + ["é", "\u{2028}", "😀"]
        let string = String(text)
        let parsed = try JSONSerialization.jsonObject(with: Data(JSON.array([.string(string)]).text.utf8))
        #expect(parsed as? [String] == [string])
    }

    @Test func jsonIsValidWhateverTheText() throws {
        for text in ["Linear \"\\\u{1}\u{1F600} 2", "model \"\nLinear 4 2", "\u{FEFF}"] {
            #expect(try object(text)["schema"] as? Int == 2)
        }
    }

    // MARK: -

    private func inspect(_ text: String, batch: Int? = nil) throws -> Inspection {
        try inspect(text, batch: batch, { inspection, _ in inspection })
    }

    private func object(_ text: String, batch: Int? = nil) throws -> [String: Any] {
        let json = try inspect(text, batch: batch) { $0.json(in: $1) }
        return try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    private func inspect<Result>(
        _ text: String, batch: Int? = nil, _ read: (Inspection, SourceText) -> Result
    ) throws -> Result {
        let source = SourceText(path: "test.nn", text: text)
        let analysis = analyze(source, defaultName: "Test")
        let compilation = try analysis.graph.map { try Compilation($0, source: source) }
        return read(Inspection(analysis, compilation, source: source, batch: batch), source)
    }
}
