import Foundation
import GraphCodegen
import Testing

/// The C of several models in one program, which answers requests.
///
/// A request is a model's index, what to run, and a batch; the answer is what the functions write.
final class EmittedC {
    private let models: [Compilation]
    private let folder: TemporaryFolder
    private let executable: String

    /// Compiles the models and the program around them.
    ///
    /// - Parameters:
    ///   - batch: The most samples of a gradient or a step.
    ///   - hasPaths: Whether there is code for other than plain vectors.
    init(
        _ models: [Compilation], batch: Int = 64, compiler: CCompiler? = .quickest,
        options: [String] = ["-O0"],
        hasPaths: Bool = false
    ) throws {
        let compiler = try #require(compiler, "no C compiler")
        self.models = models
        folder = try TemporaryFolder()
        executable = folder.url.appending(path: "answer").path
        for (index, model) in models.enumerated() {
            let c = model.c(sourceName: "\(index).nn", headerName: "\(index).h")
            try folder.write(c.header, to: "\(index).h")
            try folder.write(c.source, to: "\(index).c")
        }
        try folder.write(Self.program(of: models, batch: batch, hasPaths: hasPaths), to: "answer.c")
        try compiler.compile(options + ["answer.c", "-o", "answer", "-lm", "-pthread"], in: folder)
    }

    struct Request {
        var model: Int
        var batch: Batch
        /// Logits alone, of any number of samples; otherwise a loss, a gradient and a step, too.
        var logitsOnly = false
    }

    /// What the functions of a model write.
    struct Answer: Equatable {
        var logits: [Float]
        var losses: [Float] = []
        /// Those of a gradient and a step, in which layers may do something else.
        var trainingLogits: [Float] = []
        var trainingLosses: [Float] = []
        var gradient: [[Float]] = []
        /// After a step, with the state of layers.
        var parameters: [[Float]] = []
    }

    /// Runs the program once.
    ///
    /// - Parameters:
    ///   - path: 0 for plain vectors, 1 for AVX2 where the machine has it, 2 for the best that it has.
    ///   - threads: Up to 4, that share every call besides the one that makes it alone; the program fails if both do
    ///     not give the same.
    func answers(to requests: [Request], path: Int = 0, threads: Int = 1) throws -> [Answer] {
        let output = try output(for: input(of: requests), path: path, threads: threads)
        return answers(to: requests, in: output)
    }

    /// What the program reads.
    func input(of requests: [Request]) -> Data {
        var input = Data()
        for request in requests {
            let batch = request.batch
            let words = [request.model, request.logitsOnly ? 1 : 0, batch.rows].map(Int32.init)
            words.withUnsafeBytes { input.append(contentsOf: $0) }
            input.append([batch.learningRate])
            withUnsafeBytes(of: batch.seed) { input.append(contentsOf: $0) }
            input.append(batch.inputs)
            input.append(models[request.model].program.arena(of: batch.parameters))
            batch.labels.withUnsafeBytes { input.append(contentsOf: $0) }
            input.append(batch.targets)
        }
        return input
    }

    /// What the program writes, to be compared to the bit.
    func output(for input: Data, path: Int, threads: Int) throws -> Data {
        let outcome = try folder.run(executable, ["\(path)", "\(threads)"], input: input)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    func answers(to requests: [Request], in output: Data) -> [Answer] {
        var output = output.floats[...]
        func next(_ count: Int) -> [Float] {
            defer { output = output.dropFirst(count) }
            return Array(output.prefix(count))
        }
        let answers = requests.map { request in
            let program = models[request.model].program
            var answer = Answer(logits: next(request.batch.rows * program.outputs))
            if !request.logitsOnly {
                answer.losses = next(request.batch.rows)
                answer.trainingLogits = next(request.batch.rows * program.outputs)
                answer.trainingLosses = next(request.batch.rows)
                let gradient = next(program.parameterFloats)
                let parameters = next(program.parameterFloats + program.stateFloats)
                answer.gradient = program.gradients(in: gradient)
                answer.parameters = program.parameters(in: parameters)
                // Not `==`: there may be a NaN.
                let written = program.arena(ofGradients: answer.gradient)
                #expect(Data(written) == Data(gradient), "padding of the gradient is written")
                #expect(
                    Data(program.arena(of: answer.parameters)) == Data(parameters),
                    "padding of the parameters is written")
            }
            return answer
        }
        #expect(output.isEmpty)
        return answers
    }

    /// Memory is allocated to the exact size, so that a sanitizer sees every access beyond it.
    private static func program(of models: [Compilation], batch: Int, hasPaths: Bool) -> String {
        let definitions = hasPaths ? models.indices.map(paths(of:)).joined() : "#undef __x86_64__"
        let answers = models.enumerated().map { index, model in
            let program = model.program
            let (expected, type) =
                program.loss.readsLabels ? ("labels", "int32_t") : ("targets", "float")
            let floats = program.parameterFloats + program.stateFloats
            let seed = program.drawsRandomNumbers ? " seed," : ""
            return """
                #define NET\(index)_THREADS 4
                #define NET\(index)_BATCH \(batch)
                #include "\(index).c"
                static int share_\(index)(int function, size_t rows, float rate, void *p, void *arena,
                    const float *inputs, const void *expected, float *logits, float *losses, void *g, size_t worker)
                {
                    const net\(index)_worker own = {worker, (size_t)threads, wait_for_all, NULL};
                    return function == 0 ? net\(index)_logits_shared(p, arena, inputs, rows, logits, &own)
                        : function == 1
                        ? net\(index)_gradient_shared(p, arena, inputs, expected, rows,\(seed) logits, losses, g, &own)
                        : function == 2
                        ? net\(index)_train_step_shared(p, arena, inputs, expected, rows, rate,\(seed) logits, losses, &own)
                        : function == 3
                        ? net\(index)_loss_shared(p, arena, inputs, expected, rows, logits, losses, &own)
                        : function == 4
                        ? net\(index)_accumulate_shared(p, arena, inputs, expected, rows,\(seed) logits, losses, g, &own)
                        : net\(index)_update_shared(p, g, rate, &own);
                }
                static void answer_\(index)(int logits_only, size_t rows, float rate)
                {
                    float *inputs = take(rows * \(program.inputShape.count));
                    net\(index)_parameters *p = aligned(sizeof *p), *g = aligned(sizeof *g);
                    memset(p, 0, sizeof *p), memset(g, 0, sizeof *g);
                    read_all((float *)p, \(floats));
                    int32_t *labels = (int32_t *)take(rows);
                    float *targets = take(rows * \(program.outputs));
                    const \(type) *expected = (const \(type) *)\(expected);
                    net\(index)_arena *arena = aligned(sizeof *arena);
                    memset(arena, 0xFF, sizeof *arena);
                    const size_t count = rows * \(program.outputs);
                    float *logits = room(count), *again = room(count), *losses = room(rows), *more = room(rows);
                    float *trained = room(count), *trained_losses = room(rows);
                    check(net\(index)_logits(p, arena, inputs, rows, logits));
                    give(logits, count);
                    share(share_\(index), 0, rows, rate, p, arena, inputs, expected, again, more, g);
                    if (threads > 1) same(logits, again, count);
                    if (!logits_only) {
                        check(net\(index)_loss(p, arena, inputs, expected, rows, again, losses));
                        same(logits, again, count);
                        give(losses, rows);
                        share(share_\(index), 3, rows, rate, p, arena, inputs, expected, again, more, g);
                        if (threads > 1) same(logits, again, count), same(losses, more, rows);
                        /* State moves on with every gradient and step: each has a copy of its own. */
                        net\(index)_parameters *q = aligned(sizeof *q), *h = aligned(sizeof *h);
                        net\(index)_parameters *s = aligned(sizeof *s);
                        memcpy(s, p, sizeof *s), memcpy(q, p, sizeof *q), memset(h, 0, sizeof *h);
                        check(net\(index)_gradient(s, arena, inputs, expected, rows,\(seed) trained, trained_losses,
                            g));
                        give(trained, count), give(trained_losses, rows);
                        give(g->values, \(program.parameterFloats));
                        share(share_\(index), 1, rows, rate, q, arena, inputs, expected, again, more, h);
                        if (threads > 1) {
                            same(trained, again, count), same(trained_losses, more, rows);
                            same(g->values, h->values, \(program.parameterFloats));
                            same((float *)q, (float *)s, \(floats));
                        }
                        /* The same gradient on top gives twice as much, exactly if it is of one piece. */
                        net\(index)_parameters *t = aligned(sizeof *t);
                        memcpy(h, g, sizeof *h), memcpy(t, g, sizeof *t), memcpy(s, p, sizeof *s);
                        check(net\(index)_accumulate(s, arena, inputs, expected, rows,\(seed) again, more, h));
                        same(trained, again, count), same(trained_losses, more, rows);
                        memcpy(q, p, sizeof *q);
                        share(share_\(index), 4, rows, rate, q, arena, inputs, expected, again, more, t);
                        if (threads > 1) same(t->values, h->values, \(program.parameterFloats));
                        if (rows <= NET\(index)_PIECE) {
                            for (size_t i = 0; i < \(program.parameterFloats); ++i) h->values[i] *= 0.5f;
                            same(g->values, h->values, \(program.parameterFloats));
                        }
                        free(t);
                        /* A step is a gradient and an update. */
                        memcpy(s, p, sizeof *s);
                        check(net\(index)_update(s, g, rate));
                        memcpy(q, p, sizeof *q);
                        share(share_\(index), 5, rows, rate, q, arena, inputs, expected, again, more, g);
                        if (threads > 1) same(s->values, q->values, \(program.parameterFloats));
                        memcpy(q, p, sizeof *q);
                        share(share_\(index), 2, rows, rate, q, arena, inputs, expected, again, more, NULL);
                        if (threads > 1) same(trained, again, count), same(trained_losses, more, rows);
                        check(net\(index)_train_step(p, arena, inputs, expected, rows, rate,\(seed) again, more));
                        same(trained, again, count), same(trained_losses, more, rows);
                        same(p->values, s->values, \(program.parameterFloats));
                        give((float *)p, \(floats));
                        if (threads > 1) same((float *)p, (float *)q, \(floats));
                        free(q), free(h), free(s);
                    }
                    free(trained), free(trained_losses);
                    free(inputs), free(p), free(g), free(labels), free(targets), free(arena);
                    free(logits), free(again), free(losses), free(more);
                }

                """
        }
        let cases = models.indices.map { "case \($0): answer_\($0)(head[1], (size_t)head[2], rate); break;" }
        return """
            #define _POSIX_C_SOURCE 200809L
            #include <math.h>
            #include <pthread.h>
            #include <stdint.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            static int path, threads;
            static uint64_t seed;
            \(definitions)

            static void fail(const char *what) { fprintf(stderr, "%s\\n", what); exit(1); }
            static float *room(size_t count)
            {
                float *memory = malloc(count * sizeof(float));
                if (!memory) fail("no memory");
                return memory;
            }
            static void *aligned(size_t size)
            {
                void *memory = aligned_alloc(64, size);
                if (!memory) fail("no memory");
                return memory;
            }
            static void read_all(float *to, size_t count)
            {
                if (fread(to, sizeof(float), count, stdin) != count) fail("input ends early");
            }
            static float *take(size_t count)
            {
                float *memory = room(count);
                read_all(memory, count);
                return memory;
            }
            static void give(const float *from, size_t count)
            {
                if (fwrite(from, sizeof(float), count, stdout) != count) fail("cannot write");
            }
            static void check(int status) { if (status != 0) fail("a function refuses the batch"); }
            static void same(const float *a, const float *b, size_t count)
            {
                if (memcmp(a, b, count * sizeof(float)) != 0) fail("functions or numbers of threads disagree");
            }

            \(threads)
            \(answers.joined(separator: "\n"))
            int main(int argument_count, char **arguments)
            {
                if (argument_count != 3) fail("a path and a number of threads are missing");
                path = atoi(arguments[1]), threads = atoi(arguments[2]);
                (void)path, (void)seed;
                int32_t head[3];
                while (fread(head, sizeof *head, 3, stdin) == 3) {
                    float rate;
                    read_all(&rate, 1);
                    read_all((float *)&seed, 2);
                    switch (head[0]) {
                    \(cases.joined(separator: "\n"))
                    default: fail("no such model");
                    }
                }
                return 0;
            }

            """
    }

    /// Lets the first argument choose among the instruction sets that the machine has.
    private static func paths(of index: Int) -> String {
        """
        #if defined(__x86_64__)
        #define NET\(index)_HAS_AVX512 (path >= 2 && __builtin_cpu_supports("avx512f") \\
            && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") \\
            && __builtin_cpu_supports("avx512bw"))
        #define NET\(index)_HAS_AVX2 (path >= 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        #endif

        """
    }

    /// What waits for every thread of a program with a count of `threads`.
    static let barrier = """
        /* Every thread adds itself to the round; the last one begins the next. */
        static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
        static pthread_cond_t complete = PTHREAD_COND_INITIALIZER;
        static int arrived, rounds;
        static void wait_for_all(void *context)
        {
            (void)context;
            pthread_mutex_lock(&mutex);
            const int own = rounds;
            if (++arrived == threads) {
                arrived = 0, ++rounds;
                pthread_cond_broadcast(&complete);
            }
            while (own == rounds) pthread_cond_wait(&complete, &mutex);
            pthread_mutex_unlock(&mutex);
        }

        """

    /// Threads that share a call.
    private static let threads = """
        \(barrier)
        typedef int shared(int function, size_t rows, float rate, void *p, void *arena, const float *inputs,
            const void *expected, float *logits, float *losses, void *g, size_t worker);
        static struct {
            shared *run;
            int function;
            size_t rows;
            float rate;
            void *p, *arena, *g;
            const float *inputs;
            const void *expected;
            float *logits, *losses;
        } job;
        static void *work(void *index)
        {
            check(job.run(job.function, job.rows, job.rate, job.p, job.arena, job.inputs, job.expected, job.logits,
                job.losses, job.g, *(size_t *)index));
            return NULL;
        }
        static void share(shared *run, int function, size_t rows, float rate, void *p, void *arena,
            const float *inputs, const void *expected, float *logits, float *losses, void *g)
        {
            static size_t indices[] = {0, 1, 2, 3};
            pthread_t others[4];
            if (threads == 1) return;
            job.run = run, job.function = function, job.rows = rows, job.rate = rate, job.p = p, job.arena = arena;
            job.inputs = inputs, job.expected = expected, job.logits = logits, job.losses = losses, job.g = g;
            for (int i = 1; i < threads; ++i)
                if (pthread_create(&others[i], NULL, work, &indices[i]) != 0) fail("no thread");
            work(&indices[0]);
            for (int i = 1; i < threads; ++i) pthread_join(others[i], NULL);
        }

        """
}

extension Data {
    init(_ floats: [Float]) {
        self.init()
        append(floats)
    }

    mutating func append(_ floats: [Float]) { floats.withUnsafeBytes { append(contentsOf: $0) } }

    /// The bytes as numbers in single precision.
    var floats: [Float] {
        let bytes = self
        return [Float](unsafeUninitializedCapacity: bytes.count / 4) { buffer, count in
            count = bytes.copyBytes(to: buffer) / 4
        }
    }
}
