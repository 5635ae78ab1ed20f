import GraphIR

/// The header of a model's C.
struct CHeader {
    let model: CModel

    private var prefix: String { model.prefix }
    private var macro: String { model.macro }
    private var program: LoopProgram { model.program }

    var text: String {
        var printer = CodePrinter()
        let places = program.parameters.filter { $0.parameter.role == .trained }
        let trained = places.reduce(0) { $0 + $1.parameter.shape.count }
        printer.line(
            """
            /* \(generatedMark(sourceName: model.sourceName)) */
            #ifndef \(macro)_H
            #define \(macro)_H

            #include <stddef.h>
            #include <stdint.h>

            #ifdef __cplusplus
            extern "C" {
            #endif

            #ifdef __cplusplus
            #define \(macro)_ALIGNED alignas(64)
            #else
            #define \(macro)_ALIGNED _Alignas(64)
            #endif

            #define \(macro)_INPUTS \(program.inputShape.count)
            #define \(macro)_OUTPUTS \(program.outputs)
            #define \(macro)_PARAMETERS \(trained)

            /* The most samples of a gradient or a step; define it otherwise to trade memory for speed. */
            #ifndef \(macro)_BATCH
            #define \(macro)_BATCH 64
            #endif

            /* The samples that are worked on together\(pieces). */
            #if \(macro)_BATCH > \(model.target.piece)
            #define \(macro)_PIECE \(model.target.piece)
            #else
            #define \(macro)_PIECE \(macro)_BATCH
            #endif

            /* The most threads that share a call. */
            #ifndef \(macro)_THREADS
            #define \(macro)_THREADS 1
            #endif

            /* All parameters, each from a multiple of 16 floats on:
            """)
        for place in places { printer.line(parameterLine(place)) }
        if model.hasState {
            printer.line("   Then the state, which layers keep of the batches that they are trained with:")
            for place in program.parameters where place.parameter.role == .state {
                printer.line(parameterLine(place))
            }
        }
        printer.line(
            """
               The last 16 floats are read, but never used. */
            typedef struct {
                \(members)
            } \(prefix)_parameters;

            /* Memory to work in: \(program.arenaFloatsPerSample) floats a sample. Nothing in it outlives a call. */
            typedef struct {
                \(macro)_ALIGNED float values[\(model.arenaFloats)];
            \(arenaGradient)} \(prefix)_arena;

            /* One of the threads that share a call: each calls the same function with the same arguments and a
               worker of its own. `wait` returns when all of them have called it; it is not called where the count
               is 1. The result does not depend on the number of threads. */
            typedef struct {
                size_t index, count;
                void (*wait)(void *context);
                void *context;
            } \(prefix)_worker;

            typedef enum {
                \(macro)_OK = 0,
                /* No samples; or, where a gradient is computed, more than \(macro)_BATCH\(smallestBatch). */
                \(macro)_BAD_SAMPLE_COUNT = 1,
                /* A label that is none of the \(program.outputs) classes. */
                \(macro)_BAD_LABEL = 2,
                /* A worker whose index is not below its count, or whose count is above \(macro)_THREADS. */
                \(macro)_BAD_WORKER = 3,
                /* A setting of an optimizer that is out of its range. */
                \(macro)_BAD_SETTING = 4,
                /* A step whose loss is infinite or not a number for a sample\(orState). Logits and losses have
                   been written; no parameter has moved, nor what an optimizer keeps. */
                \(macro)_NOT_FINITE = 5
            } \(prefix)_status;

            /* Draws every parameter from the distribution that PyTorch uses. */
            void \(prefix)_init(\(prefix)_parameters *parameters, uint64_t seed);

            /* inputs [samples, \(program.inputShape.count)] → logits [samples, \(program.outputs)]; any number of samples. */
            \(model.prototype(.forward));
            \(model.prototype(.forward, shared: true));

            /* As before, and losses [samples]; \(model.expected.name) \(model.expected.text). */
            \(model.prototype(.loss));
            \(model.prototype(.loss, shared: true));

            \(stepSeed)/* As before, and the gradient of the mean loss\(training). */
            \(model.prototype(.gradient));
            \(model.prototype(.gradient, shared: true));

            /* As before, but adds to the gradient that is there. */
            \(model.prototype(.accumulate));
            \(model.prototype(.accumulate, shared: true));

            /* parameters = parameters - learning_rate * gradient, whatever has become of the gradient. */
            \(update.prototype(shared: false));
            \(update.prototype(shared: true));

            /* As \(prefix)_gradient, but takes a step of gradient descent instead of storing the gradient. */
            \(model.prototype(.step));
            \(model.prototype(.step, shared: true));

            \(optimizers)\(library)

            #ifdef __cplusplus
            }
            #endif

            #endif
            """)
        return printer.text
    }

    private var update: CUpdate { CUpdate(model: model, optimizer: nil) }

    /// What becomes of a larger batch.
    private var pieces: String {
        program.trainsInPieces
            ? ". A larger batch is walked in pieces of so many, whose gradients\n   add up" : " in inference"
    }

    private var arenaGradient: String {
        program.trainsInPieces
            ? """
            #if \(macro)_BATCH > \(macro)_PIECE
                \(prefix)_parameters gradient;
            #endif

            """ : ""
    }

    private var members: String {
        let lanes = model.target.lanes
        guard model.hasState else {
            return "\(macro)_ALIGNED float values[\(program.parameterFloats + lanes)];"
        }
        return """
            \(macro)_ALIGNED float values[\(program.parameterFloats)];
                float state[\(program.stateFloats + lanes)];
            """
    }

    private var smallestBatch: String {
        let smallest = program.smallestTrainingBatch
        return smallest > 1 ? ", or fewer than \(smallest)" : ""
    }

    /// What training does besides.
    private var training: String {
        model.hasState ? "; layers behave as in training, and the state moves on" : ""
    }

    private var orState: String { model.hasState ? ", or so is a layer's state" : "" }

    private var stepSeed: String {
        guard program.drawsRandomNumbers else { return "" }
        return """
            /* The seed of a step, counted from 0, in a run of training: what is drawn in the step depends on it. */
            \(model.stepSeedPrototype);


            """
    }

    private var optimizers: String {
        model.optimizers.map { optimizer in
            """
            \(optimizer.header)

            /* A step of the optimizer along a gradient, whatever has become of it. */
            \(CUpdate(model: model, optimizer: optimizer).prototype(shared: false));
            \(CUpdate(model: model, optimizer: optimizer).prototype(shared: true));

            /* As \(prefix)_train_step, but takes a step of the optimizer. */
            \(model.prototype(optimizer));
            \(model.prototype(optimizer, shared: true));


            """
        }.joined()
    }

    /// What is of use to a program that does not include the header. It knows no name in it, so that these types are the
    /// same for all models: `Sources/TileKernels/include/generated_c.h` has them once more.
    private var library: String {
        """
        /* For a program that loads the code as a library: the types below are the same for all models of this
           version. */
        #define \(macro)_LIBRARY \(CModel.libraryVersion)

        /* The version, \(macro)_INPUTS and \(macro)_OUTPUTS, the floats of a target (none where there are labels),
           of the parameters in use and of the state, the fewest samples of a step, and the floats of an arena: for
           each sample that it has room for, once, and for each thread. */
        typedef struct {
            size_t version, inputs, outputs, targets, parameter_floats, state_floats, smallest_batch;
            size_t arena_floats_per_sample, arena_floats_once, arena_floats_per_thread;
        } \(prefix)_sizes;

        \(prefix)_sizes \(prefix)_describe(void);

        /* One run, in memory of the caller's: parameters, state, gradients and arena each start at a multiple of
           64 bytes, and 16 floats behind them are read, but never used. */
        typedef struct {
            /* The samples, the place of the first in its batch, on which depends what layers draw, and how
               many the arena has room for. */
            size_t rows, first, capacity;
            /* The seed of the step. */
            uint64_t seed;
            /* The weight of a sample in the gradient: 1 / the samples of the whole batch. */
            float scale;
            float learning_rate;
            /* What is in front of this one is frozen, in the order of PyTorch's state_dict and with its buffers: no
               gradient of it is computed. */
            size_t first_trained;
            /* [rows, \(macro)_INPUTS] */
            const float *input;
            /* [rows], or [rows, \(macro)_OUTPUTS]: what the loss does not read may be missing. */
            const int32_t *labels;
            const float *targets;
            /* As in \(prefix)_parameters; so is the gradient. */
            float *parameters, *state, *gradients;
            float *arena;
            /* The logits, [rows, \(macro)_OUTPUTS], and [rows]. */
            float *output, *losses;
            const \(prefix)_worker *worker;
            /* Unless it is NULL, it is called behind each layer on the way to a loss, or several that are computed
               together, with their places in the text of the model and what it says there. */
            void (*look)(void *context, const char *layer);
            void *context;
            int isa; /* of \(prefix)_run itself */
        } \(prefix)_pass;

        typedef enum {
            \(macro)_FORWARD = 0, /* the logits */
            \(macro)_LOSS = 1, /* also the losses */
            \(macro)_GRADIENT = 2, /* also the gradient of the losses' sum times `scale`, as in training */
            \(macro)_ACCUMULATE = 3, /* adds to the gradient that is there */
            \(macro)_STEP = 4 /* moves the parameters instead, unless a loss\(orAState) is not finite */
        } \(prefix)_role;

        /* Each thread calls it with a pass of its own, which differs from the others' in the worker alone. It does
           not wait for them at the end. */
        \(model.runPrototype);
        """
    }

    private var orAState: String { model.hasState ? " or a state" : "" }

    private func parameterLine(_ place: ParameterPlace) -> String {
        let buffer = program[place.buffer]
        let stored = buffer.extents.map(\.text).joined(separator: ", ")
        let pitch = buffer.extents.count > 1 ? buffer.strides[buffer.extents.count - 2] : 0
        let isPadded = buffer.extents.count > 1 && buffer.extents.last != .constant(pitch)
        return "   \(place.parameter.name) at \(buffer.offset), stored [\(stored)]"
            + (isPadded ? ", rows \(pitch) floats apart" : "")
    }
}
