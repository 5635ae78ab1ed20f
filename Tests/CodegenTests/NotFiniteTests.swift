import GraphCodegen
import GraphIR
import Testing

/// A step whose losses are not finite moves nothing.
struct NotFiniteTests {
    /// In C, by plain gradient descent and by Adam, of a small batch and of one that is walked in pieces, by one thread
    /// and by two, and whatever the compiler is told of numbers.
    @Test(arguments: CCompiler.all, ["-O0", "-O2", "-ffast-math"])
    func aStepInCLeavesTheParametersAlone(_ compiler: CCompiler, _ option: String) throws {
        let folder = try TemporaryFolder()
        let source = SourceText(path: "net.nn", text: "Linear 3 40; ReLU; Linear 40 2; loss MSE")
        let graph = try #require(analyze(source, defaultName: "Net").graph)
        let optimizers = OptimizerRow.table.flatMap(\.variants).filter { $0.cName == "adam" }
        let c = try Compilation(graph, optimizers: optimizers, source: source)
            .c(sourceName: "net.nn", headerName: "net.h")
        try folder.write(c.header, to: "net.h")
        try folder.write(c.source, to: "net.c")
        try folder.write(Self.driver, to: "driver.c")
        let sizes = ["-DNET_BATCH=2000", "-DNET_THREADS=2"]
        try compiler.compile([option] + sizes + ["-c", "net.c", "-o", "net.o"], in: folder)
        try compiler.compile(
            ["-O1"] + sizes + ["driver.c", "net.o", "-o", "driver", "-lm", "-lpthread"], in: folder)
        let outcome = try folder.run(folder.url.appending(path: "driver").path, [])
        #expect(outcome.status == 0, "line \(outcome.status): \(outcome.errors)")
    }

    /// Neither a pool nor ReLU behind it makes a number of what is none, with or without a gradient to come.
    @Test(arguments: CCompiler.all) func whatIsNoNumberGoesThroughPoolsInC(_ compiler: CCompiler) throws {
        let folder = try TemporaryFolder()
        let source = SourceText(
            path: "net.nn",
            text: """
                Input 1 8 8; Conv2d 40 3 padding=1; ReLU; MaxPool2d 3 stride=2 padding=1
                Flatten; Linear 3
                """)
        let graph = try #require(analyze(source, defaultName: "Net").graph)
        let c = try Compilation(graph, optimizers: [], source: source)
            .c(sourceName: "net.nn", headerName: "net.h")
        try folder.write(c.header, to: "net.h")
        try folder.write(c.source, to: "net.c")
        try folder.write(
            """
            #include "net.h"
            #include <math.h>
            #include <string.h>
            static net_parameters parameters, before;
            static net_arena arena;
            int main(void)
            {
                net_init(&parameters, 1);
                memcpy(&before, &parameters, sizeof before);
                for (int pixel = 0; pixel < 64; ++pixel) {
                    float image[64] = {0}, logits[3], loss;
                    const int32_t label = 1;
                    image[pixel] = NAN;
                    if (net_logits(&parameters, &arena, image, 1, logits) != NET_OK) return __LINE__;
                    for (int i = 0; i < 3; ++i)
                        if (!isnan(logits[i])) return __LINE__;
                    if (net_train_step(&parameters, &arena, image, &label, 1, 0.1f, logits, &loss)
                        != NET_NOT_FINITE) return __LINE__;
                }
                return memcmp(&before, &parameters, sizeof before) == 0 ? 0 : __LINE__;
            }
            """, to: "driver.c")
        try compiler.compile(["-O2", "net.c", "driver.c", "-o", "driver", "-lm"], in: folder)
        let outcome = try folder.run(folder.url.appending(path: "driver").path, [])
        #expect(outcome.status == 0, "line \(outcome.status): \(outcome.errors)")
    }

    /// Exits with the number of the line that does not hold.
    private static let driver = """
        #define _POSIX_C_SOURCE 200809L
        #include "net.h"
        #include <math.h>
        #include <pthread.h>
        #include <string.h>

        enum { SAMPLES = 1500 };
        static net_parameters parameters, before;
        static net_adam adam, adam_before;
        static net_arena arena;
        static float inputs[SAMPLES][3], targets[SAMPLES][2], logits[SAMPLES][2], losses[SAMPLES];
        static pthread_barrier_t barrier;
        static net_status statuses[2];
        #define HOLD(fact) do { if (!(fact)) return __LINE__; } while (0)

        static void wait_for_all(void *context)
        {
            (void)context;
            pthread_barrier_wait(&barrier);
        }

        static void *work(void *index)
        {
            const net_worker worker = {(size_t)index, 2, wait_for_all, NULL};
            statuses[worker.index] = net_adam_step_shared(
                &parameters, &arena, &adam, inputs[0], targets[0], 30, logits[0], losses, &worker);
            return NULL;
        }

        static int step(size_t samples, net_status expected, int moves)
        {
            memcpy(&before, &parameters, sizeof before);
            HOLD(net_train_step(&parameters, &arena, inputs[0], targets[0], samples, 0.1f, logits[0], losses)
                 == expected);
            HOLD((memcmp(&before, &parameters, sizeof before) != 0) == moves);
            memcpy(&before, &parameters, sizeof before);
            memcpy(&adam_before, &adam, sizeof adam);
            HOLD(net_adam_step(&parameters, &arena, &adam, inputs[0], targets[0], samples, logits[0], losses)
                 == expected);
            HOLD((memcmp(&before, &parameters, sizeof before) != 0) == moves);
            HOLD((memcmp(&adam_before, &adam, sizeof adam) != 0) == moves);
            return 0;
        }

        int main(void)
        {
            net_init(&parameters, 1);
            net_adam_init(&adam);
            for (int i = 0; i < SAMPLES; ++i)
                for (int j = 0; j < 3; ++j) inputs[i][j] = (float)(i * (j + 1) % 7);
            int line = step(30, NET_OK, 1);
            if (!line) line = step(SAMPLES, NET_OK, 1);
            inputs[17][1] = NAN;
            if (!line) line = step(30, NET_NOT_FINITE, 0);
            if (!line) line = step(SAMPLES, NET_NOT_FINITE, 0);
            inputs[17][1] = 1;
            targets[29][0] = INFINITY;
            if (!line) line = step(30, NET_NOT_FINITE, 0);
            if (line) return line;

            memcpy(&before, &parameters, sizeof before);
            memcpy(&adam_before, &adam, sizeof adam);
            pthread_barrier_init(&barrier, NULL, 2);
            pthread_t threads[2];
            for (size_t i = 0; i < 2; ++i) pthread_create(&threads[i], NULL, work, (void *)i);
            for (size_t i = 0; i < 2; ++i) pthread_join(threads[i], NULL);
            HOLD(statuses[0] == NET_NOT_FINITE && statuses[1] == NET_NOT_FINITE);
            HOLD(memcmp(&before, &parameters, sizeof before) == 0);
            HOLD(memcmp(&adam_before, &adam, sizeof adam) == 0);
            targets[29][0] = 0;
            return step(30, NET_OK, 1);
        }
        """
}
