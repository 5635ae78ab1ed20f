/// The C that library and generated code have in common: the register tile, and the loops over tiles.
///
/// `tk_` and `TK_` stand in front of every name, and give way to the model's own prefix.
enum CTile {
    /// Compilers, vectors and instruction sets.
    static func vectors(prefix: String) -> String { named(vectorsText, prefix) }

    /// The tile that is summed in registers, and tiles at the edges, whose sums go through memory.
    static func tile(prefix: String) -> String { named(tileText, prefix) }

    /// Sums of few columns, which are four chains.
    static func chains(prefix: String) -> String { named(chainsText, prefix) }

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
        /* Whatever pragmas say, -ffast-math and -funsafe-math-optimizations have clang fuse a product with the
           addition that takes it; but not where a zero that it does not know has been at the product's bits.
           That there is such an option shows in what becomes of an addition, before any pragma; where there is
           none, the zero is known, and the code is the same as without it. */
        #ifndef GRAPHC_ZERO
        #if defined(__clang__)
        #define GRAPHC_ZERO(product) graphc_zero(product)
        static inline __attribute__((always_inline, unused)) uint32_t graphc_zero(float product)
        {
            uint32_t zero = 0;
            if (__builtin_constant_p((product + 1.0f) - product)) __asm__("" : "+r"(zero));
            return zero;
        }
        #else
        #define GRAPHC_ZERO(product) 0u
        #endif
        #endif

        /* Sums are fused multiply-adds in a fixed order; all other arithmetic rounds after every operation.
           So the results are the same to the bit with every compiler and instruction set, and arithmetic
           that is not exact, such as that of -ffast-math, is none here. gcc turns the sums into vectors at
           this level only, so that its -O1 and -O3 were up to 25 times slower. */
        #if defined(__clang__)
        /* Not every processor has it; on Apple's systems it makes a call of every fmaf. */
        #if defined(__x86_64__) || (defined(__aarch64__) && (!defined(__APPLE__) || __FINITE_MATH_ONLY__))
        #pragma float_control(precise, on)
        #endif
        #pragma clang fp contract(off) reassociate(off)
        #elif defined(__GNUC__)
        #pragma GCC optimize("O2", "tree-vectorize", "fp-contract=off", "no-math-errno", "no-fast-math",     \
            "no-unsafe-math-optimizations", "no-associative-math", "signed-zeros", "trapping-math")
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
        typedef float tk_quad __attribute__((vector_size(16), aligned(4), may_alias));
        #else
        #define TK_INLINE static inline
        #define TK_NOINLINE
        #define TK_UNROLL
        #define TK_PREFETCH(address) (void)(address)
        #define TK_FORGET_ORIGIN(pointer) (void)(pointer)
        typedef struct { float lane[16]; } tk_vector;
        #endif

        /* What reads whole vectors may read elements that another worker is writing: of the next row, or of the
           caller's memory, which has no room between them. Their values are never used, and C has no vector that
           ends earlier; so ThreadSanitizer is told not to look here. */
        #if defined(TK_GNU)
        #define TK_WHOLE_VECTORS __attribute__((no_sanitize("thread")))
        #else
        #define TK_WHOLE_VECTORS
        #endif

        /* A loop over rows whose lanes are the vectors: clang would gather across the rows. */
        #if defined(__clang__)
        #define TK_ROW_BY_ROW _Pragma("clang loop vectorize(disable)")
        #define TK_ONE_BY_ONE _Pragma("clang loop vectorize(disable) unroll(disable)")
        #define TK_ALONG_LANES _Pragma("clang loop interleave(disable)")
        #else
        #define TK_ROW_BY_ROW
        #define TK_ONE_BY_ONE
        #define TK_ALONG_LANES
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

        /* The height of a full tile tells the instruction set: 8 for AVX-512, 6 for AVX2, 1 for what every
           x86 has. gcc has no fused multiply-add of vectors, keeps no vectors in registers that the machine
           does not have, and what it makes of a loop over lanes changes with all that is around it. */
        #if defined(TK_X86) && !defined(__clang__)
        #define TK_SPELLED_OUT 1
        typedef float tk_half __attribute__((vector_size(32), aligned(4), may_alias));
        #define TK_SPREAD(to, from) __asm__("vbroadcastss {%1, %0|%0, %1}" : "=v"(to) : "m"(from))
        #define TK_FUSED(sum, a, b)                                                                  \
            __asm__("vfmadd231ps {%2, %1, %0|%0, %1, %2}" : "+v"(sum) : "v"(a), "vm"(b))
        #endif

        TK_INLINE void tk_copy(const int tile_rows, tk_vector *to, const tk_vector *from)
        {
            (void)tile_rows;
        #ifdef TK_SPELLED_OUT
            if (tile_rows == 6) {
                ((tk_half *)to)[0] = ((const tk_half *)from)[0];
                ((tk_half *)to)[1] = ((const tk_half *)from)[1];
                return;
            }
        #endif
            *to = *from;
        }

        /* sum[v] = *a · b[v] + sum[v], rounded once. */
        TK_INLINE void tk_multiply_add(const int tile_rows, const int vectors, tk_vector *sum,
            const float *a, const tk_vector *b)
        {
            (void)tile_rows;
        #ifdef TK_X86
            if (tile_rows == 1) {
                TK_ONE_BY_ONE for (int l = 0; l < 16 * vectors; ++l)
                    ((float *)sum)[l] = fmaf(*a, ((const float *)b)[l], ((float *)sum)[l]);
                return;
            }
        #endif
        #ifdef TK_SPELLED_OUT
            if (tile_rows == 8) {
                tk_vector s;
                TK_SPREAD(s, *a);
                TK_UNROLL for (int v = 0; v < vectors; ++v) TK_FUSED(sum[v], s, b[v]);
            } else {
                tk_half s, *const to = (tk_half *)sum;
                const tk_half *const from = (const tk_half *)b;
                TK_SPREAD(s, *a);
                TK_UNROLL for (int v = 0; v < 2 * vectors; ++v) TK_FUSED(to[v], s, from[v]);
            }
        #elif defined(TK_GNU) && defined(__clang__)
            const tk_vector s = {*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a};
            TK_UNROLL for (int v = 0; v < vectors; ++v)
                sum[v] = __builtin_elementwise_fma(s, b[v], sum[v]);
        #elif defined(TK_GNU)
            TK_UNROLL for (int v = 0; v < vectors; ++v)
                TK_UNROLL for (int l = 0; l < 16; ++l)
                    sum[v][l] = __builtin_fmaf(*a, b[v][l], sum[v][l]);
        #else
            for (int v = 0; v < vectors; ++v)
                for (int l = 0; l < 16; ++l) sum[v].lane[l] = fmaf(*a, b[v].lane[l], sum[v].lane[l]);
        #endif
        }

        /* sums[r][v] = Σ lhs[r][k] · rhs[k, 16 v ... 16 v + 15] over k in the three loops of the depth, the
           outermost first. A loop that is not needed has the count 1.

           Every row has a pointer of its own, and one offset runs for all of them: a broadcast is then
           [row + offset], without any arithmetic, and the rows may lie anywhere. A compiler that knew how
           the pointers came about would compute them again at every step. A single row uses each element of
           the right factor once, so it is bound by how fast they come. The sums have a home of their own: a
           compiler would store them at every step where they go to memory in the end. */
        TK_INLINE void tk_tile(const int tile_rows, const int rows, const int vectors,
            const tk_axis *depth, const float *const *lhs, const float *rhs, tk_sums sums)
        {
            static const tk_vector zero = {0};
            tk_sums sum;
            const float *row[TK_MAX_ROWS];
            TK_UNROLL for (int r = 0; r < rows; ++r) {
                row[r] = lhs[r];
                TK_UNROLL for (int v = 0; v < vectors; ++v)
                    tk_copy(tile_rows, &sum[r][v], &zero);
            }
            const ptrdiff_t lhs_step = depth[2].lhs, rhs_step = depth[2].rhs;
            for (ptrdiff_t i = 0; i < depth[0].count; ++i)
                for (ptrdiff_t j = 0; j < depth[1].count; ++j) {
                    ptrdiff_t offset = i * depth[0].lhs + j * depth[1].lhs;
                    const float *from = rhs + i * depth[0].rhs + j * depth[1].rhs;
                    for (ptrdiff_t k = depth[2].count; k > 0; --k) {
                        const tk_vector *b = (const tk_vector *)from;
                        if (rows == 1) {
                            const uintptr_t ahead = (uintptr_t)from + 8 * sizeof(float) * (size_t)rhs_step;
                            TK_UNROLL for (int v = 0; v < vectors; ++v) TK_PREFETCH(ahead + 64
                                * (size_t)v);
                        }
                        TK_UNROLL for (int r = 0; r < rows; ++r)
                            tk_multiply_add(tile_rows, vectors, sum[r], row[r] + offset, b);
                        offset += lhs_step;
                        TK_FORGET_ORIGIN(offset);
                        from += rhs_step;
                    }
                }
            TK_UNROLL for (int r = 0; r < rows; ++r)
                TK_UNROLL for (int v = 0; v < vectors; ++v) tk_copy(tile_rows, &sums[r][v], &sum[r][v]);
        }

        /* Any tile of rows ≤ tile_rows and vectors ≤ tile_vectors, or of one row and a power of two of
           vectors. The rows that are missing for a tile of 4 or tile_rows repeat the last one: that costs
           less than any further code. */
        TK_INLINE void tk_sum_edge(const int tile_rows, const int tile_vectors,
            const int single_row_vectors, int rows, int vectors,
            const tk_axis *depth, const float *const *lhs, const float *rhs, tk_sums sums)
        {
            const float *row[TK_MAX_ROWS];
            for (int r = 0; r < tile_rows; ++r) row[r] = lhs[r < rows ? r : rows - 1];
        #define TK_SUMS(rows, vectors)                                                                  \
            tk_tile(tile_rows, rows, vectors, depth, row, rhs, sums)
            if (tile_rows > 1 && rows > 4 && vectors == 1) TK_SUMS(tile_rows, 1);
            else if (tile_rows > 1 && rows > 4) TK_SUMS(tile_rows, tile_vectors);
            else if (tile_rows > 1 && rows > 1 && vectors == 1) TK_SUMS(4, 1);
            else if (tile_rows > 1 && rows > 1) TK_SUMS(4, tile_vectors);
            else if (vectors == 1) TK_SUMS(1, 1);
            else if (single_row_vectors > 1 && vectors == 2) TK_SUMS(1, 2);
            else if (single_row_vectors > 2 && vectors == 4) TK_SUMS(1, 4);
            else if (single_row_vectors > 4 && vectors == 8) TK_SUMS(1, 8);
            else if (single_row_vectors > 8) TK_SUMS(1, 16);
        #undef TK_SUMS
        }

        #ifdef TK_X86
        TK_WHOLE_VECTORS TK_NOINLINE
        static TK_AVX512_CODE void tk_sums_avx512(int rows, int vectors, const tk_axis *depth,
            const float *const *lhs, const float *rhs, tk_sums sums)
        {
            tk_sum_edge(8, 2, 16, rows, vectors, depth, lhs, rhs, sums);
        }
        TK_WHOLE_VECTORS TK_NOINLINE
        static TK_AVX2_CODE void tk_sums_avx2(int rows, int vectors, const tk_axis *depth,
            const float *const *lhs, const float *rhs, tk_sums sums)
        {
            tk_sum_edge(6, 1, 4, rows, vectors, depth, lhs, rhs, sums);
        }
        #endif
        TK_WHOLE_VECTORS TK_NOINLINE
        static TK_PLAIN_CODE void tk_sums_plain(int rows, int vectors, const tk_axis *depth,
            const float *const *lhs, const float *rhs, tk_sums sums)
        {
            tk_sum_edge(TK_PLAIN_ROWS, 1, TK_PLAIN_SINGLE_ROW_VECTORS, rows, vectors, depth, lhs, rhs,
                sums);
        }

        typedef void (*tk_edge_sums)(int rows, int vectors, const tk_axis *depth, const float *const *lhs,
            const float *rhs, tk_sums sums);
        """#

    private static let chainsText = #"""
        TK_INLINE void tk_add(const int tile_rows, tk_vector *to, const tk_vector *from)
        {
            (void)tile_rows;
        #ifdef TK_SPELLED_OUT
            if (tile_rows == 6) {
                ((tk_half *)to)[0] += ((const tk_half *)from)[0];
                ((tk_half *)to)[1] += ((const tk_half *)from)[1];
                return;
            }
        #endif
        #if defined(TK_GNU)
            *to += *from;
        #else
            for (int l = 0; l < 16; ++l) to->lane[l] += from->lane[l];
        #endif
        }

        /* The sums of a single row whose depth is four quarters, each of which is a chain of additions. */
        TK_INLINE void tk_four_chains(const int tile_rows, const int vectors, tk_axis quarter,
            const float *lhs, const float *rhs, tk_vector *sums)
        {
            static const tk_vector zero = {0};
            tk_vector chain[4][2];
            const float *row[4], *from[4];
            TK_UNROLL for (int c = 0; c < 4; ++c) {
                row[c] = lhs + c * quarter.count * quarter.lhs;
                from[c] = rhs + c * quarter.count * quarter.rhs;
                TK_FORGET_ORIGIN(row[c]);
                TK_FORGET_ORIGIN(from[c]);
                TK_UNROLL for (int v = 0; v < vectors; ++v) tk_copy(tile_rows, &chain[c][v], &zero);
            }
            ptrdiff_t left = 0, right = 0;
            TK_ONE_BY_ONE for (ptrdiff_t k = quarter.count; k > 0; --k) {
                TK_UNROLL for (int c = 0; c < 4; ++c)
                    tk_multiply_add(tile_rows, vectors, chain[c], row[c] + left,
                        (const tk_vector *)(from[c] + right));
                left += quarter.lhs;
                right += quarter.rhs;
            }
            TK_UNROLL for (int v = 0; v < vectors; ++v) {
                TK_UNROLL for (int c = 1; c < 4; ++c) tk_add(tile_rows, &chain[0][v], &chain[c][v]);
                tk_copy(tile_rows, &sums[v], &chain[0][v]);
            }
        }

        /* The same for a full tile, one chain after the other. */
        TK_INLINE void tk_tile_in_chains(const int rows, const int vectors, tk_axis quarter,
            const float *const *lhs, const float *rhs, tk_sums sums)
        {
            const tk_axis depth[3] = {{1, 0, 0}, {1, 0, 0}, quarter};
            const float *row[TK_MAX_ROWS];
            TK_UNROLL for (int r = 0; r < rows; ++r) row[r] = lhs[r];
            for (int c = 0; c < 4; ++c) {
                tk_sums part;
                tk_tile(rows, rows, vectors, depth, row, rhs, part);
                TK_UNROLL for (int r = 0; r < rows; ++r) {
                    TK_UNROLL for (int v = 0; v < vectors; ++v) {
                        if (c > 0) tk_add(rows, &part[r][v], &sums[r][v]);
                        tk_copy(rows, &sums[r][v], &part[r][v]);
                    }
                    row[r] += quarter.count * quarter.lhs;
                }
                rhs += quarter.count * quarter.rhs;
            }
        }

        /* The sums of a tile of few columns. One chain of additions would leave a single row waiting for
           the last of them most of the time: four chains of a quarter of the depth each, added up in their
           order, fill the multipliers, and several rows keep to the same order. */
        TK_INLINE void tk_sum_chains(const int tile_rows, const int tile_vectors, const tk_edge_sums sum,
            int rows, int vectors, const tk_axis *depth, const float *const *lhs, const float *rhs,
            tk_sums sums)
        {
            const tk_axis quarter = {depth[2].count / 4, depth[2].lhs, depth[2].rhs};
            int v = 0;
            /* Where tiles have one row, a multiply-add is a call: what is slow anyway is at least short. */
            if (tile_rows > 1 && rows == 1) {
                if (tile_rows == 8)
                    for (; v + 2 <= vectors; v += 2)
                        tk_four_chains(tile_rows, 2, quarter, lhs[0], rhs + 16 * v, &sums[0][v]);
                for (; v < vectors; ++v)
                    tk_four_chains(tile_rows, 1, quarter, lhs[0], rhs + 16 * v, &sums[0][v]);
                return;
            }
            if (tile_rows > 1 && rows == tile_rows) {
                if (vectors == 1)
                    tk_tile_in_chains(tile_rows, 1, quarter, lhs, rhs, sums);
                else
                    tk_tile_in_chains(tile_rows, tile_vectors, quarter, lhs, rhs, sums);
                return;
            }
            const tk_axis part_depth[3] = {{1, 0, 0}, {1, 0, 0}, quarter};
            for (int c = 0; c < 4; ++c) {
                const float *row[TK_MAX_ROWS];
                _Alignas(64) tk_sums part;
                for (int r = 0; r < rows; ++r) row[r] = lhs[r] + c * quarter.count * quarter.lhs;
                sum(rows, vectors, part_depth, row, rhs + c * quarter.count * quarter.rhs, part);
                for (int r = 0; r < rows; ++r)
                    for (v = 0; v < vectors; ++v) {
                        if (c > 0) tk_add(tile_rows, &part[r][v], &sums[r][v]);
                        tk_copy(tile_rows, &sums[r][v], &part[r][v]);
                    }
            }
        }

        #ifdef TK_X86
        TK_WHOLE_VECTORS TK_NOINLINE
        static TK_AVX512_CODE void tk_chains_avx512(int rows, int vectors,
            const tk_axis *depth, const float *const *lhs, const float *rhs, tk_sums sums)
        {
            tk_sum_chains(8, 2, tk_sums_avx512, rows, vectors, depth, lhs, rhs, sums);
        }
        TK_WHOLE_VECTORS TK_NOINLINE
        static TK_AVX2_CODE void tk_chains_avx2(int rows, int vectors, const tk_axis *depth,
            const float *const *lhs, const float *rhs, tk_sums sums)
        {
            tk_sum_chains(6, 1, tk_sums_avx2, rows, vectors, depth, lhs, rhs, sums);
        }
        #endif
        TK_WHOLE_VECTORS TK_NOINLINE
        static TK_PLAIN_CODE void tk_chains_plain(int rows, int vectors, const tk_axis *depth,
            const float *const *lhs, const float *rhs, tk_sums sums)
        {
            tk_sum_chains(TK_PLAIN_ROWS, 1, tk_sums_plain, rows, vectors, depth, lhs, rhs, sums);
        }
        """#

    private static let packText = #"""
        /* to[i, l] = rows[l][i] for 16 rows and `count` columns. Four by four: rows of one float would take
           three times as long, and vectors of four are what every machine has. */
        TK_INLINE void tk_transpose(const float *const *rows, ptrdiff_t count, ptrdiff_t width,
            float *to)
        {
        #if defined(TK_GNU)
            for (ptrdiff_t i = 0; i < count; i += 4)
                for (int l = 0; l < 16; l += 4) {
                    const tk_quad a = *(const tk_quad *)(rows[l] + i);
                    const tk_quad b = *(const tk_quad *)(rows[l + 1] + i);
                    const tk_quad c = *(const tk_quad *)(rows[l + 2] + i);
                    const tk_quad d = *(const tk_quad *)(rows[l + 3] + i);
                    const tk_quad e = __builtin_shufflevector(a, b, 0, 4, 1, 5);
                    const tk_quad f = __builtin_shufflevector(c, d, 0, 4, 1, 5);
                    const tk_quad g = __builtin_shufflevector(a, b, 2, 6, 3, 7);
                    const tk_quad h = __builtin_shufflevector(c, d, 2, 6, 3, 7);
                    float *const at = to + i * width + l;
                    *(tk_quad *)at = __builtin_shufflevector(e, f, 0, 1, 4, 5);
                    if (i + 1 < count) *(tk_quad *)(at + width) = __builtin_shufflevector(e, f, 2, 3, 6, 7);
                    if (i + 2 < count)
                        *(tk_quad *)(at + 2 * width) = __builtin_shufflevector(g, h, 0, 1, 4, 5);
                    if (i + 3 < count)
                        *(tk_quad *)(at + 3 * width) = __builtin_shufflevector(g, h, 2, 3, 6, 7);
                }
        #else
            for (ptrdiff_t i = 0; i < count; ++i)
                for (int l = 0; l < 16; ++l) to[i * width + l] = rows[l][i];
        #endif
        }

        /* Copies a panel of a right factor whose neighbouring columns lie apart, or whose rows do:
           packed[k][c] = rhs[k, c] with `width` columns, a multiple of 16. Fifteen floats behind any
           element of the panel are readable, and what is copied behind `columns` is not looked at. */
        TK_WHOLE_VECTORS
        static void tk_pack(const tk_axis *depth, ptrdiff_t columns, ptrdiff_t width,
            const float *rhs, ptrdiff_t rhs_column, float *packed)
        {
            const ptrdiff_t count = depth[2].count, step = depth[2].rhs;
            for (ptrdiff_t i = 0; i < depth[0].count; ++i)
                for (ptrdiff_t j = 0; j < depth[1].count; ++j, packed += count * width) {
                    const float *from = rhs + i * depth[0].rhs + j * depth[1].rhs;
                    for (ptrdiff_t c = 0; c < columns; c += 16) {
                        const float *row[16];
                        TK_ONE_BY_ONE for (ptrdiff_t l = 0; l < 16; ++l)
                            row[l] = from + (c + l < columns ? c + l : columns - 1) * rhs_column;
                        if (rhs_column == 1)
                            for (ptrdiff_t k = 0; k < count; ++k)
                                *(tk_vector *)(packed + k * width + c)
                                    = *(const tk_vector *)(from + k * step + c);
                        else if (step == 1)
                            tk_transpose(row, count, width, packed + c);
                        else
                            for (ptrdiff_t k = 0; k < count; ++k)
                                TK_ONE_BY_ONE for (int l = 0; l < 16; ++l)
                                    packed[k * width + c + l] = row[l][k * step];
                    }
                }
        }
        """#

    private static let tilesText = #"""
        /* What tk_tiles calls: where a panel of columns begins; the full tiles of some rows in it; any other
           tile. */
        typedef void (*tk_panel)(void *context, ptrdiff_t lanes, ptrdiff_t column);
        typedef void (*tk_full)(void *context, ptrdiff_t row, ptrdiff_t last_row, ptrdiff_t column);
        typedef void (*tk_edge)(void *context, int rows, int vectors, ptrdiff_t lanes, ptrdiff_t row,
            ptrdiff_t column);

        /* The lanes of the next panel, of as many vectors as before or fewer. */
        TK_INLINE ptrdiff_t tk_lanes_of(ptrdiff_t left, ptrdiff_t *vectors)
        {
            while (*vectors > 1 && left < 16 * *vectors) *vectors /= 2;
            return left < 16 * *vectors ? left : 16 * *vectors;
        }

        /* All tiles of some rows and columns: panels of columns outermost, so that a panel of the right
           factor stays in the cache. `full` takes those of so many lanes at least. Seven or eight rows are two
           tiles of four rather than one of six and a slow rest. */
        static void tk_tiles(int tile_rows, int tile_vectors, ptrdiff_t least_lanes, int single_row_vectors,
            ptrdiff_t first_row, ptrdiff_t last_row, ptrdiff_t first_column, ptrdiff_t last_column,
            tk_panel panel, tk_full full, tk_edge edge, void *context)
        {
            const int is_single = last_row - first_row == 1;
            /* A division would take a tenth of what a row of a small layer does. */
            const ptrdiff_t rest = is_single ? 1 : (last_row - first_row) % tile_rows;
            const ptrdiff_t kept = tile_rows == 6 && (rest == 1 || rest == 2) ? tile_rows : 0;
            const ptrdiff_t last_full = last_row - rest - kept;
            ptrdiff_t vectors = is_single ? single_row_vectors : tile_vectors, lanes = 0;
            for (ptrdiff_t column = first_column; column < last_column; column += lanes) {
                lanes = tk_lanes_of(last_column - column, &vectors);
                if (panel) panel(context, lanes, column);
                ptrdiff_t row = first_row;
                if (full && lanes >= least_lanes && row < last_full) {
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

        #define TK_FULL(name, sum, isa, code, height, width, lanes)                                     \
            TK_WHOLE_VECTORS static code void name##_full_##isa(void *call, ptrdiff_t row,              \
                ptrdiff_t last, ptrdiff_t column)                                                       \
            {                                                                                           \
                for (; row < last; row += height)                                                       \
                    name##_tile(height, width, sum, call, height, width, lanes, row, column);           \
            }
        #define TK_EDGE(name, sum, isa, code, height, width)                                            \
            static code void name##_edge_##isa(void *call, int rows, int vectors, ptrdiff_t lanes,      \
                ptrdiff_t row, ptrdiff_t column)                                                        \
            {                                                                                           \
                name##_tile(height, width, sum, call, rows, vectors, lanes, row, column);               \
            }
        #ifdef TK_X86
        /* Without either instruction set every tile goes through memory. */
        #define TK_KERNEL(name)                                                                         \
            TK_FULL(name, NULL, avx512, TK_AVX512_CODE, 8, 2, 32)                                       \
            TK_FULL(name, NULL, avx2, TK_AVX2_CODE, 6, 1, 16)                                           \
            TK_EDGES(name, tk_sums)
        #define TK_CHAINED_KERNEL(name)                                                                 \
            TK_FULL(name, tk_chains_avx512, avx512, TK_AVX512_CODE, 8, 2, 32)                           \
            TK_FULL(name, tk_chains_avx2, avx2, TK_AVX2_CODE, 6, 1, 16)                                 \
            TK_EDGES(name, tk_chains)
        /* Of so few columns that they are one vector or less. */
        #define TK_NARROW_KERNEL(name, columns)                                                         \
            TK_FULL(name, NULL, avx512, TK_AVX512_CODE, 8, 1, columns)                                  \
            TK_FULL(name, NULL, avx2, TK_AVX2_CODE, 6, 1, columns)                                      \
            TK_EDGES(name, tk_sums)
        #define TK_EDGES(name, sum)                                                                     \
            TK_EDGE(name, sum##_avx512, avx512, TK_AVX512_CODE, 8, 2)                                   \
            TK_EDGE(name, sum##_avx2, avx2, TK_AVX2_CODE, 6, 1)                                         \
            TK_EDGE(name, sum##_plain, plain, TK_PLAIN_CODE, TK_PLAIN_ROWS, 1)
        #define TK_CHOSEN(name, isa)                                                                    \
            ((isa) == 2 ? (tk_kernel){name##_full_avx512, name##_edge_avx512}                           \
             : (isa) == 1 ? (tk_kernel){name##_full_avx2, name##_edge_avx2}                             \
                          : (tk_kernel){NULL, name##_edge_plain})
        #else
        #define TK_KERNEL(name)                                                                         \
            TK_FULL(name, NULL, plain, TK_PLAIN_CODE, TK_PLAIN_ROWS, 1, 16)                             \
            TK_EDGE(name, tk_sums_plain, plain, TK_PLAIN_CODE, TK_PLAIN_ROWS, 1)
        #define TK_CHAINED_KERNEL(name)                                                                 \
            TK_FULL(name, tk_chains_plain, plain, TK_PLAIN_CODE, TK_PLAIN_ROWS, 1, 16)                  \
            TK_EDGE(name, tk_chains_plain, plain, TK_PLAIN_CODE, TK_PLAIN_ROWS, 1)
        #define TK_NARROW_KERNEL(name, columns)                                                         \
            TK_FULL(name, NULL, plain, TK_PLAIN_CODE, TK_PLAIN_ROWS, 1, columns)                        \
            TK_EDGE(name, tk_sums_plain, plain, TK_PLAIN_CODE, TK_PLAIN_ROWS, 1)
        #define TK_CHOSEN(name, isa) (tk_kernel){name##_full_plain, name##_edge_plain}
        #endif

        /* Runs a kernel on some rows and columns; of a narrow one `narrow` says how many there are, else 0. A
           packed panel holds two vectors of a single row. */
        static void tk_run_tiles(int isa, tk_kernel kernel, tk_panel panel, ptrdiff_t first_row,
            ptrdiff_t last_row, ptrdiff_t first_column, ptrdiff_t last_column, ptrdiff_t narrow, void *call)
        {
            static const int rows[] = {TK_PLAIN_ROWS, 6, 8}, most_vectors[] = {1, 1, 2};
            static const int single[] = {TK_PLAIN_SINGLE_ROW_VECTORS, 4, 16};
            const int vectors = narrow ? 1 : most_vectors[isa];
            const int most = panel && single[isa] > 2 ? 2 : single[isa];
            tk_tiles(rows[isa], vectors, narrow ? narrow : 16 * vectors, most, first_row, last_row,
                first_column, last_column, panel, kernel.full, kernel.edge, call);
        }
        """#
}
