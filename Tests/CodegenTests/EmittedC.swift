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
    /// - Parameter definitions: C in front of the models' own.
    init(
        _ models: [Compilation], compiler: CCompiler? = .standard, options: [String] = ["-O0"],
        definitions: String = "#undef __x86_64__"
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
        try folder.write(Self.program(of: models, definitions: definitions), to: "answer.c")
        try compiler.compile(options + ["answer.c", "-o", "answer", "-lm"], in: folder)
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
        var gradient: [Float] = []
        /// After a step.
        var parameters: [Float] = []
    }

    /// Runs the program once.
    func answers(to requests: [Request]) throws -> [Answer] {
        var input = Data()
        for request in requests {
            let batch = request.batch
            let words = [request.model, request.logitsOnly ? 1 : 0, batch.rows].map(Int32.init)
            words.withUnsafeBytes { input.append(contentsOf: $0) }
            input.append([batch.learningRate])
            input.append(batch.inputs)
            input.append(batch.parameters)
            batch.labels.withUnsafeBytes { input.append(contentsOf: $0) }
            input.append(batch.targets)
        }
        let outcome = try folder.run(executable, [], input: input)
        try #require(outcome.status == 0, "\(outcome.errors)")
        var output = outcome.output.floats[...]
        func next(_ count: Int) -> [Float] {
            defer { output = output.dropFirst(count) }
            return Array(output.prefix(count))
        }
        let answers = requests.map { request in
            let program = models[request.model].program
            var answer = Answer(logits: next(request.batch.rows * program.outputs))
            if !request.logitsOnly {
                answer.losses = next(request.batch.rows)
                answer.gradient = next(program.parameterFloats)
                answer.parameters = next(program.parameterFloats)
            }
            return answer
        }
        #expect(output.isEmpty)
        return answers
    }

    /// Memory is allocated to the exact size, so that a sanitizer sees every access beyond it.
    private static func program(of models: [Compilation], definitions: String) -> String {
        let answers = models.enumerated().map { index, model in
            let program = model.program
            let (expected, type) =
                switch program.loss {
                case .crossEntropy: ("labels", "int32_t")
                case .meanSquaredError: ("targets", "float")
                }
            return """
                #include "\(index).c"
                static void answer_\(index)(int logits_only, size_t rows, float rate)
                {
                    float *inputs = take(rows * \(program.inputShape.count));
                    net\(index)_parameters *p = aligned(sizeof *p), *g = aligned(sizeof *g);
                    memset(p, 0, sizeof *p), memset(g, 0, sizeof *g);
                    read_all(p->values, \(program.parameterFloats));
                    int32_t *labels = (int32_t *)take(rows);
                    float *targets = take(rows * \(program.outputs));
                    const \(type) *expected = (const \(type) *)\(expected);
                    net\(index)_arena *arena = aligned(sizeof *arena);
                    memset(arena, 0xFF, sizeof *arena);
                    const size_t count = rows * \(program.outputs);
                    float *logits = room(count), *again = room(count), *losses = room(rows), *more = room(rows);
                    check(net\(index)_logits(p, arena, inputs, rows, logits));
                    give(logits, count);
                    if (!logits_only) {
                        check(net\(index)_loss(p, arena, inputs, expected, rows, again, losses));
                        same(logits, again, count);
                        give(losses, rows);
                        check(net\(index)_gradient(p, arena, inputs, expected, rows, again, more, g));
                        same(logits, again, count), same(losses, more, rows);
                        give(g->values, \(program.parameterFloats));
                        check(net\(index)_train_step(p, arena, inputs, expected, rows, rate, again, more));
                        same(logits, again, count), same(losses, more, rows);
                        give(p->values, \(program.parameterFloats));
                    }
                    free(inputs), free(p), free(g), free(labels), free(targets), free(arena);
                    free(logits), free(again), free(losses), free(more);
                }

                """
        }
        let cases = models.indices.map { "case \($0): answer_\($0)(head[1], (size_t)head[2], rate); break;" }
        return """
            #include <math.h>
            #include <stdint.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
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
                if (memcmp(a, b, count * sizeof(float)) != 0) fail("functions disagree on logits or losses");
            }

            \(answers.joined(separator: "\n"))
            int main(void)
            {
                int32_t head[3];
                while (fread(head, sizeof *head, 3, stdin) == 3) {
                    float rate;
                    read_all(&rate, 1);
                    switch (head[0]) {
                    \(cases.joined(separator: "\n"))
                    default: fail("no such model");
                    }
                }
                return 0;
            }

            """
    }
}

extension Data {
    mutating func append(_ floats: [Float]) { floats.withUnsafeBytes { append(contentsOf: $0) } }

    /// The bytes as numbers in single precision.
    var floats: [Float] {
        let bytes = self
        return [Float](unsafeUninitializedCapacity: bytes.count / 4) { buffer, count in
            count = bytes.copyBytes(to: buffer) / 4
        }
    }
}
