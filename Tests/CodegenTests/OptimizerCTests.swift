import Foundation
import GraphCodegen
import Testing

/// The printed updates give the same bits with every compiler and for every instruction set of this machine.
struct OptimizerCTests {
    @Test func everyCompilerAndInstructionSetGivesTheSameBits() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.driver, to: "driver.c")
        var results: Set<String> = []
        for compiler in CCompiler.all {
            for level in ["-O1", "-O2", "-O3"] {
                let program = "\(compiler.name)\(level)"
                let sources = tileKernels.path
                try compiler.compile(
                    [
                        level, "-I\(sources)/include", "driver.c", "\(sources)/optimizers.c", "-o", program,
                        "-lm",
                    ],
                    in: folder)
                let outcome = try folder.run(folder.url.appending(path: program).path, [])
                #expect(outcome.status == 0 && !outcome.output.isEmpty, "\(program)")
                let lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n")
                results.formUnion(lines.map(String.init))
            }
        }
        #expect(results.count == 1, "\(results)")
    }

    /// For every instruction set, a line with a hash of all weights and states after some steps.
    private static let driver = """
        #include "functions.h"
        #include "instruction_set.h"
        #include "optimizers.h"
        #include <stdio.h>
        #include <string.h>

        static tk_isa isa;
        tk_isa tk_isa_in_use(void) { return isa; }

        enum { COUNT = 1003, STATES = 3 };
        static float weights[COUNT], gradients[COUNT], states[STATES * COUNT];
        static uint32_t seed;
        static float next(void)
        {
            seed = seed * 1664525u + 1013904223u;
            return (float)(int32_t)seed / 2147483648.0f;
        }
        static uint32_t hashed(uint32_t hash, const float *numbers, int count)
        {
            for (int i = 0; i < count; ++i) {
                uint32_t bits;
                memcpy(&bits, &numbers[i], 4);
                hash = (hash ^ bits) * 16777619u;
            }
            return hash;
        }
        static void run(void)
        {
            uint32_t hash = 2166136261u;
            /* The settings of no optimizer in particular: each is a fraction. */
            const double settings[6] = {0.01, 0.9, 0.75, 0.125, 0.5, 0.25};
            for (int o = TK_SGD; o <= TK_ADAGRAD; ++o) {
                const tk_optimizer optimizer = (tk_optimizer)o;
                tk_running running = tk_optimizer_start(optimizer);
                seed = 1;
                for (int i = 0; i < COUNT; ++i) weights[i] = next();
                for (int i = 0; i < STATES * COUNT; ++i)
                    states[i] = tk_optimizer_state_start(optimizer, i / COUNT, settings);
                for (int step = 0; step < 20; ++step) {
                    for (int i = 0; i < COUNT; ++i) gradients[i] = next();
                    const tk_numbers numbers = tk_optimizer_next(optimizer, settings, &running);
                    tk_optimizer_update(optimizer, &numbers, weights, gradients, states, COUNT, COUNT);
                }
                hash = hashed(hash, weights, COUNT);
                hash = hashed(hash, states, (int)tk_optimizer_states(optimizer) * COUNT);
            }
            printf("%08x\\n", hash);
        }
        int main(void)
        {
            isa = TK_PLAIN;
            run();
        #ifdef TK_X86
            isa = TK_AVX2;
            if (TK_HAS_AVX2) run();
            isa = TK_AVX512;
            if (TK_HAS_AVX512) run();
        #endif
        }

        """
}
