import Foundation
import GraphCodegen
import GraphIR
import Testing

/// The training steps that C gets for optimizers.
struct OptimizerStepTests {
    private static let variants = OptimizerRow.table.flatMap(\.variants)
    private static let models = [
        "Linear 33 17; Tanh; Linear 17 40; ReLU; Linear 40 3",
        "Input 2 7 7; Conv2d 5 3 padding=1; ReLU; MaxPool2d 2; Flatten; Linear 4",
    ]

    /// What a rule calls its numbers is no loop of the gradient that it joins.
    @Test func everyLayerHasAStepOfEveryOptimizer() throws {
        let depthwise = "Input 4 8 8; Conv2d 4 4 3 groups=4; Flatten; Linear 2"
        for model in OperatorModels.keywords.flatMap(OperatorModels.emitted) + [depthwise] {
            #expect(throws: Never.self, "\(model)") { try compile(model, optimizers: Self.variants) }
        }
    }

    @Test(arguments: models) func noGradientIsStored(_ text: String) throws {
        let program = try compile(text, optimizers: Self.variants).program
        let steps = program.functions.filter { $0.role == .step || $0.role == .accumulate }
        #expect(steps.count == 2 + Self.variants.count)
        for step in steps {
            let stored = step.body.flatMap(\.writes).filter { program[$0].role == .gradient }
            #expect(stored == [], "\(step.name)")
        }
    }

    @Test func gradientDescentIsTheSameBesideOptimizers() throws {
        let alone = try compile(Self.models[0]).program.functions
        let among = try compile(Self.models[0], optimizers: Self.variants).program.functions
        #expect(among.prefix(alone.count).map(\.slices) == alone.map(\.slices))
    }

    /// The same bits with every instruction set, compiler and number of threads, with arithmetic that is not exact, and
    /// by a gradient and an update.
    /// 1,100 samples are walked in pieces.
    @Test(arguments: models) func theResultDependsOnNothingElse(_ text: String) throws {
        let folder = try TemporaryFolder()
        let c = try compile(text, optimizers: Self.variants).c(sourceName: "net.nn", headerName: "net.h")
        try folder.write(c.header, to: "net.h")
        try folder.write(c.source, to: "net.c")
        try folder.write(Self.driver, to: "driver.c")
        var results: Set<String> = []
        for compiler in CCompiler.all {
            for (index, options) in [[], ["-ffast-math"]].enumerated() {
                let program = "\(compiler.name)\(index)"
                try compiler.compile(["-O1"] + options + ["-c", "driver.c"], in: folder)
                try compiler.compile(["driver.o", "-o", program, "-lm", "-lpthread"], in: folder)
                for path in 0...2 {
                    for threads in 1...3 {
                        let outcome = try folder.run(
                            folder.url.appending(path: program).path, ["\(path)", "\(threads)"])
                        #expect(outcome.status == 0, "\(program) \(path) \(threads)")
                        results.insert(String(decoding: outcome.output, as: UTF8.self))
                    }
                }
            }
        }
        #expect(results.count == 1, "\(results)")
        // Each optimizer has two equal lines for each number of samples.
        let lines = try #require(results.first).split(separator: "\n")
        #expect(lines.count == 4 * Self.variants.count)
        #expect(Set(lines).count == 2 * Self.variants.count)
    }

    /// Prints a hash of the parameters after some steps of every optimizer, and after as many gradients and updates.
    /// Its arguments are a path (0 for plain vectors, 1 for AVX2, 2 for the best that the machine has) and a
    /// number of threads.
    private static var driver: String {
        let runs = variants.map { variant in
            let momentum = variant.parts.contains { $0.cName == "momentum" } ? ", 0.9" : ""
            let arguments =
                switch variant.row.name {
                case "SGD": ", 0.05\(momentum)"
                case "Adagrad": ", 0.1"
                case _: momentum
                }
            let type = "net_\(variant.cName)"
            return """
                static \(type) \(variant.cName);
                static void run_\(variant.cName)(const net_worker *worker)
                {
                    if (worker->index == 0) begin(), \(type)_init(&\(variant.cName)\(arguments));
                    meet(NULL);
                    for (size_t step = 0; step < steps; ++step)
                        if (\(type)_step_shared(&parameters, &arena, &\(variant.cName), inputs, labels, rows,
                            logits, losses, worker) != NET_OK) exit(1);
                    if (worker->index == 0) end("\(variant.cName)");
                    if (worker->index == 0) begin(), \(type)_init(&\(variant.cName)\(arguments));
                    meet(NULL);
                    for (size_t step = 0; step < steps; ++step)
                        if (net_gradient_shared(&parameters, &arena, inputs, labels, rows, logits, losses,
                                &gradient, worker) != NET_OK
                            || \(type)_update_shared(&parameters, &\(variant.cName), &gradient, worker) != NET_OK)
                            exit(1);
                    if (worker->index == 0) end("\(variant.cName)");
                    meet(NULL);
                }

                """
        }
        let calls = variants.map { "    run_\($0.cName)(&worker);\n" }.joined()
        return """
            #define _POSIX_C_SOURCE 200809L
            #include <pthread.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>

            static int path;
            #define NET_THREADS 3
            #define NET_BATCH 2000
            #if defined(__x86_64__)
            #define NET_HAS_AVX512 (path >= 2 && __builtin_cpu_supports("avx512f") \\
                && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") \\
                && __builtin_cpu_supports("avx512bw"))
            #define NET_HAS_AVX2 (path >= 1 && __builtin_cpu_supports("avx2") \\
                && __builtin_cpu_supports("fma"))
            #endif
            #include "net.c"

            enum { ROWS = 1100 };
            static size_t rows, steps;
            static net_parameters parameters, gradient;
            static net_arena arena;
            static pthread_barrier_t barrier;
            static size_t count, numbers[3] = {0, 1, 2};
            static float inputs[ROWS * NET_INPUTS + 16], logits[ROWS * NET_OUTPUTS], losses[ROWS];
            static int32_t labels[ROWS];

            static void meet(void *context) { (void)context; pthread_barrier_wait(&barrier); }
            static void begin(void)
            {
                net_init(&parameters, 3);
                for (int i = 0; i < ROWS * NET_INPUTS; ++i) inputs[i] = (float)(i * 7919 % 255) / 255.0f - 0.3f;
                for (int i = 0; i < ROWS; ++i) labels[i] = i % NET_OUTPUTS;
            }
            static void end(const char *name)
            {
                uint32_t hash = 2166136261u, bits;
                const size_t all = sizeof parameters.values / sizeof(float) - 16;
                for (size_t i = 0; i < all; ++i) {
                    memcpy(&bits, &parameters.values[i], 4);
                    hash = (hash ^ bits) * 16777619u;
                }
                printf("%s %08x\\n", name, (unsigned)hash);
            }

            \(runs.joined(separator: "\n"))
            static void *work(void *index)
            {
                const net_worker worker = {*(size_t *)index, count, meet, NULL};
                if (worker.index == 0) rows = 13, steps = 5;
                meet(NULL);
            \(calls)    if (worker.index == 0) rows = ROWS, steps = 2;
                meet(NULL);
            \(calls)    return NULL;
            }

            int main(int argc, char **argv)
            {
                if (argc != 3) return 1;
                pthread_t threads[2];
                path = atoi(argv[1]), count = (size_t)atoi(argv[2]);
                pthread_barrier_init(&barrier, NULL, (unsigned)count);
                for (size_t i = 1; i < count; ++i)
                    if (pthread_create(&threads[i - 1], NULL, work, &numbers[i]) != 0) return 1;
                work(&numbers[0]);
                for (size_t i = 1; i < count; ++i) pthread_join(threads[i - 1], NULL);
                return 0;
            }

            """
    }
}
