import GraphCodegen
import GraphIR
import Testing

/// Batches of more samples than are worked on together are walked in pieces, unless a layer needs all of them.
struct PieceTests {
    @Test func theStepIsThatOfTheWholeBatch() throws {
        let texts = [
            "Linear 5 7; Tanh; Dropout 0.25; Linear 7 3", "Linear 4 6; ReLU; Linear 6 2; loss MSE",
            "Input 2 5 5; Conv2d 3 3 padding=1; ReLU; Dropout; Flatten; Linear 3",
            "Linear 5 7; BatchNorm1d; ReLU; Linear 7 3",
        ]
        let models = try texts.enumerated().map { try compile($1, name: "Net\($0)") }
        let c = try EmittedC(models, batch: 2500, options: ["-O1"])
        // Two pieces, and of the quickest three.
        let requests = models.enumerated().map { index, model in
            let rows = index == 0 ? 2500 : 1100
            return EmittedC.Request(
                model: index, batch: Batch(for: model.program, rows: rows, seed: UInt64(index)))
        }
        let answers = try c.answers(to: requests)
        #expect(try c.answers(to: requests, threads: 3) == answers)
        for (request, answer) in zip(requests, answers) {
            let program = models[request.model].program
            let text = texts[request.model]
            let gradient = request.batch.results(of: .gradient, in: program)
            let step = request.batch.results(of: .step, in: program)
            expectClose(answer.trainingLosses.map(Double.init), gradient.losses, 1e-4, scale: 0.1, "\(text)")
            for (found, expected) in zip(answer.gradient, gradient.gradient) {
                expectClose(found.map(Double.init), expected, 1e-4, scale: 0.1, "\(text): gradient")
            }
            for (found, expected) in zip(answer.parameters, step.parameters) {
                expectClose(found.map(Double.init), expected, 1e-4, scale: 0.1, "\(text): parameters")
            }
        }
    }

    @Test(arguments: [
        ("Linear 5 7; ReLU; Dropout; Linear 7 3", true), ("Linear 5 3; Softmax; loss MSE", true),
        ("Input 2 5 5; Conv2d 3 3; MaxPool2d 2; Flatten; Linear 3", true),
        ("Linear 5 7; BatchNorm1d; Linear 7 3", false),
        ("Input 5; BatchNorm1d affine=false; Linear 3", false),
    ])
    func statisticsOfABatchNeedAllOfIt(_ text: String, inPieces: Bool) throws {
        let compilation = try compile(text)
        #expect(compilation.program.trainsInPieces == inPieces)
        #expect(compilation.lowered.trainsInPieces == inPieces)
    }

    @Test func memoryDoesNotGrowWithTheBatch() throws {
        let folder = try TemporaryFolder()
        let c = try compile("Linear 784 256; ReLU; Linear 256 10").c(
            sourceName: "net.nn", headerName: "net.h")
        try folder.write(c.header, to: "net.h")
        let program = """
            #include "net.h"
            #if NET_BATCH == 1024
            _Static_assert(sizeof(net_arena) < 1100 * 4 * 560, "rows");
            #else
            _Static_assert(sizeof(net_arena) < 1100 * 4 * 560 + sizeof(net_parameters), "and a gradient");
            #endif

            """
        try folder.write(program, to: "size.c")
        for batch in [1024, 1025, 60000] {
            try #require(CCompiler.standard).compile(["-DNET_BATCH=\(batch)", "-c", "size.c"], in: folder)
        }
    }
}
