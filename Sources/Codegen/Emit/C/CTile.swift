/// The C that library and generated code have in common: the register tile, and the loops over tiles.
///
/// `tk_` and `TK_` stand in front of every name, and give way to the model's own prefix.
enum CTile {
    /// Compilers, vectors and instruction sets.
    static func vectors(prefix: String) -> String { named(vectorsText, prefix) }

    /// The tile that is summed in registers, and tiles at the edges, whose sums go through memory.
    static func tile(prefix: String) -> String { named(tileText, prefix) }

    /// Copies panels of right factors.
    static func pack(prefix: String) -> String { named(packText, prefix) }

    /// The loops over the tiles of a product.
    static func tiles(prefix: String) -> String { named(tilesText, prefix) }

    /// What makes the functions of a statement's tiles for every instruction set.
    static func kernels(prefix: String) -> String { named(kernelsText, prefix) }

    private static func named(_ text: String, _ prefix: String) -> String {
        prefix == "tk"
            ? text
            : text.replacing("TK_", with: "\(prefix.uppercased())_").replacing("tk_", with: "\(prefix)_")
    }

    private static let vectorsText = #"""
        /* Sums are fused multiply-adds in a fixed order; all other arithmetic rounds after every operation.
           So the results are the same to the bit with every compiler and instruction set. gcc turns the
           sums into vectors at this level only, so that its -O1 and -O3 were up to 25 times slower. */
        #if defined(__clang__)
        #pragma clang fp contract(off)
        #elif defined(__GNUC__)
        #pragma GCC optimize("O2", "tree-vectorize", "fp-contract=off", "no-math-errno")
        #endif

        /* Define TK_STANDARD_C to keep to C11. */
        #if defined(__GNUC__) && !defined(TK_STANDARD_C)
        #define TK_GNU 1
        #define TK_INLINE static inline __attribute__((always_inline))
        #define TK_NOINLINE __attribute__((noinline))
        #define TK_UNROLL _Pragma("GCC unroll 16")
        #define TK_PREFETCH(address) __builtin_prefetch((const void *)(address))
        #define TK_FORGET_ORIGIN(pointer) __asm__("" : "+r"(pointer))
        typedef float tk_vector __attribute__((vector_size(64), aligned(4), may_alias));
        #else
        #define TK_INLINE static inline
        #define TK_NOINLINE
        #define TK_UNROLL
        #define TK_PREFETCH(address) (void)(address)
        #define TK_FORGET_ORIGIN(pointer) (void)(pointer)
        typedef struct { float lane[16]; } tk_vector;
        #endif

        /* A loop over rows whose lanes are the vectors: clang would gather across the rows. */
        #if defined(__clang__)
        #define TK_ROW_BY_ROW _Pragma("clang loop vectorize(disable)")
        #else
        #define TK_ROW_BY_ROW
        #endif

        #if defined(TK_GNU) && defined(__x86_64__)
        #define TK_X86 1
        #define TK_AVX2_CODE __attribute__((target("avx2,fma")))
        #define TK_AVX512_CODE __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")))
        /* For machines that nobody trains on any more: small rather than fast. */
        #if defined(__clang__)
        #define TK_PLAIN_CODE __attribute__((minsize))
        #else
        #define TK_PLAIN_CODE __attribute__((cold))
        #endif
        /* Define these as 0 to keep to a lesser instruction set. */
        #ifndef TK_HAS_AVX512
        #define TK_HAS_AVX512                                                                          \
            (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")                   \
             && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
        #endif
        #ifndef TK_HAS_AVX2
        #define TK_HAS_AVX2 (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        #endif
        #endif

        #ifndef TK_PLAIN_CODE
        #define TK_PLAIN_CODE
        #endif

        /* The tile that is summed in registers: rows × vectors of 16 columns. A single row takes more
           vectors, so that there are enough independent sums to fill the multipliers. */
        #define TK_MAX_ROWS 8
        #define TK_MAX_VECTORS 16
        #if defined(__aarch64__)
        #define TK_PLAIN_ROWS 6
        #elif defined(TK_X86)
        /* Where a multiply-add is a call, a tile is slow anyway, and its code long. */
        #define TK_PLAIN_ROWS 1
        #else
        #define TK_PLAIN_ROWS 4
        #endif
        #define TK_PLAIN_SINGLE_ROW_VECTORS (TK_PLAIN_ROWS == 1 ? 1 : 4)
        """#

    private static let tileText = #"""
        /* A loop over a part of the depth: how far each factor moves at a step, in floats. */
        typedef struct { ptrdiff_t count, lhs, rhs; } tk_axis;

        typedef tk_vector tk_sums[TK_MAX_ROWS][TK_MAX_VECTORS];

        TK_INLINE void tk_multiply_add(const int is_wide, tk_vector *sum, float a, const tk_vector *b)
        {
            (void)is_wide;
        #if defined(TK_GNU) && defined(__clang__)
            const tk_vector s = {a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a};
            *sum = __builtin_elementwise_fma(s, *b, *sum);
        #elif defined(TK_GNU)
            /* gcc makes one instruction of this loop for AVX-512, but only if it is a loop, and two for AVX2,
               but only if it is none. */
            if (is_wide)
                for (int l = 0; l < 16; ++l) (*sum)[l] = __builtin_fmaf(a, (*b)[l], (*sum)[l]);
            else
                TK_UNROLL for (int l = 0; l < 16; ++l) (*sum)[l] = __builtin_fmaf(a, (*b)[l], (*sum)[l]);
        #else
            for (int l = 0; l < 16; ++l) sum->lane[l] = fmaf(a, b->lane[l], sum->lane[l]);
        #endif
        }

        /* sums[r][v] = Σ lhs[r][k] · rhs[k, 16 v ... 16 v + 15] over k in the three loops of the depth, the
           outermost first. A loop that is not needed has the count 1. The sums begin with 0, or go on from
           what they are: a depth that is too long for the cache is summed part by part, with equal bits.

           Every row has a pointer of its own, and one offset runs for all of them: a broadcast is then
           [row + offset], without any arithmetic, and the rows may lie anywhere. A compiler that knew how
           the pointers came about would compute them again at every step. A single row uses each element of
           the right factor once, so it is bound by how fast they come. The sums have a home of their own: a
           compiler would store them at every step where they go to memory in the end. */
        TK_INLINE void tk_tile(const int is_wide, const int rows, const int vectors,
            const tk_axis *depth, const float *const *lhs, const float *rhs, int goes_on, tk_sums sums)
        {
            static const tk_vector zero = {0};
            tk_sums sum;
            const float *row[TK_MAX_ROWS];
            TK_UNROLL for (int r = 0; r < rows; ++r) {
                row[r] = lhs[r];
                TK_FORGET_ORIGIN(row[r]);
                TK_UNROLL for (int v = 0; v < vectors; ++v) sum[r][v] = zero;
            }
            if (goes_on)
                TK_UNROLL for (int r = 0; r < rows; ++r)
                    TK_UNROLL for (int v = 0; v < vectors; ++v) sum[r][v] = sums[r][v];
            const ptrdiff_t lhs_step = depth[2].lhs, rhs_step = depth[2].rhs;
            for (ptrdiff_t i = 0; i < depth[0].count; ++i)
                for (ptrdiff_t j = 0; j < depth[1].count; ++j) {
                    ptrdiff_t offset = i * depth[0].lhs + j * depth[1].lhs;
                    const float *from = rhs + i * depth[0].rhs + j * depth[1].rhs;
                    for (ptrdiff_t k = depth[2].count; k > 0; --k) {
                        const tk_vector *b = (const tk_vector *)from;
                        if (rows == 1) {
                            const uintptr_t ahead = (uintptr_t)from + 8 * sizeof(float) * (size_t)rhs_step;
                            TK_UNROLL for (int v = 0; v < vectors; ++v) TK_PREFETCH(ahead + 64 * (size_t)v);
                        }
                        TK_UNROLL for (int r = 0; r < rows; ++r) {
                            const float a = row[r][offset];
                            TK_UNROLL for (int v = 0; v < vectors; ++v)
                                tk_multiply_add(is_wide, &sum[r][v], a, &b[v]);
                        }
                        offset += lhs_step;
                        from += rhs_step;
                    }
                }
            TK_UNROLL for (int r = 0; r < rows; ++r)
                TK_UNROLL for (int v = 0; v < vectors; ++v) sums[r][v] = sum[r][v];
        }

        /* Any tile of rows ≤ tile_rows and vectors ≤ tile_vectors, or of one row and a power of two of
           vectors. The rows that are missing for a tile of 4 or tile_rows repeat the last one: that costs
           less than any further code. */
        TK_INLINE void tk_sum_edge(const int tile_rows, const int tile_vectors,
            const int single_row_vectors, int rows, int vectors,
            const tk_axis *depth, const float *const *lhs, const float *rhs, int goes_on, tk_sums sums)
        {
            const float *row[TK_MAX_ROWS];
            for (int r = 0; r < tile_rows; ++r) row[r] = lhs[r < rows ? r : rows - 1];
        #define TK_EDGE(rows, vectors)                                                                  \
            tk_tile(tile_vectors > 1, rows, vectors, depth, row, rhs, goes_on, sums)
            if (tile_rows > 1 && rows > 4 && vectors == 1) TK_EDGE(tile_rows, 1);
            else if (tile_rows > 1 && rows > 4) TK_EDGE(tile_rows, tile_vectors);
            else if (tile_rows > 1 && rows > 1 && vectors == 1) TK_EDGE(4, 1);
            else if (tile_rows > 1 && rows > 1) TK_EDGE(4, tile_vectors);
            else if (vectors == 1) TK_EDGE(1, 1);
            else if (single_row_vectors > 1 && vectors == 2) TK_EDGE(1, 2);
            else if (single_row_vectors > 2 && vectors == 4) TK_EDGE(1, 4);
            else if (single_row_vectors > 4 && vectors == 8) TK_EDGE(1, 8);
            else if (single_row_vectors > 8) TK_EDGE(1, 16);
        #undef TK_EDGE
        }

        #ifdef TK_X86
        TK_NOINLINE static TK_AVX512_CODE void tk_sums_avx512(int rows, int vectors, const tk_axis *depth,
            const float *const *lhs, const float *rhs, int goes_on, tk_sums sums)
        {
            tk_sum_edge(8, 2, 16, rows, vectors, depth, lhs, rhs, goes_on, sums);
        }
        TK_NOINLINE static TK_AVX2_CODE void tk_sums_avx2(int rows, int vectors, const tk_axis *depth,
            const float *const *lhs, const float *rhs, int goes_on, tk_sums sums)
        {
            tk_sum_edge(6, 1, 4, rows, vectors, depth, lhs, rhs, goes_on, sums);
        }
        #endif
        TK_NOINLINE static TK_PLAIN_CODE void tk_sums_plain(int rows, int vectors, const tk_axis *depth,
            const float *const *lhs, const float *rhs, int goes_on, tk_sums sums)
        {
            tk_sum_edge(TK_PLAIN_ROWS, 1, TK_PLAIN_SINGLE_ROW_VECTORS, rows, vectors, depth, lhs, rhs,
                goes_on, sums);
        }

        typedef void (*tk_edge_sums)(int rows, int vectors, const tk_axis *depth, const float *const *lhs,
            const float *rhs, int goes_on, tk_sums sums);
        """#

    private static let packText = #"""
        /* Sixteen rows of 16 become columns. Four times the upper and the lower half are dealt together
           like cards, lane by lane; 16 × 16 loads and stores of one float take three times as long. */
        TK_INLINE void tk_transpose(const float *const *rows, ptrdiff_t count, ptrdiff_t width, float *to)
        {
        #if defined(TK_GNU)
            tk_vector x[16], y[16];
            TK_UNROLL for (int i = 0; i < 16; ++i) x[i] = *(const tk_vector *)rows[i];
            TK_UNROLL for (int stage = 0; stage < 4; ++stage) {
                TK_UNROLL for (int i = 0; i < 8; ++i) {
                    y[2 * i] = __builtin_shufflevector(
                        x[i], x[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
                    y[2 * i + 1] = __builtin_shufflevector(
                        x[i], x[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
                }
                TK_UNROLL for (int i = 0; i < 16; ++i) x[i] = y[i];
            }
            TK_UNROLL for (int i = 0; i < 16; ++i)
                if (i < count) *(tk_vector *)(to + i * width) = x[i];
        #else
            for (ptrdiff_t i = 0; i < count; ++i)
                for (int l = 0; l < 16; ++l) to[i * width + l] = rows[l][i];
        #endif
        }

        /* Copies a panel of a right factor whose neighbouring columns lie apart, or whose rows do:
           packed[k][c] = rhs[k, c] with `width` columns, a multiple of 16. Fifteen floats behind any
           element of the panel are readable, and what is copied behind `columns` is not looked at. */
        TK_INLINE void tk_pack(const int transposes, const tk_axis *depth, ptrdiff_t columns,
            ptrdiff_t width, const float *rhs, ptrdiff_t rhs_column, float *packed)
        {
            const ptrdiff_t count = depth[2].count, step = depth[2].rhs;
            for (ptrdiff_t i = 0; i < depth[0].count; ++i)
                for (ptrdiff_t j = 0; j < depth[1].count; ++j, packed += count * width) {
                    const float *from = rhs + i * depth[0].rhs + j * depth[1].rhs;
                    for (ptrdiff_t c = 0; c < columns; c += 16) {
                        const float *row[16];
                        for (ptrdiff_t l = 0; l < 16; ++l)
                            row[l] = from + (c + l < columns ? c + l : columns - 1) * rhs_column;
                        if (rhs_column == 1)
                            for (ptrdiff_t k = 0; k < count; ++k)
                                *(tk_vector *)(packed + k * width + c)
                                    = *(const tk_vector *)(from + k * step + c);
                        else if (transposes && step == 1)
                            for (ptrdiff_t k = 0; k < count; k += 16) {
                                tk_transpose(row, count - k, width, packed + k * width + c);
                                for (int l = 0; l < 16; ++l) row[l] += 16;
                            }
                        else
                            for (ptrdiff_t k = 0; k < count; ++k)
                                for (int l = 0; l < 16; ++l)
                                    packed[k * width + c + l] = row[l][k * step];
                    }
                }
        }

        typedef void (*tk_packer)(const tk_axis *depth, ptrdiff_t columns, ptrdiff_t width,
            const float *rhs, ptrdiff_t rhs_column, float *packed);

        #ifdef TK_X86
        TK_NOINLINE static TK_AVX512_CODE void tk_pack_avx512(const tk_axis *depth, ptrdiff_t columns, ptrdiff_t width,
            const float *rhs, ptrdiff_t rhs_column, float *packed)
        {
            tk_pack(1, depth, columns, width, rhs, rhs_column, packed);
        }
        TK_NOINLINE static TK_AVX2_CODE void tk_pack_avx2(const tk_axis *depth, ptrdiff_t columns, ptrdiff_t width,
            const float *rhs, ptrdiff_t rhs_column, float *packed)
        {
            tk_pack(1, depth, columns, width, rhs, rhs_column, packed);
        }
        #endif
        TK_NOINLINE static TK_PLAIN_CODE void tk_pack_plain(const tk_axis *depth, ptrdiff_t columns, ptrdiff_t width,
            const float *rhs, ptrdiff_t rhs_column, float *packed)
        {
            tk_pack(TK_PLAIN_ROWS > 1, depth, columns, width, rhs, rhs_column, packed);
        }

        #ifdef TK_X86
        #define TK_PACKER(isa) ((isa) == 2 ? tk_pack_avx512 : (isa) == 1 ? tk_pack_avx2 : tk_pack_plain)
        #else
        #define TK_PACKER(isa) ((void)(isa), tk_pack_plain)
        #endif
        """#

    private static let tilesText = #"""
        /* What tk_tiles calls: where a panel of columns begins; the full tiles of some rows in it; any other
           tile. */
        typedef void (*tk_panel)(void *context, ptrdiff_t lanes, ptrdiff_t column);
        typedef void (*tk_full)(void *context, ptrdiff_t row, ptrdiff_t last_row, ptrdiff_t column);
        typedef void (*tk_edge)(void *context, int rows, int vectors, ptrdiff_t lanes, ptrdiff_t row,
            ptrdiff_t column);

        /* All tiles of some rows and columns: panels of columns outermost, so that a panel of the right
           factor stays in the cache. Seven or eight rows are two tiles of four rather than one of six and a
           slow rest. */
        static void tk_tiles(int tile_rows, int tile_vectors, int single_row_vectors, ptrdiff_t first_row,
            ptrdiff_t last_row, ptrdiff_t first_column, ptrdiff_t last_column, tk_panel panel, tk_full full,
            tk_edge edge, void *context)
        {
            const int is_single = last_row - first_row == 1;
            const ptrdiff_t rest = (last_row - first_row) % tile_rows;
            const ptrdiff_t kept = tile_rows == 6 && (rest == 1 || rest == 2) ? tile_rows : 0;
            const ptrdiff_t last_full = last_row - rest - kept;
            ptrdiff_t vectors = is_single ? single_row_vectors : tile_vectors, lanes = 0;
            for (ptrdiff_t column = first_column; column < last_column; column += lanes) {
                const ptrdiff_t left = last_column - column;
                while (vectors > 1 && left < 16 * vectors) vectors /= 2;
                lanes = left < 16 * vectors ? left : 16 * vectors;
                if (panel) panel(context, lanes, column);
                ptrdiff_t row = first_row;
                if (lanes == 16 * tile_vectors && row < last_full) {
                    full(context, row, last_full, column);
                    row = last_full;
                }
                while (row < last_row) {
                    const ptrdiff_t more = last_row - row;
                    const ptrdiff_t rows = tile_rows == 6 && (more == 7 || more == 8) ? 4
                        : more < tile_rows ? more : tile_rows;
                    edge(context, (int)rows, (int)vectors, lanes, row, column);
                    row += rows;
                }
            }
        }
        """#

    private static let kernelsText = #"""
        /* The functions of a statement's tiles, given name_tile. */
        typedef struct {
            tk_full full;
            tk_edge edge;
        } tk_kernel;

        #define TK_TILES(name, isa, code, height, width)                                                \
            static code void name##_full_##isa(void *call, ptrdiff_t row, ptrdiff_t last, ptrdiff_t column) \
            {                                                                                           \
                for (; row < last; row += height)                                                       \
                    name##_tile(height, width, NULL, call, height, width, 16 * width, row, column);     \
            }                                                                                           \
            static code void name##_edge_##isa(void *call, int rows, int vectors, ptrdiff_t lanes,      \
                ptrdiff_t row, ptrdiff_t column)                                                        \
            {                                                                                           \
                name##_tile(height, width, tk_sums_##isa, call, rows, vectors, lanes, row, column);     \
            }
        #define TK_FUNCTIONS(name, isa) (tk_kernel){name##_full_##isa, name##_edge_##isa}
        #ifdef TK_X86
        #define TK_KERNEL(name)                                                                         \
            TK_TILES(name, avx512, TK_AVX512_CODE, 8, 2)                                                \
            TK_TILES(name, avx2, TK_AVX2_CODE, 6, 1)                                                    \
            TK_TILES(name, plain, TK_PLAIN_CODE, TK_PLAIN_ROWS, 1)
        #define TK_CHOSEN(name, isa)                                                                    \
            ((isa) == 2 ? TK_FUNCTIONS(name, avx512)                                                    \
             : (isa) == 1 ? TK_FUNCTIONS(name, avx2)                                                    \
                          : TK_FUNCTIONS(name, plain))
        #else
        #define TK_KERNEL(name) TK_TILES(name, plain, TK_PLAIN_CODE, TK_PLAIN_ROWS, 1)
        #define TK_CHOSEN(name, isa) TK_FUNCTIONS(name, plain)
        #endif

        /* Runs a kernel on some rows and columns. A packed panel holds two vectors of a single row. */
        static void tk_run_tiles(int isa, tk_kernel kernel, tk_panel panel, ptrdiff_t first_row,
            ptrdiff_t last_row, ptrdiff_t first_column, ptrdiff_t last_column, void *call)
        {
            static const int rows[] = {TK_PLAIN_ROWS, 6, 8}, vectors[] = {1, 1, 2};
            static const int single[] = {TK_PLAIN_SINGLE_ROW_VECTORS, 4, 16};
            const int most = panel && single[isa] > 2 ? 2 : single[isa];
            tk_tiles(rows[isa], vectors[isa], most, first_row, last_row, first_column, last_column, panel,
                kernel.full, kernel.edge, call);
        }
        """#
}
