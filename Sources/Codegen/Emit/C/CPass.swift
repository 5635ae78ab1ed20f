/// What a run of a model's function hands to its statements, and how these are shared by workers.
struct CPass {
    let model: CModel

    private var prefix: String { model.prefix }
    private var macro: String { model.macro }

    var text: String {
        """
        /* The instruction set in use: 2 for AVX-512, 1 for AVX2, 0 for what every machine has. */
        static int \(prefix)_isa(void)
        {
        #ifdef \(macro)_X86
            if (\(macro)_HAS_AVX512) return 2;
            if (\(macro)_HAS_AVX2) return 1;
        #endif
            return 0;
        }

        #ifdef \(macro)_X86
        #define \(macro)_RUN(function, ...) \\
            (pass->isa == 2 ? function##_avx512(__VA_ARGS__)  \\
             : pass->isa == 1 ? function##_avx2(__VA_ARGS__)  \\
                              : function##_plain(__VA_ARGS__))
        #else
        #define \(macro)_RUN(function, ...) function##_plain(__VA_ARGS__)
        #endif

        typedef struct {
            size_t from, to;
        } \(prefix)_part;

        /* The worker's share of an extent that is dealt out in blocks. What stands between two layers is called
           rather than copied: a compiler would take long over it where there are many. */
        \(macro)_NOINLINE static \(prefix)_part \(prefix)_share(const \(prefix)_worker *worker, size_t extent,
            size_t block)
        {
            \(prefix)_part part = {0, extent};
            if (worker->count > 1) {
                const size_t blocks = (extent + block - 1) / block;
                const size_t last = blocks * (worker->index + 1) / worker->count * block;
                part.from = blocks * worker->index / worker->count * block;
                part.to = last < extent ? last : extent;
            }
            return part;
        }

        \(macro)_NOINLINE static void \(prefix)_wait(const \(prefix)_worker *worker)
        {
            if (worker->count > 1) worker->wait(worker->context);
        }
        """
    }
}
