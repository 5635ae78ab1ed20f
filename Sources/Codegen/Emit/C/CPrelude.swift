/// The parts of generated C that do not depend on the model.
enum CPrelude {
    /// Compilers, vectors and instruction sets. `p` stands in front of every name.
    static func vectors(prefix p: String) -> String {
        let P = p.uppercased()
        return """
            /* Sums are fused multiply-adds in a fixed order; all other arithmetic rounds after every operation.
               So the results are the same to the bit with every compiler and instruction set. gcc turns the sums
               into vectors at this level only, so that its -O1 and -O3 were up to 25 times slower. */
            #if defined(__clang__)
            #pragma clang fp contract(off)
            #elif defined(__GNUC__)
            #pragma GCC optimize("O2", "tree-vectorize", "fp-contract=off")
            #endif

            #if defined(__GNUC__)
            #define \(P)_INLINE static inline __attribute__((always_inline))
            #define \(P)_UNROLL _Pragma("GCC unroll 16")
            #define \(P)_PREFETCH(address) __builtin_prefetch((const void *)(address))
            #define \(P)_FORGET_ORIGIN(pointer) __asm__("" : "+r"(pointer))
            typedef float \(p)_vector __attribute__((vector_size(64), aligned(4), may_alias));
            #else
            #define \(P)_INLINE static inline
            #define \(P)_UNROLL
            #define \(P)_PREFETCH(address) (void)(address)
            #define \(P)_FORGET_ORIGIN(pointer) (void)(pointer)
            typedef struct { float lane[16]; } \(p)_vector;
            #endif

            /* A loop over rows whose lanes are the vectors: clang would gather across the rows. */
            #if defined(__clang__)
            #define \(P)_ROW_BY_ROW _Pragma("clang loop vectorize(disable)")
            #else
            #define \(P)_ROW_BY_ROW
            #endif

            #if defined(__GNUC__) && defined(__x86_64__)
            #define \(P)_X86 1
            #define \(P)_AVX2_CODE __attribute__((target("avx2,fma")))
            #define \(P)_AVX512_CODE __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")))
            /* Define these as 0 to keep to a lesser instruction set. */
            #ifndef \(P)_HAS_AVX512
            #define \(P)_HAS_AVX512                                                                       \\
                (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")                   \\
                 && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
            #endif
            #ifndef \(P)_HAS_AVX2
            #define \(P)_HAS_AVX2 (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
            #endif
            #endif

            /* The tile that is summed in registers: rows × vectors of 16 columns. A single row takes more
               vectors, so that there are enough independent sums to fill the multipliers. */
            #define \(P)_MAX_ROWS 8
            #define \(P)_MAX_VECTORS 16
            #if defined(__aarch64__)
            #define \(P)_PLAIN_ROWS 6
            #else
            #define \(P)_PLAIN_ROWS 4
            #endif
            """
    }

    /// The register tile: the one heavy loop.
    static func tile(prefix p: String) -> String {
        let P = p.uppercased()
        return """
            \(P)_INLINE void \(p)_multiply_add(\(p)_vector *sum, float a, const \(p)_vector *b)
            {
            #if defined(__clang__)
                const \(p)_vector s = {a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a};
                *sum = __builtin_elementwise_fma(s, *b, *sum);
            #elif defined(__GNUC__)
                \(P)_UNROLL for (int l = 0; l < 16; ++l) (*sum)[l] = __builtin_fmaf(a, (*b)[l], (*sum)[l]);
            #else
                for (int l = 0; l < 16; ++l) sum->lane[l] = fmaf(a, b->lane[l], sum->lane[l]);
            #endif
            }

            /* The row behind the tiles of full height. Eight rows are two tiles of four rather than one of six
               and a slow rest. */
            \(P)_INLINE size_t \(p)_full_tiles(const int tile_rows, size_t row, size_t last)
            {
                const size_t left = last - row, height = (size_t)tile_rows, rest = left % height;
                return last - rest - (height == 6 && rest == 2 && left >= height ? height : 0);
            }

            /* sum[r][v] = Σ k < depth  lhs[r, k] · rhs[k, 16 v ... 16 v + 15]

               A single row uses each element of the right factor once, so it is bound by how fast they come. The
               upper rows have a pointer of their own: adding the distance once for every row would take longer
               than the multiply-adds. */
            \(P)_INLINE void \(p)_tile(const int rows, const int vectors, size_t depth, const float *lhs,
                ptrdiff_t lhs_row, ptrdiff_t lhs_depth, const float *rhs, ptrdiff_t rhs_depth,
                \(p)_vector sum[\(P)_MAX_ROWS][\(P)_MAX_VECTORS])
            {
                static const \(p)_vector zero = {0};
                \(P)_UNROLL for (int r = 0; r < rows; ++r)
                    \(P)_UNROLL for (int v = 0; v < vectors; ++v) sum[r][v] = zero;
                const float *upper = lhs + rows / 2 * lhs_row;
                \(P)_FORGET_ORIGIN(upper);
                for (size_t k = 0; k < depth; ++k) {
                    const \(p)_vector *b = (const \(p)_vector *)rhs;
                    if (rows == 1) {
                        const uintptr_t ahead = (uintptr_t)b + 8 * sizeof(float) * (size_t)rhs_depth;
                        \(P)_UNROLL for (int v = 0; v < vectors; ++v) \(P)_PREFETCH(ahead + 64 * (size_t)v);
                    }
                    \(P)_UNROLL for (int r = 0; r < rows; ++r) {
                        const float a = r < rows / 2 ? lhs[r * lhs_row] : upper[(r - rows / 2) * lhs_row];
                        \(P)_UNROLL for (int v = 0; v < vectors; ++v)
                            \(p)_multiply_add(&sum[r][v], a, &b[v]);
                    }
                    lhs += lhs_depth;
                    upper += lhs_depth;
                    rhs += rhs_depth;
                }
            }
            """
    }

    /// Copies a panel of a right factor whose neighbouring columns lie apart, or whose rows do.
    static func pack(prefix p: String) -> String {
        """
        /* packed[k, c] = rhs[k, c], row-major with `width` columns. */
        \(p.uppercased())_INLINE void \(p)_pack(size_t depth, size_t columns, size_t width, const float *rhs,
            ptrdiff_t rhs_column, ptrdiff_t rhs_depth, float *packed)
        {
            if (rhs_column == 1) {
                for (size_t k = 0; k < depth; ++k) {
                    const float *row = rhs + (ptrdiff_t)k * rhs_depth;
                    for (size_t c = 0; c < columns; ++c) packed[k * width + c] = row[c];
                }
                return;
            }
            /* In blocks, so that what is written stays in the first cache until all of it is. */
            for (size_t block = 0; block < depth; block += 64) {
                const size_t end = depth - block < 64 ? depth : block + 64;
                for (size_t c = 0; c < columns; ++c) {
                    const float *column = rhs + (ptrdiff_t)c * rhs_column;
                    for (size_t k = block; k < end; ++k)
                        packed[k * width + c] = column[(ptrdiff_t)k * rhs_depth];
                }
            }
        }
        """
    }
}
