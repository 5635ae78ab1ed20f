import Foundation
import GraphCodegen
import Testing

/// Two epochs on the digits give the same weights and statistics to the bit with every compiler, optimization, instruction
/// set and processor.
@Suite(.serialized) struct DeterminismTests {
    /// What the plain path gives, compiled without optimization.
    private static let reference = Result { try trainedWeights(CCompiler.standard, "-O0", path: 0) }

    @Test func theReferenceLearns() throws {
        let weights = try Self.reference.get()
        let finite = weights.floats.filter(\.isFinite)
        #expect(finite.count == weights.floats.count && Set(finite).count > 1000)
    }

    @Test(arguments: [("gcc", "-O2"), ("clang", "-O0"), ("clang", "-O3")])
    func everyCompilerAndInstructionSet(_ name: String, _ optimization: String) throws {
        guard let compiler = CCompiler(named: name) else { return }
        for path in 0...2 {
            let weights = try trainedWeights(compiler, optimization, path: path)
            let reference = try Self.reference.get()
            #expect(weights.isSame(as: reference), "\(compiler.name) \(optimization), path \(path)")
        }
    }

    @Test(arguments: 2...4) func everyNumberOfThreads(_ threads: Int) throws {
        for path in 0...2 {
            let weights = try trainedWeights(CCompiler.standard, "-O0", path: path, threads: threads)
            let reference = try Self.reference.get()
            #expect(weights.isSame(as: reference), "\(threads) threads, path \(path)")
        }
    }

    @Test(.enabled("needs aarch64-linux-gnu-gcc and qemu-aarch64") { aarch64 != nil })
    func anARMProcessor() throws {
        let (compiler, emulator) = try #require(aarch64)
        let folder = try sharedFolder.get()
        try compiler.compile(["-O2", "-static", "train.c", "-o", "train-arm", "-lm", "-pthread"], in: folder)
        let weights = try run(emulator, ["./train-arm", "2", "1"], in: folder)
        let reference = try Self.reference.get()
        #expect(weights.isSame(as: reference))
    }
}

extension Data {
    /// `==`, of which a failed expectation would look for the shortest way from one to the other.
    fileprivate func isSame(as other: Data) -> Bool { self == other }
}

private let aarch64: (CCompiler, String)? = {
    guard let compiler = CCompiler(named: "aarch64-linux-gnu-gcc"),
        let emulator = pathOfProgram(named: "qemu-aarch64")
    else { return nil }
    return (compiler, emulator)
}()

/// The weights after two epochs.
///
/// - Parameter path: 0 for plain vectors, 1 for AVX2 where the machine has it, 2 for the best that it has.
private func trainedWeights(_ compiler: CCompiler?, _ optimization: String, path: Int, threads: Int = 1)
    throws -> Data
{
    let compiler = try #require(compiler, "no C compiler")
    let folder = try sharedFolder.get()
    let program = "train-\(compiler.name)\(optimization)"
    if !FileManager.default.fileExists(atPath: folder.url.appending(path: program).path) {
        try compiler.compile([optimization, "train.c", "-o", program, "-lm", "-pthread"], in: folder)
    }
    return try run(folder.url.appending(path: program).path, ["\(path)", "\(threads)"], in: folder)
}

private func run(_ program: String, _ arguments: [String], in folder: TemporaryFolder) throws -> Data {
    let outcome = try folder.run(program, arguments, input: folder.bytes(of: "digits"))
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome.output
}

private nonisolated(unsafe) let sharedFolder = Result { try digitsFolder() }

/// The digits as one file of pixels and labels, the model's C, and a program that trains it.
private func digitsFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let digits = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../examples/Data/digits")
    func contents(_ name: String, header: Int) throws -> Data {
        let gzip = try #require(pathOfProgram(named: "gzip"))
        let outcome = try folder.run(gzip, ["-dc", digits.appending(path: name).path])
        return outcome.output.dropFirst(header)
    }
    let pixels = try contents("train-images-idx3-ubyte.gz", header: 16)
    let labels = try contents("train-labels-idx1-ubyte.gz", header: 8)
    try #require(labels.count > 1000 && pixels.count == 64 * labels.count)
    try folder.write(pixels + labels, to: "digits")
    // Three and four workers get shares that are not a whole number of the widest tile. Of the first convolution's
    // weight and bias every sample has a gradient of its own; to that of the third one's weight every sample adds.
    let model = try compile(
        "Input 1 8 8; Conv2d 5 3 padding=1; BatchNorm2d; ReLU; "
            + "Conv2d 60 3 stride=2 padding=1 groups=5; Conv2d 12 3 padding=1; Flatten; Dropout 0.25; "
            + "Linear 272; GELU; Linear 50; ReLU; Linear 10",
        name: "Digits")
    let sums = Set(model.program.buffers.map(\.name))
    #expect(
        sums.isSuperset(of: [
            "conv2d0_weight_grad_parts", "conv2d0_bias_grad_parts", "conv2d4_weight_grad_so_far",
        ]), "\(sums)")
    let c = model.c(sourceName: "digits.nn", headerName: "digits.h")
    try folder.write(c.header, to: "digits.h")
    try folder.write(c.source, to: "digits.c")
    try folder.write(trainingProgram(samples: labels.count), to: "train.c")
    return folder
}

private func trainingProgram(samples: Int) -> String {
    """
    #define _POSIX_C_SOURCE 200809L
    #include <pthread.h>
    #include <stdio.h>
    #include <stdlib.h>
    static int path, threads;
    #define DIGITS_THREADS 4
    #if defined(__x86_64__)
    #define DIGITS_HAS_AVX512 (path >= 2 && __builtin_cpu_supports("avx512f") \\
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") \\
        && __builtin_cpu_supports("avx512bw"))
    #define DIGITS_HAS_AVX2 (path >= 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    #endif
    #include "digits.c"

    enum { SAMPLES = \(samples), BATCH = 32 };
    static digits_parameters parameters;
    static digits_arena arena;
    static unsigned char pixels[SAMPLES][64], labels[SAMPLES];

    static size_t count;
    static float inputs[BATCH * 64], logits[BATCH * 10], losses[BATCH];
    static int32_t expected[BATCH];
    static uint64_t seed;

    \(EmittedC.barrier)
    static void *step(void *index)
    {
        const digits_worker worker = {*(size_t *)index, (size_t)threads, wait_for_all, NULL};
        if (digits_train_step_shared(&parameters, &arena, inputs, expected, count, 0.1f, seed, logits, losses,
                &worker)
            != DIGITS_OK)
            exit(1);
        return NULL;
    }

    static void train(size_t first)
    {
        static size_t indices[] = {0, 1, 2, 3};
        pthread_t others[4];
        count = SAMPLES - first < BATCH ? SAMPLES - first : BATCH;
        for (size_t b = 0; b < count; ++b) {
            for (size_t i = 0; i < 64; ++i) inputs[64 * b + i] = (float)pixels[first + b][i] / 255.0f;
            expected[b] = labels[first + b];
        }
        for (int i = 1; i < threads; ++i)
            if (pthread_create(&others[i], NULL, step, &indices[i]) != 0) exit(1);
        step(&indices[0]);
        for (int i = 1; i < threads; ++i) pthread_join(others[i], NULL);
    }

    int main(int argument_count, char **arguments)
    {
        if (argument_count != 3) return 1;
        path = atoi(arguments[1]);
        threads = atoi(arguments[2]);
        if (fread(pixels, 64, SAMPLES, stdin) != SAMPLES || fread(labels, 1, SAMPLES, stdin) != SAMPLES)
            return 1;
        digits_init(&parameters, 7);
        uint64_t steps = 0;
        for (int epoch = 0; epoch < 2; ++epoch)
            for (size_t first = 0; first < SAMPLES; first += BATCH) {
                seed = digits_step_seed(7, steps++);
                train(first);
            }
        return fwrite(&parameters, sizeof parameters, 1, stdout) == 1 ? 0 : 1;
    }

    """
}
