import Foundation
import GraphCodegen
import GraphIR
import Testing

@testable import GraphRuntime

/// Softmax, its logarithm, LayerNorm and the losses, for rows of every length, and what is normalized of images: the library for every instruction set, each in a
/// process of its own since a process chooses once, and C.
@Suite(.serialized) struct RowTests {
    @Test func rowsOfEveryLengthAreRightAndTheSameInCAndOnEveryInstructionSet() async throws {
        var hashes = ["C": "hash \(try hashOfRows(inC: true))"]
        defer { unsetenv("GRAPHC_ISA") }
        for path in ["plain", "avx2", "avx512"] {
            setenv("GRAPHC_ISA", path, 1)
            let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
                print("hash \(try hashOfRows(inC: false))")
            }
            let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
            let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("hash ") })
            hashes[path] = String(line)
        }
        #expect(Set(hashes.values).count == 1, "\(hashes)")
    }

    /// This program itself, in an environment of its own: in that of the tests, every process that another one starts
    /// would end like this.
    @Test func anInstructionSetThatIsUnknownIsAnError() throws {
        let process = Process()
        let errors = Pipe()
        process.executableURL = URL(filePath: CommandLine.arguments[0])
        process.arguments = Array(CommandLine.arguments.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(["GRAPHC_ISA": "AVX-512"]) { $1 }
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
        #expect(
            text.contains(
                "error: expected plain, avx2 or avx512 as the environment variable GRAPHC_ISA, found \"AVX-512\""
            ))
    }
}

/// Around the vectors, around what the library takes as narrow, and around the steps that it copies at a time.
private let columnCounts = [1, 2, 3, 8, 10, 15, 16, 17, 31, 33, 64, 65, 129, 1000]

/// A single one, and around what a tile holds.
private let rowCounts = [1, 3, 20, 37]

private func hashOfRows(inC: Bool) throws -> UInt64 {
    let texts = columnCounts.flatMap { columns in
        [
            "Linear 3 \(columns); Softmax; LogSoftmax", "Linear 3 \(columns); Softmax; loss MSE",
            "Linear 3 \(columns); LayerNorm; ReLU; Linear 4",
        ]
    }
    let losses = [1, 3, 15, 16, 17, 65, 1000].flatMap { columns in
        lossTable.flatMap(\.examples).map { "Linear 3 \(columns); loss \($0.text)" }
    }
    // Rows that are not a sample each.
    let images = [
        "LayerNorm", "LayerNorm [7 6]", "LayerNorm 6 affine=false", "GroupNorm 1", "GroupNorm 4",
        "GroupNorm 36",
    ].map { "Input 2 7 6; Conv2d 36 2 padding=same; \($0); SiLU; Conv2d 3 2; Flatten" }
    let others = [
        "Input 3 5; ReLU; Softmax; Flatten; Linear 4",
        "Input 12; GroupNorm 3; Linear 8; GroupNorm 2; Linear 4",
        "Input 2 3 4; Conv2d 6 1; Flatten; GroupNorm 9; Linear 4",
    ]
    let models = try (texts + losses + others + images).enumerated().map { index, text in
        let source = SourceText(path: "rows.nn", text: text)
        let graph = try #require(analyze(source, defaultName: "Net\(index)").graph)
        return try Compilation(graph, source: source)
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "graphc-rows-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let library = inC ? try libraryOfC(models, in: folder) : nil
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for (index, model) in models.enumerated() {
        let planned = PlannedModel(program: model.program)
        let compiled = try library.map {
            try CompiledModel(library: $0, prefix: "net\(index)", layout: planned.compiled.layout)
        }
        for rows in rowCounts {
            let numbers = try gradient(of: planned, rows: rows, inC: compiled)
            for number in numbers { hash = (hash ^ UInt64(number.bitPattern)) &* 0x100_0000_01B3 }
        }
    }
    return hash
}

/// Logits, losses and gradient of some rows; those of C compared with what the interpreter makes of them.
private func gradient(of model: PlannedModel, rows: Int, inC compiled: CompiledModel?) throws -> [Float] {
    let program = model.program
    let layout = (compiled ?? model.compiled).layout
    let workspace = Workspace(
        for: compiled ?? model.compiled, size: Workspace.Size(rows: rows, gradients: true))
    let parameters = AlignedBuffer<Float>(count: layout.parameterFloats)
    var random = SplitMix64(seed: UInt64(rows))
    func fill(_ memory: UnsafeMutablePointer<Float>, _ count: Int, _ scale: Float) {
        for index in 0..<count { memory[index] = scale * random.nextSigned() }
    }
    fill(workspace.samples.input.start, rows * layout.inputs, 3)
    fill(workspace.samples.targets.start, workspace.samples.targets.count, 1)
    for row in 0..<rows { workspace.samples.labels.start[row] = Int32(row * 7 % program.outputs) }
    for place in program.parameters {
        fill(parameters.start + program[place.buffer].offset, program[place.buffer].floats, 2)
    }
    var pass = workspace.pass(rows: rows, parameters: parameters.start)
    pass.gradients = workspace.gradients.start

    var reference = LoopInterpreter(program, rows: rows)
    func copy(_ memory: UnsafeMutablePointer<Float>, to buffer: Int) {
        for index in reference.memory[buffer].indices {
            reference.memory[buffer][index] = Double(memory[index])
        }
    }
    for (id, buffer) in program.buffers.enumerated() {
        switch buffer.role {
        case .input: copy(workspace.samples.input.start, to: id)
        case .labels:
            for row in 0..<rows { reference.memory[id][row] = Double(workspace.samples.labels.start[row]) }
        case .targets: copy(workspace.samples.targets.start, to: id)
        case .parameter: copy(parameters.start + buffer.offset, to: id)
        case .output, .losses, .gradient, .gradientSum, .activation, .state, .kept: continue
        }
    }
    // What has the bits of C need not be compared again, and more rows are more of the same.
    let isCompared = compiled != nil && rows <= 3
    if isCompared { reference.run(.gradient) }
    if let compiled {
        compiled.gradient(pass, .alone)
    } else {
        try model.run(.gradient, pass)
    }

    var results: [Float] = []
    for (id, buffer) in program.buffers.enumerated() {
        let memory: UnsafeMutablePointer<Float>
        switch buffer.role {
        case .output: memory = pass.output
        case .losses: memory = pass.losses
        case .gradient: memory = pass.gradients + buffer.offset
        case .input, .labels, .targets, .parameter, .activation, .state, .kept, .gradientSum: continue
        }
        // A gradient in front of a softmax is a difference of what is as large as the others.
        let scale = reference.memory[id].reduce(1) { max($0, abs($1)) }
        for (index, expected) in reference.memory[id].enumerated() {
            let isClose = !isCompared || abs(Double(memory[index]) - expected) <= 2e-5 * scale
            #expect(isClose, "\(buffer.name)[\(index)] of \(rows) rows: \(memory[index]), not \(expected)")
            results.append(memory[index])
        }
    }
    return results
}

/// One library with the C of all models.
private func libraryOfC(_ models: [Compilation], in folder: URL) throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var sources: [String] = []
    for (index, model) in models.enumerated() {
        let c = model.c(sourceName: "net.nn", headerName: "net\(index).h")
        try c.header.write(to: folder.appending(path: "net\(index).h"), atomically: true, encoding: .utf8)
        try c.source.write(to: folder.appending(path: "net\(index).c"), atomically: true, encoding: .utf8)
        sources.append("net\(index).c")
    }
    let process = Process()
    process.executableURL = URL(filePath: try #require(CCompiler.quickest, "no C compiler").path)
    process.arguments = ["-std=c11", "-O0", "-shared", "-fPIC"] + sources + ["-lm", "-o", "rows.so"]
    process.currentDirectoryURL = folder
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "the C of rows does not compile")
    return folder.appending(path: "rows.so").path
}
