import Foundation
import GraphCodegen
import Testing

/// What compilers make of the tile, which is seen without a machine that could run it: nothing is fast if the
/// sums of a full tile go through memory at every step, or if their epilogue gathers across rows.
@Suite(.enabled("needs an x86-64 processor and objdump") { objdump != nil }) struct TileCodeTests {
    @Test(arguments: ["-O2", "-O3"]) func generatedCodeKeepsSumsInRegisters(_ optimization: String) throws {
        let model = try compile("Flatten; Linear 784 256; ReLU; Linear 256 10")
        let c = model.c(sourceName: "net.nn", headerName: "net.h")
        for name in ["clang", "gcc"] {
            guard let compiler = CCompiler(named: name) else { continue }
            let folder = try TemporaryFolder()
            try folder.write(c.header, to: "net.h")
            try folder.write(c.source, to: "net.c")
            try compiler.compile([optimization, "-c", "net.c", "-o", "net.o"], in: folder)
            for function in ["net_relu2_full", "net_linear1_weight_full"] {
                try expectSumsInRegisters(function, file: "net.o", in: folder, name)
            }
        }
    }

    /// With the flags of the package.
    @Test func libraryKeepsSumsInRegisters() throws {
        guard let compiler = CCompiler(named: "clang") else { return }
        let folder = try TemporaryFolder()
        let sources = tileKernels.path
        try compiler.compile(
            [
                "-O3", "-ffp-contract=off", "-I\(sources)/include", "-c", "\(sources)/machine.c", "-o",
                "machine.o",
            ],
            in: folder)
        for function in ["tk_tile", "tk_sums"] {
            try expectSumsInRegisters(function, file: "machine.o", in: folder, compiler.name)
        }
    }

    private func expectSumsInRegisters(
        _ function: String, file: String, in folder: TemporaryFolder, _ compiler: String
    ) throws {
        for instructionSet in ["avx2", "avx512"] {
            let name = "\(function)_\(instructionSet)"
            let code = try MachineCode(of: name, file: file, in: folder)
            #expect(code.gathers == [], "\(compiler), \(name)")
            #expect(!code.tileLoops.isEmpty, "\(compiler), \(name)")
            for loop in code.tileLoops { #expect(loop.stores == [], "\(compiler), \(name)") }
        }
    }
}

/// The C library that generated Swift calls.
let tileKernels = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/TileKernels").standardizedFileURL

private let objdump: String? = {
    #if arch(x86_64)
        pathOfProgram(named: "objdump")
    #else
        nil
    #endif
}()

/// An innermost loop, as its instructions.
private struct MachineLoop {
    var instructions: ArraySlice<Substring>

    /// A full tile sums 8 × 2 registers of 16 floats or 6 × 2 of 8.
    var isTile: Bool {
        let sums = instructions.filter { $0.hasPrefix("vfmadd") }
        return sums.count == (sums.contains { $0.contains("zmm") } ? 16 : 12)
    }

    /// Where the target, which comes last, is in memory.
    var stores: [Substring] { instructions.filter { $0.hasPrefix("vmov") && $0.hasSuffix(")") } }
}

/// A function as the compiler left it.
private struct MachineCode {
    private var instructions: [Substring] = []
    /// The loops over the depth of full tiles.
    let tileLoops: [MachineLoop]

    init(of function: String, file: String, in folder: TemporaryFolder) throws {
        let objdump = try #require(objdump)
        let outcome = try folder.run(objdump, ["--no-show-raw-insn", "--disassemble=\(function)", file])
        try #require(outcome.status == 0, "\(outcome.errors)")
        // `   1f0:\tvmovups (%rdi),%ymm0`
        var places: [Substring: Int] = [:]
        for line in String(decoding: outcome.output, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: ":\t", maxSplits: 1)
            guard parts.count == 2 else { continue }
            places[parts[0].drop { $0 == " " }] = instructions.count
            instructions.append(parts[1])
        }
        // `jne    1f0 <name+0x10>`
        let jumps = instructions.enumerated().compactMap { index, text -> Range<Int>? in
            let words = text.split(separator: " ")
            guard text.hasPrefix("j"), words.count > 1, let target = places[words[1]] else { return nil }
            return target <= index ? target..<index + 1 : nil
        }
        let innermost = jumps.filter { jump in
            !jumps.contains {
                $0 != jump && jump.contains($0.lowerBound) && jump.contains($0.upperBound - 1)
            }
        }
        tileLoops = innermost.map { [instructions] in MachineLoop(instructions: instructions[$0]) }
            .filter(\.isTile)
    }

    /// Loads and stores of lanes that lie apart.
    var gathers: [Substring] {
        instructions.filter { $0.hasPrefix("vgather") || $0.hasPrefix("vscatter") }
    }
}
