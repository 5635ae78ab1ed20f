/* Printed by graphc. Do not edit. */
#include "kernels.h"
#include <stdlib.h>
#include <string.h>

TK_INLINE void tk_multiply_add(tk_vector *sum, float a, const tk_vector *b)
{
#if defined(__clang__)
    const tk_vector s = {a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a};
    *sum = __builtin_elementwise_fma(s, *b, *sum);
#elif defined(__GNUC__)
    TK_UNROLL for (int l = 0; l < 16; ++l) (*sum)[l] = __builtin_fmaf(a, (*b)[l], (*sum)[l]);
#else
    for (int l = 0; l < 16; ++l) sum->lane[l] = fmaf(a, b->lane[l], sum->lane[l]);
#endif
}

/* The row behind the tiles of full height. Eight rows are two tiles of four rather than one of six
   and a slow rest. */
TK_INLINE size_t tk_full_tiles(const int tile_rows, size_t row, size_t last)
{
    const size_t left = last - row, height = (size_t)tile_rows, rest = left % height;
    return last - rest - (height == 6 && rest == 2 && left >= height ? height : 0);
}

/* sum[r][v] = Σ k < depth  lhs[r, k] · rhs[k, 16 v ... 16 v + 15]

   A single row uses each element of the right factor once, so it is bound by how fast they come. The
   upper rows have a pointer of their own: adding the distance once for every row would take longer
   than the multiply-adds. */
TK_INLINE void tk_tile(const int rows, const int vectors, size_t depth, const float *lhs,
    ptrdiff_t lhs_row, ptrdiff_t lhs_depth, const float *rhs, ptrdiff_t rhs_depth,
    tk_vector sum[TK_MAX_ROWS][TK_MAX_VECTORS])
{
    static const tk_vector zero = {0};
    TK_UNROLL for (int r = 0; r < rows; ++r)
        TK_UNROLL for (int v = 0; v < vectors; ++v) sum[r][v] = zero;
    const float *upper = lhs + rows / 2 * lhs_row;
    TK_FORGET_ORIGIN(upper);
    for (size_t k = 0; k < depth; ++k) {
        const tk_vector *b = (const tk_vector *)rhs;
        if (rows == 1) {
            const uintptr_t ahead = (uintptr_t)b + 8 * sizeof(float) * (size_t)rhs_depth;
            TK_UNROLL for (int v = 0; v < vectors; ++v) TK_PREFETCH(ahead + 64 * (size_t)v);
        }
        TK_UNROLL for (int r = 0; r < rows; ++r) {
            const float a = r < rows / 2 ? lhs[r * lhs_row] : upper[(r - rows / 2) * lhs_row];
            TK_UNROLL for (int v = 0; v < vectors; ++v)
                tk_multiply_add(&sum[r][v], a, &b[v]);
        }
        lhs += lhs_depth;
        upper += lhs_depth;
        rhs += rhs_depth;
    }
}

/* packed[k, c] = rhs[k, c], row-major with `width` columns. */
TK_INLINE void tk_pack(size_t depth, size_t columns, size_t width, const float *rhs,
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

void tk_pack_panel(ptrdiff_t depth, ptrdiff_t columns, const float *rhs, ptrdiff_t rhs_column,
    ptrdiff_t rhs_depth, float *packed)
{
    tk_pack((size_t)depth, (size_t)columns, 32, rhs, rhs_column, rhs_depth, packed);
}

/* What an epilogue reads and writes besides the sums. */
typedef struct {
    const float *in[2];
    ptrdiff_t in_row[2];
    float *out[2];
    ptrdiff_t out_row[2];
    float argument[2], learning_rate;
} tk_operands;

#if defined(__GNUC__)
#define TK_NOINLINE __attribute__((noinline))
#else
#define TK_NOINLINE
#endif

typedef void (*tk_epilogue)(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands);

/* The rows from first_row on of the columns from `column` to last_column, in tiles that go through
   memory to their epilogue. */
TK_INLINE void tk_tiles(const int tile_rows, const int tile_vectors, const tk_product *p,
    const ptrdiff_t first_row, ptrdiff_t column, const ptrdiff_t last_column,
    const tk_epilogue epilogue, const tk_operands *operands)
{
    static const float one = 1.0f;
    const float *lhs = p->lhs ? p->lhs : &one;
    const ptrdiff_t lhs_row = p->lhs ? p->lhs_row : 0, lhs_depth = p->lhs ? p->lhs_depth : 0;
    const ptrdiff_t last_row = tile_rows == 1 ? 1 : p->rows;
    const ptrdiff_t full = (ptrdiff_t)tk_full_tiles(tile_rows, (size_t)first_row, (size_t)last_row);
    tk_vector tile[TK_MAX_ROWS][TK_MAX_VECTORS], sums[TK_MAX_ROWS][TK_MAX_VECTORS];
#define TK_TILES(condition, size, vectors, lanes)                                              \
    for (; condition; row += (size)) {                                                         \
        tk_tile((size), (vectors), (size_t)p->depth, lhs + row * lhs_row, lhs_row, lhs_depth,  \
            p->rhs + column, p->rhs_depth, tile);                                              \
        TK_UNROLL for (int r = 0; r < (size); ++r)                                             \
            TK_UNROLL for (int v = 0; v < (vectors); ++v) sums[r][v] = tile[r][v];             \
        epilogue(sums, (size), (lanes), row, column, operands);                                \
    }
#define TK_PANEL(vectors, lanes)                                                               \
    {                                                                                          \
        ptrdiff_t row = first_row;                                                             \
        TK_TILES(row < full, tile_rows, vectors, lanes)                                        \
        TK_TILES(row + 4 <= last_row, 4, vectors, lanes)                                       \
        TK_TILES(row < last_row, 1, vectors, lanes)                                            \
    }
#define TK_PANELS(vectors)                                                                     \
    for (; column + 16 * (vectors) <= last_column; column += 16 * (vectors))                   \
        TK_PANEL(vectors, 16 * (size_t)(vectors))
    TK_PANELS(tile_vectors)
    if (tile_vectors > 8) TK_PANELS(8)
    if (tile_vectors > 4) TK_PANELS(4)
    if (tile_vectors > 2) TK_PANELS(2)
    if (tile_vectors > 1) TK_PANELS(1)
    if (column < last_column) TK_PANEL(1, (size_t)(last_column - column))
#undef TK_PANELS
#undef TK_PANEL
#undef TK_TILES
}

typedef void (*tk_edges)(const tk_product *p, ptrdiff_t first_row, ptrdiff_t column,
    ptrdiff_t last_column, tk_epilogue epilogue, const tk_operands *operands);

/* All rows and columns: full tiles keep their sums in registers for `epilogue`, which is known where
   this is inlined; the rest is left to `edges`. */
TK_INLINE void tk_multiply(const int tile_rows, const int tile_vectors, const tk_product *p,
    const int updates, const tk_epilogue epilogue, const tk_edges edges,
    const tk_epilogue edge_epilogue, const tk_operands *operands)
{
    static const float one = 1.0f;
    const float *lhs = p->lhs ? p->lhs : &one;
    const ptrdiff_t lhs_row = p->lhs ? p->lhs_row : 0, lhs_depth = p->lhs ? p->lhs_depth : 0;
    const ptrdiff_t width = 16 * tile_vectors;
    const ptrdiff_t full = (ptrdiff_t)tk_full_tiles(tile_rows, 0, (size_t)p->rows);
    ptrdiff_t column = 0;
    for (; column + width <= p->columns; column += width) {
        for (ptrdiff_t row = 0; row < full; row += tile_rows) {
            tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS];
            /* What is going to be updated comes while the tile is summed. */
            if (updates)
                for (int r = 0; r < tile_rows; ++r)
                    for (int v = 0; v < tile_vectors; ++v)
                        TK_PREFETCH(
                            operands->out[0] + (row + r) * operands->out_row[0] + column + 16 * v);
            tk_tile(tile_rows, tile_vectors, (size_t)p->depth, lhs + row * lhs_row, lhs_row, lhs_depth,
                p->rhs + column, p->rhs_depth, sums);
            epilogue(sums, tile_rows, (size_t)width, row, column, operands);
        }
        if (full < p->rows) edges(p, full, column, column + width, edge_epilogue, operands);
    }
    if (column < p->columns) edges(p, 0, column, p->columns, edge_epilogue, operands);
}

/* out0 = acc + in0 */
TK_INLINE void tk_bias_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc + in0[lane];
    }
}
TK_INLINE void tk_bias_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_lanes(lanes, (const float *)sums[r], o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc + in0 > 0 ? acc + in0 : argument0 * expm1(acc + in0) */
TK_INLINE void tk_bias_elu_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0, const float argument0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc + in0[lane] > 0.0f ? acc + in0[lane] : argument0 * tk_expm1(acc
            + in0[lane]);
    }
}
TK_INLINE void tk_bias_elu_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_elu_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column, o->argument[0]);
}

/* out0 = acc + in0;  out1 = out0 > 0 ? out0 : argument0 * expm1(out0) */
TK_INLINE void tk_bias_elu_saving_sum_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0, float *restrict out1, const float argument0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        const float z = acc + in0[lane];
        out0[lane] = z;
        out1[lane] = z > 0.0f ? z : argument0 * tk_expm1(z);
    }
}
TK_INLINE void tk_bias_elu_saving_sum_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_elu_saving_sum_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column,
            o->out[1] + (row + r) * o->out_row[1] + column, o->argument[0]);
}

/* out0 = 0.5 * (acc + in0) * (1 + erf((acc + in0) * 0.7071067811865476)) */
TK_INLINE void tk_bias_gelu_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = 0.5f * (acc + in0[lane]) * (1.0f + tk_erf((acc + in0[lane]) * 0.70710677f));
    }
}
TK_INLINE void tk_bias_gelu_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_gelu_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc + in0;  out1 = 0.5 * out0 * (1 + erf(out0 * 0.7071067811865476)) */
TK_INLINE void tk_bias_gelu_saving_sum_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0, float *restrict out1)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        const float z = acc + in0[lane];
        out0[lane] = z;
        out1[lane] = 0.5f * z * (1.0f + tk_erf(z * 0.70710677f));
    }
}
TK_INLINE void tk_bias_gelu_saving_sum_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_gelu_saving_sum_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column,
            o->out[1] + (row + r) * o->out_row[1] + column);
}

/* out0 = acc + in0 > 0 ? acc + in0 : argument0 * (acc + in0) */
TK_INLINE void tk_bias_leakyrelu_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0, const float argument0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc + in0[lane] > 0.0f ? acc + in0[lane] : argument0 * (acc + in0[lane]);
    }
}
TK_INLINE void tk_bias_leakyrelu_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_leakyrelu_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column, o->argument[0]);
}

/* out0 = acc + in0;  out1 = out0 > 0 ? out0 : argument0 * out0 */
TK_INLINE void tk_bias_leakyrelu_saving_sum_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0, float *restrict out1, const float argument0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        const float z = acc + in0[lane];
        out0[lane] = z;
        out1[lane] = z > 0.0f ? z : argument0 * z;
    }
}
TK_INLINE void tk_bias_leakyrelu_saving_sum_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_leakyrelu_saving_sum_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column,
            o->out[1] + (row + r) * o->out_row[1] + column, o->argument[0]);
}

/* out0 = max(acc + in0, 0) */
TK_INLINE void tk_bias_relu_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = tk_max(acc + in0[lane], 0.0f);
    }
}
TK_INLINE void tk_bias_relu_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_relu_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = 1 / (1 + exp(-(acc + in0))) */
TK_INLINE void tk_bias_sigmoid_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = 1.0f / (1.0f + tk_exp(-(acc + in0[lane])));
    }
}
TK_INLINE void tk_bias_sigmoid_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_sigmoid_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = (acc + in0) / (1 + exp(-(acc + in0))) */
TK_INLINE void tk_bias_silu_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = (acc + in0[lane]) / (1.0f + tk_exp(-(acc + in0[lane])));
    }
}
TK_INLINE void tk_bias_silu_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_silu_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc + in0;  out1 = out0 / (1 + exp(-out0)) */
TK_INLINE void tk_bias_silu_saving_sum_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0, float *restrict out1)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        const float z = acc + in0[lane];
        out0[lane] = z;
        out1[lane] = z / (1.0f + tk_exp(-z));
    }
}
TK_INLINE void tk_bias_silu_saving_sum_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_silu_saving_sum_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column,
            o->out[1] + (row + r) * o->out_row[1] + column);
}

/* out0 = max(acc + in0, 0) + log1p(exp(-max(acc + in0, -(acc + in0)))) */
TK_INLINE void tk_bias_softplus_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = tk_max(acc + in0[lane], 0.0f) + tk_log1p(tk_exp(-tk_max(acc + in0[lane],
            -(acc + in0[lane]))));
    }
}
TK_INLINE void tk_bias_softplus_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_softplus_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc + in0;  out1 = max(out0, 0) + log1p(exp(-max(out0, -out0))) */
TK_INLINE void tk_bias_softplus_saving_sum_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0, float *restrict out1)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        const float z = acc + in0[lane];
        out0[lane] = z;
        out1[lane] = tk_max(z, 0.0f) + tk_log1p(tk_exp(-tk_max(z, -z)));
    }
}
TK_INLINE void tk_bias_softplus_saving_sum_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_softplus_saving_sum_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column,
            o->out[1] + (row + r) * o->out_row[1] + column);
}

/* out0 = tanh(acc + in0) */
TK_INLINE void tk_bias_tanh_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = tk_tanh(acc + in0[lane]);
    }
}
TK_INLINE void tk_bias_tanh_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_bias_tanh_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc > 0 ? acc : argument0 * expm1(acc) */
TK_INLINE void tk_elu_lanes(const size_t lanes, const float *restrict sum, float *restrict out0,
    const float argument0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc > 0.0f ? acc : argument0 * tk_expm1(acc);
    }
}
TK_INLINE void tk_elu_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_elu_lanes(lanes, (const float *)sums[r], o->out[0] + (row + r) * o->out_row[0] + column,
            o->argument[0]);
}

/* out0 = acc * (in0 > 0 ? 1 : argument0 * exp(in0)) */
TK_INLINE void tk_elu_gradient_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0, const float argument0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc * (in0[lane] > 0.0f ? 1.0f : argument0 * tk_exp(in0[lane]));
    }
}
TK_INLINE void tk_elu_gradient_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_elu_gradient_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column, o->argument[0]);
}

/* out0 = acc;  out1 = out0 > 0 ? out0 : argument0 * expm1(out0) */
TK_INLINE void tk_elu_saving_sum_lanes(const size_t lanes, const float *restrict sum,
    float *restrict out0, float *restrict out1, const float argument0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        const float z = acc;
        out0[lane] = z;
        out1[lane] = z > 0.0f ? z : argument0 * tk_expm1(z);
    }
}
TK_INLINE void tk_elu_saving_sum_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_elu_saving_sum_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column,
            o->out[1] + (row + r) * o->out_row[1] + column, o->argument[0]);
}

/* out0 = 0.5 * acc * (1 + erf(acc * 0.7071067811865476)) */
TK_INLINE void tk_gelu_lanes(const size_t lanes, const float *restrict sum, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = 0.5f * acc * (1.0f + tk_erf(acc * 0.70710677f));
    }
}
TK_INLINE void tk_gelu_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_gelu_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc * (0.5 * (1 + erf(in0 * 0.7071067811865476)) + in0 * (0.3989422804014327 * exp(-0.5 * in0 * in0))) */
TK_INLINE void tk_gelu_gradient_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc * (0.5f * (1.0f + tk_erf(in0[lane] * 0.70710677f)) + in0[lane]
            * (0.3989423f * tk_exp(-0.5f * in0[lane] * in0[lane])));
    }
}
TK_INLINE void tk_gelu_gradient_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_gelu_gradient_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc;  out1 = 0.5 * out0 * (1 + erf(out0 * 0.7071067811865476)) */
TK_INLINE void tk_gelu_saving_sum_lanes(const size_t lanes, const float *restrict sum,
    float *restrict out0, float *restrict out1)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        const float z = acc;
        out0[lane] = z;
        out1[lane] = 0.5f * z * (1.0f + tk_erf(z * 0.70710677f));
    }
}
TK_INLINE void tk_gelu_saving_sum_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_gelu_saving_sum_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column,
            o->out[1] + (row + r) * o->out_row[1] + column);
}

/* out0 = acc > 0 ? acc : argument0 * acc */
TK_INLINE void tk_leakyrelu_lanes(const size_t lanes, const float *restrict sum,
    float *restrict out0, const float argument0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc > 0.0f ? acc : argument0 * acc;
    }
}
TK_INLINE void tk_leakyrelu_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_leakyrelu_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column, o->argument[0]);
}

/* out0 = acc * (in0 > 0 ? 1 : argument0) */
TK_INLINE void tk_leakyrelu_gradient_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0, const float argument0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc * (in0[lane] > 0.0f ? 1.0f : argument0);
    }
}
TK_INLINE void tk_leakyrelu_gradient_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_leakyrelu_gradient_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column, o->argument[0]);
}

/* out0 = acc;  out1 = out0 > 0 ? out0 : argument0 * out0 */
TK_INLINE void tk_leakyrelu_saving_sum_lanes(const size_t lanes, const float *restrict sum,
    float *restrict out0, float *restrict out1, const float argument0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        const float z = acc;
        out0[lane] = z;
        out1[lane] = z > 0.0f ? z : argument0 * z;
    }
}
TK_INLINE void tk_leakyrelu_saving_sum_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_leakyrelu_saving_sum_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column,
            o->out[1] + (row + r) * o->out_row[1] + column, o->argument[0]);
}

/* out0 = max(acc, 0) */
TK_INLINE void tk_relu_lanes(const size_t lanes, const float *restrict sum, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = tk_max(acc, 0.0f);
    }
}
TK_INLINE void tk_relu_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_relu_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc * (in0 > 0 ? 1 : 0) */
TK_INLINE void tk_relu_gradient_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc * (in0[lane] > 0.0f ? 1.0f : 0.0f);
    }
}
TK_INLINE void tk_relu_gradient_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_relu_gradient_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = 1 / (1 + exp(-acc)) */
TK_INLINE void tk_sigmoid_lanes(const size_t lanes, const float *restrict sum, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = 1.0f / (1.0f + tk_exp(-acc));
    }
}
TK_INLINE void tk_sigmoid_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_sigmoid_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc * (in0 * (1 - in0)) */
TK_INLINE void tk_sigmoid_gradient_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc * (in0[lane] * (1.0f - in0[lane]));
    }
}
TK_INLINE void tk_sigmoid_gradient_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_sigmoid_gradient_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc / (1 + exp(-acc)) */
TK_INLINE void tk_silu_lanes(const size_t lanes, const float *restrict sum, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc / (1.0f + tk_exp(-acc));
    }
}
TK_INLINE void tk_silu_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_silu_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc * (1 / (1 + exp(-in0)) * (1 + in0 * (1 - 1 / (1 + exp(-in0))))) */
TK_INLINE void tk_silu_gradient_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc * (1.0f / (1.0f + tk_exp(-in0[lane])) * (1.0f + in0[lane] * (1.0f
            - 1.0f / (1.0f + tk_exp(-in0[lane])))));
    }
}
TK_INLINE void tk_silu_gradient_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_silu_gradient_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc;  out1 = out0 / (1 + exp(-out0)) */
TK_INLINE void tk_silu_saving_sum_lanes(const size_t lanes, const float *restrict sum,
    float *restrict out0, float *restrict out1)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        const float z = acc;
        out0[lane] = z;
        out1[lane] = z / (1.0f + tk_exp(-z));
    }
}
TK_INLINE void tk_silu_saving_sum_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_silu_saving_sum_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column,
            o->out[1] + (row + r) * o->out_row[1] + column);
}

/* out0 = max(acc, 0) + log1p(exp(-max(acc, -acc))) */
TK_INLINE void tk_softplus_lanes(const size_t lanes, const float *restrict sum,
    float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = tk_max(acc, 0.0f) + tk_log1p(tk_exp(-tk_max(acc, -acc)));
    }
}
TK_INLINE void tk_softplus_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_softplus_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc * (1 / (1 + exp(-in0))) */
TK_INLINE void tk_softplus_gradient_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc * (1.0f / (1.0f + tk_exp(-in0[lane])));
    }
}
TK_INLINE void tk_softplus_gradient_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_softplus_gradient_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc;  out1 = max(out0, 0) + log1p(exp(-max(out0, -out0))) */
TK_INLINE void tk_softplus_saving_sum_lanes(const size_t lanes, const float *restrict sum,
    float *restrict out0, float *restrict out1)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        const float z = acc;
        out0[lane] = z;
        out1[lane] = tk_max(z, 0.0f) + tk_log1p(tk_exp(-tk_max(z, -z)));
    }
}
TK_INLINE void tk_softplus_saving_sum_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_softplus_saving_sum_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column,
            o->out[1] + (row + r) * o->out_row[1] + column);
}

/* out0 = acc */
TK_INLINE void tk_store_lanes(const size_t lanes, const float *restrict sum, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc;
    }
}
TK_INLINE void tk_store_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_store_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = tanh(acc) */
TK_INLINE void tk_tanh_lanes(const size_t lanes, const float *restrict sum, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = tk_tanh(acc);
    }
}
TK_INLINE void tk_tanh_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_tanh_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = acc * (1 - in0 * in0) */
TK_INLINE void tk_tanh_gradient_lanes(const size_t lanes, const float *restrict sum,
    const float *restrict in0, float *restrict out0)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = acc * (1.0f - in0[lane] * in0[lane]);
    }
}
TK_INLINE void tk_tanh_gradient_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    const int rows, const size_t lanes, const ptrdiff_t row, const ptrdiff_t column,
    const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_tanh_gradient_lanes(lanes, (const float *)sums[r],
            o->in[0] + (row + r) * o->in_row[0] + column,
            o->out[0] + (row + r) * o->out_row[0] + column);
}

/* out0 = out0 - learning_rate * acc */
TK_INLINE void tk_update_lanes(const size_t lanes, const float *restrict sum, float *restrict out0,
    const float learning_rate)
{
    for (size_t lane = 0; lane < lanes; ++lane) {
        const float acc = sum[lane];
        out0[lane] = out0[lane] - learning_rate * acc;
    }
}
TK_INLINE void tk_update_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows,
    const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)
{
    TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)
        tk_update_lanes(lanes, (const float *)sums[r],
            o->out[0] + (row + r) * o->out_row[0] + column, o->learning_rate);
}

#ifdef TK_X86

TK_NOINLINE static TK_AVX512_CODE void tk_edges_avx512(const tk_product *p, ptrdiff_t first_row,
    ptrdiff_t column, ptrdiff_t last_column, tk_epilogue epilogue, const tk_operands *operands)
{
    if (p->rows == 1) tk_tiles(1, 16, p, 0, column, last_column, epilogue, operands);
    else tk_tiles(8, 2, p, first_row, column, last_column, epilogue, operands);
}

static TK_AVX512_CODE void tk_bias_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_avx512(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 0, tk_bias_epilogue, tk_edges_avx512,
        tk_bias_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 0, tk_bias_epilogue, tk_edges_avx512, tk_bias_epilogue_avx512,
        operands);
}

static TK_AVX512_CODE void tk_bias_elu_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_elu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_elu_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_bias_elu_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_bias_elu_saving_sum_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_elu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_elu_saving_sum_avx512(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_bias_elu_saving_sum_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_bias_gelu_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_gelu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_gelu_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_bias_gelu_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_bias_gelu_saving_sum_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_gelu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_gelu_saving_sum_avx512(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_bias_gelu_saving_sum_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_bias_leakyrelu_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_leakyrelu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_leakyrelu_avx512(const tk_product *p,
    const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 0, tk_bias_leakyrelu_epilogue, tk_edges_avx512,
        tk_bias_leakyrelu_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 0, tk_bias_leakyrelu_epilogue, tk_edges_avx512,
        tk_bias_leakyrelu_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_bias_leakyrelu_saving_sum_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_leakyrelu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_leakyrelu_saving_sum_avx512(const tk_product *p,
    const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 0, tk_bias_leakyrelu_saving_sum_epilogue,
        tk_edges_avx512, tk_bias_leakyrelu_saving_sum_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 0, tk_bias_leakyrelu_saving_sum_epilogue, tk_edges_avx512,
        tk_bias_leakyrelu_saving_sum_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_bias_relu_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_relu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_relu_avx512(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 0, tk_bias_relu_epilogue, tk_edges_avx512,
        tk_bias_relu_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 0, tk_bias_relu_epilogue, tk_edges_avx512,
        tk_bias_relu_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_bias_sigmoid_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_sigmoid_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_sigmoid_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_bias_sigmoid_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_bias_silu_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_silu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_silu_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_bias_silu_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_bias_silu_saving_sum_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_silu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_silu_saving_sum_avx512(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_bias_silu_saving_sum_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_bias_softplus_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_softplus_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_softplus_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_bias_softplus_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_bias_softplus_saving_sum_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_softplus_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_softplus_saving_sum_avx512(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_bias_softplus_saving_sum_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_bias_tanh_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_tanh_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_bias_tanh_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_bias_tanh_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_elu_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_elu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_elu_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_elu_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_elu_gradient_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_elu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_elu_gradient_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_elu_gradient_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_elu_saving_sum_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_elu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_elu_saving_sum_avx512(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_elu_saving_sum_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_gelu_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_gelu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_gelu_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_gelu_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_gelu_gradient_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_gelu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_gelu_gradient_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_gelu_gradient_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_gelu_saving_sum_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_gelu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_gelu_saving_sum_avx512(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_gelu_saving_sum_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_leakyrelu_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_leakyrelu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_leakyrelu_avx512(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 0, tk_leakyrelu_epilogue, tk_edges_avx512,
        tk_leakyrelu_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 0, tk_leakyrelu_epilogue, tk_edges_avx512,
        tk_leakyrelu_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_leakyrelu_gradient_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_leakyrelu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_leakyrelu_gradient_avx512(const tk_product *p,
    const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 0, tk_leakyrelu_gradient_epilogue, tk_edges_avx512,
        tk_leakyrelu_gradient_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 0, tk_leakyrelu_gradient_epilogue, tk_edges_avx512,
        tk_leakyrelu_gradient_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_leakyrelu_saving_sum_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_leakyrelu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_leakyrelu_saving_sum_avx512(const tk_product *p,
    const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 0, tk_leakyrelu_saving_sum_epilogue, tk_edges_avx512,
        tk_leakyrelu_saving_sum_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 0, tk_leakyrelu_saving_sum_epilogue, tk_edges_avx512,
        tk_leakyrelu_saving_sum_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_relu_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_relu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_relu_avx512(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 0, tk_relu_epilogue, tk_edges_avx512,
        tk_relu_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 0, tk_relu_epilogue, tk_edges_avx512, tk_relu_epilogue_avx512,
        operands);
}

static TK_AVX512_CODE void tk_relu_gradient_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_relu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_relu_gradient_avx512(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 0, tk_relu_gradient_epilogue, tk_edges_avx512,
        tk_relu_gradient_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 0, tk_relu_gradient_epilogue, tk_edges_avx512,
        tk_relu_gradient_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_sigmoid_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_sigmoid_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_sigmoid_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_sigmoid_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_sigmoid_gradient_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_sigmoid_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_sigmoid_gradient_avx512(const tk_product *p,
    const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 0, tk_sigmoid_gradient_epilogue, tk_edges_avx512,
        tk_sigmoid_gradient_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 0, tk_sigmoid_gradient_epilogue, tk_edges_avx512,
        tk_sigmoid_gradient_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_silu_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_silu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_silu_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_silu_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_silu_gradient_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_silu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_silu_gradient_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_silu_gradient_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_silu_saving_sum_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_silu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_silu_saving_sum_avx512(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_silu_saving_sum_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_softplus_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_softplus_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_softplus_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_softplus_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_softplus_gradient_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_softplus_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_softplus_gradient_avx512(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_softplus_gradient_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_softplus_saving_sum_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_softplus_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_softplus_saving_sum_avx512(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_softplus_saving_sum_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_store_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_store_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_store_avx512(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 0, tk_store_epilogue, tk_edges_avx512,
        tk_store_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 0, tk_store_epilogue, tk_edges_avx512, tk_store_epilogue_avx512,
        operands);
}

static TK_AVX512_CODE void tk_tanh_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_tanh_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_tanh_avx512(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx512(p, 0, 0, p->columns, tk_tanh_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_tanh_gradient_epilogue_avx512(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_tanh_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_tanh_gradient_avx512(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 0, tk_tanh_gradient_epilogue, tk_edges_avx512,
        tk_tanh_gradient_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 0, tk_tanh_gradient_epilogue, tk_edges_avx512,
        tk_tanh_gradient_epilogue_avx512, operands);
}

static TK_AVX512_CODE void tk_update_epilogue_avx512(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_update_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX512_CODE void tk_update_avx512(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 16, p, 1, tk_update_epilogue, tk_edges_avx512,
        tk_update_epilogue_avx512, operands);
    else tk_multiply(8, 2, p, 1, tk_update_epilogue, tk_edges_avx512, tk_update_epilogue_avx512,
        operands);
}

#endif

#ifdef TK_X86

TK_NOINLINE static TK_AVX2_CODE void tk_edges_avx2(const tk_product *p, ptrdiff_t first_row,
    ptrdiff_t column, ptrdiff_t last_column, tk_epilogue epilogue, const tk_operands *operands)
{
    if (p->rows == 1) tk_tiles(1, 4, p, 0, column, last_column, epilogue, operands);
    else tk_tiles(6, 1, p, first_row, column, last_column, epilogue, operands);
}

static TK_AVX2_CODE void tk_bias_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_avx2(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_bias_epilogue, tk_edges_avx2,
        tk_bias_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 0, tk_bias_epilogue, tk_edges_avx2, tk_bias_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_bias_elu_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_elu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_elu_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_bias_elu_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_bias_elu_saving_sum_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_elu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_elu_saving_sum_avx2(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_bias_elu_saving_sum_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_bias_gelu_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_gelu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_gelu_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_bias_gelu_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_bias_gelu_saving_sum_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_gelu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_gelu_saving_sum_avx2(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_bias_gelu_saving_sum_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_bias_leakyrelu_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_leakyrelu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_leakyrelu_avx2(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_bias_leakyrelu_epilogue, tk_edges_avx2,
        tk_bias_leakyrelu_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 0, tk_bias_leakyrelu_epilogue, tk_edges_avx2,
        tk_bias_leakyrelu_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_bias_leakyrelu_saving_sum_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_leakyrelu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_leakyrelu_saving_sum_avx2(const tk_product *p,
    const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_bias_leakyrelu_saving_sum_epilogue, tk_edges_avx2,
        tk_bias_leakyrelu_saving_sum_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 0, tk_bias_leakyrelu_saving_sum_epilogue, tk_edges_avx2,
        tk_bias_leakyrelu_saving_sum_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_bias_relu_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_relu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_relu_avx2(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_bias_relu_epilogue, tk_edges_avx2,
        tk_bias_relu_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 0, tk_bias_relu_epilogue, tk_edges_avx2, tk_bias_relu_epilogue_avx2,
        operands);
}

static TK_AVX2_CODE void tk_bias_sigmoid_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_sigmoid_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_sigmoid_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_bias_sigmoid_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_bias_silu_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_silu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_silu_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_bias_silu_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_bias_silu_saving_sum_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_silu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_silu_saving_sum_avx2(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_bias_silu_saving_sum_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_bias_softplus_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_softplus_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_softplus_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_bias_softplus_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_bias_softplus_saving_sum_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_softplus_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_softplus_saving_sum_avx2(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_bias_softplus_saving_sum_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_bias_tanh_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_tanh_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_bias_tanh_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_bias_tanh_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_elu_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_elu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_elu_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_elu_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_elu_gradient_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_elu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_elu_gradient_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_elu_gradient_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_elu_saving_sum_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_elu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_elu_saving_sum_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_elu_saving_sum_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_gelu_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_gelu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_gelu_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_gelu_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_gelu_gradient_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_gelu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_gelu_gradient_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_gelu_gradient_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_gelu_saving_sum_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_gelu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_gelu_saving_sum_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_gelu_saving_sum_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_leakyrelu_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_leakyrelu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_leakyrelu_avx2(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_leakyrelu_epilogue, tk_edges_avx2,
        tk_leakyrelu_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 0, tk_leakyrelu_epilogue, tk_edges_avx2, tk_leakyrelu_epilogue_avx2,
        operands);
}

static TK_AVX2_CODE void tk_leakyrelu_gradient_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_leakyrelu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_leakyrelu_gradient_avx2(const tk_product *p,
    const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_leakyrelu_gradient_epilogue, tk_edges_avx2,
        tk_leakyrelu_gradient_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 0, tk_leakyrelu_gradient_epilogue, tk_edges_avx2,
        tk_leakyrelu_gradient_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_leakyrelu_saving_sum_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_leakyrelu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_leakyrelu_saving_sum_avx2(const tk_product *p,
    const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_leakyrelu_saving_sum_epilogue, tk_edges_avx2,
        tk_leakyrelu_saving_sum_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 0, tk_leakyrelu_saving_sum_epilogue, tk_edges_avx2,
        tk_leakyrelu_saving_sum_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_relu_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_relu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_relu_avx2(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_relu_epilogue, tk_edges_avx2,
        tk_relu_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 0, tk_relu_epilogue, tk_edges_avx2, tk_relu_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_relu_gradient_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_relu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_relu_gradient_avx2(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_relu_gradient_epilogue, tk_edges_avx2,
        tk_relu_gradient_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 0, tk_relu_gradient_epilogue, tk_edges_avx2,
        tk_relu_gradient_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_sigmoid_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_sigmoid_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_sigmoid_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_sigmoid_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_sigmoid_gradient_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_sigmoid_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_sigmoid_gradient_avx2(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_sigmoid_gradient_epilogue, tk_edges_avx2,
        tk_sigmoid_gradient_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 0, tk_sigmoid_gradient_epilogue, tk_edges_avx2,
        tk_sigmoid_gradient_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_silu_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_silu_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_silu_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_silu_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_silu_gradient_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_silu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_silu_gradient_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_silu_gradient_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_silu_saving_sum_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_silu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_silu_saving_sum_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_silu_saving_sum_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_softplus_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_softplus_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_softplus_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_softplus_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_softplus_gradient_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_softplus_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_softplus_gradient_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_softplus_gradient_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_softplus_saving_sum_epilogue_avx2(
    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows, size_t lanes, ptrdiff_t row,
    ptrdiff_t column, const tk_operands *operands)
{
    tk_softplus_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_softplus_saving_sum_avx2(const tk_product *p,
    const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_softplus_saving_sum_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_store_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_store_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_store_avx2(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_store_epilogue, tk_edges_avx2,
        tk_store_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 0, tk_store_epilogue, tk_edges_avx2, tk_store_epilogue_avx2,
        operands);
}

static TK_AVX2_CODE void tk_tanh_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_tanh_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_tanh_avx2(const tk_product *p, const tk_operands *operands)
{
    tk_edges_avx2(p, 0, 0, p->columns, tk_tanh_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_tanh_gradient_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_tanh_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_tanh_gradient_avx2(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_tanh_gradient_epilogue, tk_edges_avx2,
        tk_tanh_gradient_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 0, tk_tanh_gradient_epilogue, tk_edges_avx2,
        tk_tanh_gradient_epilogue_avx2, operands);
}

static TK_AVX2_CODE void tk_update_epilogue_avx2(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_update_epilogue(sums, rows, lanes, row, column, operands);
}
static TK_AVX2_CODE void tk_update_avx2(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 1, tk_update_epilogue, tk_edges_avx2,
        tk_update_epilogue_avx2, operands);
    else tk_multiply(6, 1, p, 1, tk_update_epilogue, tk_edges_avx2, tk_update_epilogue_avx2,
        operands);
}

#endif

TK_NOINLINE static void tk_edges_plain(const tk_product *p, ptrdiff_t first_row, ptrdiff_t column,
    ptrdiff_t last_column, tk_epilogue epilogue, const tk_operands *operands)
{
    if (p->rows == 1) tk_tiles(1, 4, p, 0, column, last_column, epilogue, operands);
    else tk_tiles(TK_PLAIN_ROWS, 1, p, first_row, column, last_column, epilogue, operands);
}

static void tk_bias_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_bias_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_epilogue_plain, operands);
}
#else
static void tk_bias_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_bias_epilogue, tk_edges_plain,
        tk_bias_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 0, tk_bias_epilogue, tk_edges_plain,
        tk_bias_epilogue_plain, operands);
}
#endif

static void tk_bias_elu_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_elu_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_bias_elu_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_elu_epilogue_plain, operands);
}

static void tk_bias_elu_saving_sum_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_elu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_bias_elu_saving_sum_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_elu_saving_sum_epilogue_plain, operands);
}

static void tk_bias_gelu_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_gelu_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_bias_gelu_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_gelu_epilogue_plain, operands);
}

static void tk_bias_gelu_saving_sum_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_gelu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_bias_gelu_saving_sum_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_gelu_saving_sum_epilogue_plain, operands);
}

static void tk_bias_leakyrelu_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_leakyrelu_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_bias_leakyrelu_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_leakyrelu_epilogue_plain, operands);
}
#else
static void tk_bias_leakyrelu_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_bias_leakyrelu_epilogue, tk_edges_plain,
        tk_bias_leakyrelu_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 0, tk_bias_leakyrelu_epilogue, tk_edges_plain,
        tk_bias_leakyrelu_epilogue_plain, operands);
}
#endif

static void tk_bias_leakyrelu_saving_sum_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_leakyrelu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_bias_leakyrelu_saving_sum_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_leakyrelu_saving_sum_epilogue_plain, operands);
}
#else
static void tk_bias_leakyrelu_saving_sum_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_bias_leakyrelu_saving_sum_epilogue, tk_edges_plain,
        tk_bias_leakyrelu_saving_sum_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 0, tk_bias_leakyrelu_saving_sum_epilogue, tk_edges_plain,
        tk_bias_leakyrelu_saving_sum_epilogue_plain, operands);
}
#endif

static void tk_bias_relu_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_relu_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_bias_relu_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_relu_epilogue_plain, operands);
}
#else
static void tk_bias_relu_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_bias_relu_epilogue, tk_edges_plain,
        tk_bias_relu_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 0, tk_bias_relu_epilogue, tk_edges_plain,
        tk_bias_relu_epilogue_plain, operands);
}
#endif

static void tk_bias_sigmoid_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_sigmoid_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_bias_sigmoid_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_sigmoid_epilogue_plain, operands);
}

static void tk_bias_silu_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_silu_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_bias_silu_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_silu_epilogue_plain, operands);
}

static void tk_bias_silu_saving_sum_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_silu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_bias_silu_saving_sum_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_silu_saving_sum_epilogue_plain, operands);
}

static void tk_bias_softplus_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_softplus_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_bias_softplus_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_softplus_epilogue_plain, operands);
}

static void tk_bias_softplus_saving_sum_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_softplus_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_bias_softplus_saving_sum_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_softplus_saving_sum_epilogue_plain, operands);
}

static void tk_bias_tanh_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_bias_tanh_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_bias_tanh_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_bias_tanh_epilogue_plain, operands);
}

static void tk_elu_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_elu_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_elu_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_elu_epilogue_plain, operands);
}

static void tk_elu_gradient_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_elu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_elu_gradient_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_elu_gradient_epilogue_plain, operands);
}

static void tk_elu_saving_sum_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_elu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_elu_saving_sum_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_elu_saving_sum_epilogue_plain, operands);
}

static void tk_gelu_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_gelu_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_gelu_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_gelu_epilogue_plain, operands);
}

static void tk_gelu_gradient_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_gelu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_gelu_gradient_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_gelu_gradient_epilogue_plain, operands);
}

static void tk_gelu_saving_sum_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_gelu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_gelu_saving_sum_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_gelu_saving_sum_epilogue_plain, operands);
}

static void tk_leakyrelu_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_leakyrelu_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_leakyrelu_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_leakyrelu_epilogue_plain, operands);
}
#else
static void tk_leakyrelu_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_leakyrelu_epilogue, tk_edges_plain,
        tk_leakyrelu_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 0, tk_leakyrelu_epilogue, tk_edges_plain,
        tk_leakyrelu_epilogue_plain, operands);
}
#endif

static void tk_leakyrelu_gradient_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_leakyrelu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_leakyrelu_gradient_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_leakyrelu_gradient_epilogue_plain, operands);
}
#else
static void tk_leakyrelu_gradient_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_leakyrelu_gradient_epilogue, tk_edges_plain,
        tk_leakyrelu_gradient_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 0, tk_leakyrelu_gradient_epilogue, tk_edges_plain,
        tk_leakyrelu_gradient_epilogue_plain, operands);
}
#endif

static void tk_leakyrelu_saving_sum_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_leakyrelu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_leakyrelu_saving_sum_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_leakyrelu_saving_sum_epilogue_plain, operands);
}
#else
static void tk_leakyrelu_saving_sum_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_leakyrelu_saving_sum_epilogue, tk_edges_plain,
        tk_leakyrelu_saving_sum_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 0, tk_leakyrelu_saving_sum_epilogue, tk_edges_plain,
        tk_leakyrelu_saving_sum_epilogue_plain, operands);
}
#endif

static void tk_relu_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_relu_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_relu_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_relu_epilogue_plain, operands);
}
#else
static void tk_relu_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_relu_epilogue, tk_edges_plain,
        tk_relu_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 0, tk_relu_epilogue, tk_edges_plain,
        tk_relu_epilogue_plain, operands);
}
#endif

static void tk_relu_gradient_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_relu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_relu_gradient_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_relu_gradient_epilogue_plain, operands);
}
#else
static void tk_relu_gradient_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_relu_gradient_epilogue, tk_edges_plain,
        tk_relu_gradient_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 0, tk_relu_gradient_epilogue, tk_edges_plain,
        tk_relu_gradient_epilogue_plain, operands);
}
#endif

static void tk_sigmoid_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_sigmoid_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_sigmoid_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_sigmoid_epilogue_plain, operands);
}

static void tk_sigmoid_gradient_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_sigmoid_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_sigmoid_gradient_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_sigmoid_gradient_epilogue_plain, operands);
}
#else
static void tk_sigmoid_gradient_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_sigmoid_gradient_epilogue, tk_edges_plain,
        tk_sigmoid_gradient_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 0, tk_sigmoid_gradient_epilogue, tk_edges_plain,
        tk_sigmoid_gradient_epilogue_plain, operands);
}
#endif

static void tk_silu_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_silu_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_silu_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_silu_epilogue_plain, operands);
}

static void tk_silu_gradient_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_silu_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_silu_gradient_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_silu_gradient_epilogue_plain, operands);
}

static void tk_silu_saving_sum_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_silu_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_silu_saving_sum_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_silu_saving_sum_epilogue_plain, operands);
}

static void tk_softplus_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_softplus_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_softplus_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_softplus_epilogue_plain, operands);
}

static void tk_softplus_gradient_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_softplus_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_softplus_gradient_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_softplus_gradient_epilogue_plain, operands);
}

static void tk_softplus_saving_sum_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS],
    int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_softplus_saving_sum_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_softplus_saving_sum_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_softplus_saving_sum_epilogue_plain, operands);
}

static void tk_store_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_store_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_store_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_store_epilogue_plain, operands);
}
#else
static void tk_store_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_store_epilogue, tk_edges_plain,
        tk_store_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 0, tk_store_epilogue, tk_edges_plain,
        tk_store_epilogue_plain, operands);
}
#endif

static void tk_tanh_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_tanh_epilogue(sums, rows, lanes, row, column, operands);
}
static void tk_tanh_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_tanh_epilogue_plain, operands);
}

static void tk_tanh_gradient_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_tanh_gradient_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_tanh_gradient_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_tanh_gradient_epilogue_plain, operands);
}
#else
static void tk_tanh_gradient_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 0, tk_tanh_gradient_epilogue, tk_edges_plain,
        tk_tanh_gradient_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 0, tk_tanh_gradient_epilogue, tk_edges_plain,
        tk_tanh_gradient_epilogue_plain, operands);
}
#endif

static void tk_update_epilogue_plain(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
{
    tk_update_epilogue(sums, rows, lanes, row, column, operands);
}
#ifdef TK_X86
static void tk_update_plain(const tk_product *p, const tk_operands *operands)
{
    tk_edges_plain(p, 0, 0, p->columns, tk_update_epilogue_plain, operands);
}
#else
static void tk_update_plain(const tk_product *p, const tk_operands *operands)
{
    if (p->rows == 1) tk_multiply(1, 4, p, 1, tk_update_epilogue, tk_edges_plain,
        tk_update_epilogue_plain, operands);
    else tk_multiply(TK_PLAIN_ROWS, 1, p, 1, tk_update_epilogue, tk_edges_plain,
        tk_update_epilogue_plain, operands);
}
#endif

static tk_isa tk_best_isa(void)
{
#ifdef TK_X86
    __builtin_cpu_init();
    const char *wish = getenv("GRAPHC_ISA");
    if (wish && strcmp(wish, "plain") == 0) return TK_PLAIN;
    if (TK_HAS_AVX512 && !(wish && strcmp(wish, "avx2") == 0)) return TK_AVX512;
    if (TK_HAS_AVX2) return TK_AVX2;
#endif
    return TK_PLAIN;
}

static tk_isa tk_chosen = TK_PLAIN;

#ifdef TK_X86
/* Before any thread can start. */
__attribute__((constructor)) static void tk_choose(void) { tk_chosen = tk_best_isa(); }
#endif

tk_isa tk_isa_in_use(void) { return tk_chosen; }

#ifdef TK_X86
#define TK_RUN(kernel, ...)                                                                    \
    (tk_chosen == TK_AVX512 ? kernel##_avx512(__VA_ARGS__)                                     \
     : tk_chosen == TK_AVX2 ? kernel##_avx2(__VA_ARGS__)                                       \
                            : kernel##_plain(__VA_ARGS__))
#else
#define TK_RUN(kernel, ...) kernel##_plain(__VA_ARGS__)
#endif

void tk_matmul_bias(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_bias, &product, &operands);
}

void tk_matmul_bias_elu(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row, float argument0)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {argument0}, .learning_rate = 0};
    TK_RUN(tk_bias_elu, &product, &operands);
}

void tk_matmul_bias_elu_saving_sum(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row, float *out1, ptrdiff_t out1_row, float argument0)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0, out1},
        .out_row = {out0_row, out1_row}, .argument = {argument0}, .learning_rate = 0};
    TK_RUN(tk_bias_elu_saving_sum, &product, &operands);
}

void tk_matmul_bias_gelu(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_bias_gelu, &product, &operands);
}

void tk_matmul_bias_gelu_saving_sum(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row, float *out1, ptrdiff_t out1_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0, out1},
        .out_row = {out0_row, out1_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_bias_gelu_saving_sum, &product, &operands);
}

void tk_matmul_bias_leakyrelu(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row, float argument0)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {argument0}, .learning_rate = 0};
    TK_RUN(tk_bias_leakyrelu, &product, &operands);
}

void tk_matmul_bias_leakyrelu_saving_sum(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row, float *out1, ptrdiff_t out1_row, float argument0)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0, out1},
        .out_row = {out0_row, out1_row}, .argument = {argument0}, .learning_rate = 0};
    TK_RUN(tk_bias_leakyrelu_saving_sum, &product, &operands);
}

void tk_matmul_bias_relu(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_bias_relu, &product, &operands);
}

void tk_matmul_bias_sigmoid(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_bias_sigmoid, &product, &operands);
}

void tk_matmul_bias_silu(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_bias_silu, &product, &operands);
}

void tk_matmul_bias_silu_saving_sum(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row, float *out1, ptrdiff_t out1_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0, out1},
        .out_row = {out0_row, out1_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_bias_silu_saving_sum, &product, &operands);
}

void tk_matmul_bias_softplus(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_bias_softplus, &product, &operands);
}

void tk_matmul_bias_softplus_saving_sum(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row, float *out1, ptrdiff_t out1_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0, out1},
        .out_row = {out0_row, out1_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_bias_softplus_saving_sum, &product, &operands);
}

void tk_matmul_bias_tanh(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_bias_tanh, &product, &operands);
}

void tk_matmul_elu(tk_product product, float *out0, ptrdiff_t out0_row, float argument0)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0}, .out_row = {out0_row},
        .argument = {argument0}, .learning_rate = 0};
    TK_RUN(tk_elu, &product, &operands);
}

void tk_matmul_elu_gradient(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row, float argument0)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {argument0}, .learning_rate = 0};
    TK_RUN(tk_elu_gradient, &product, &operands);
}

void tk_matmul_elu_saving_sum(tk_product product, float *out0, ptrdiff_t out0_row, float *out1,
    ptrdiff_t out1_row, float argument0)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0, out1},
        .out_row = {out0_row, out1_row}, .argument = {argument0}, .learning_rate = 0};
    TK_RUN(tk_elu_saving_sum, &product, &operands);
}

void tk_matmul_gelu(tk_product product, float *out0, ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0}, .out_row = {out0_row},
        .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_gelu, &product, &operands);
}

void tk_matmul_gelu_gradient(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_gelu_gradient, &product, &operands);
}

void tk_matmul_gelu_saving_sum(tk_product product, float *out0, ptrdiff_t out0_row, float *out1,
    ptrdiff_t out1_row)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0, out1},
        .out_row = {out0_row, out1_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_gelu_saving_sum, &product, &operands);
}

void tk_matmul_leakyrelu(tk_product product, float *out0, ptrdiff_t out0_row, float argument0)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0}, .out_row = {out0_row},
        .argument = {argument0}, .learning_rate = 0};
    TK_RUN(tk_leakyrelu, &product, &operands);
}

void tk_matmul_leakyrelu_gradient(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row, float argument0)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {argument0}, .learning_rate = 0};
    TK_RUN(tk_leakyrelu_gradient, &product, &operands);
}

void tk_matmul_leakyrelu_saving_sum(tk_product product, float *out0, ptrdiff_t out0_row,
    float *out1, ptrdiff_t out1_row, float argument0)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0, out1},
        .out_row = {out0_row, out1_row}, .argument = {argument0}, .learning_rate = 0};
    TK_RUN(tk_leakyrelu_saving_sum, &product, &operands);
}

void tk_matmul_relu(tk_product product, float *out0, ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0}, .out_row = {out0_row},
        .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_relu, &product, &operands);
}

void tk_matmul_relu_gradient(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_relu_gradient, &product, &operands);
}

void tk_matmul_sigmoid(tk_product product, float *out0, ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0}, .out_row = {out0_row},
        .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_sigmoid, &product, &operands);
}

void tk_matmul_sigmoid_gradient(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_sigmoid_gradient, &product, &operands);
}

void tk_matmul_silu(tk_product product, float *out0, ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0}, .out_row = {out0_row},
        .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_silu, &product, &operands);
}

void tk_matmul_silu_gradient(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_silu_gradient, &product, &operands);
}

void tk_matmul_silu_saving_sum(tk_product product, float *out0, ptrdiff_t out0_row, float *out1,
    ptrdiff_t out1_row)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0, out1},
        .out_row = {out0_row, out1_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_silu_saving_sum, &product, &operands);
}

void tk_matmul_softplus(tk_product product, float *out0, ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0}, .out_row = {out0_row},
        .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_softplus, &product, &operands);
}

void tk_matmul_softplus_gradient(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_softplus_gradient, &product, &operands);
}

void tk_matmul_softplus_saving_sum(tk_product product, float *out0, ptrdiff_t out0_row, float *out1,
    ptrdiff_t out1_row)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0, out1},
        .out_row = {out0_row, out1_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_softplus_saving_sum, &product, &operands);
}

void tk_matmul_store(tk_product product, float *out0, ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0}, .out_row = {out0_row},
        .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_store, &product, &operands);
}

void tk_matmul_tanh(tk_product product, float *out0, ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0}, .out_row = {out0_row},
        .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_tanh, &product, &operands);
}

void tk_matmul_tanh_gradient(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row)
{
    const tk_operands operands = {.in = {in0}, .in_row = {in0_row}, .out = {out0},
        .out_row = {out0_row}, .argument = {0}, .learning_rate = 0};
    TK_RUN(tk_tanh_gradient, &product, &operands);
}

void tk_matmul_update(tk_product product, float *out0, ptrdiff_t out0_row, float learning_rate)
{
    const tk_operands operands = {.in = {0}, .in_row = {0}, .out = {out0}, .out_row = {out0_row},
        .argument = {0}, .learning_rate = learning_rate};
    TK_RUN(tk_update, &product, &operands);
}

/* cross_entropy: in0 = linear2, in1 = labels;  out0 = losses */
TK_INLINE void tk_cross_entropy_rows(size_t rows, size_t columns, const float *restrict in0,
        size_t in0_row, const int32_t *restrict in1, size_t in1_row, float *restrict out0,
        size_t out0_row) {
    for (size_t b = 0; b < rows; ++b) {
        float top = -3.4028235e38f;
        for (size_t j = 0; j < columns; ++j) {
            top = tk_max(in0[b * in0_row + j], top);
        }
        float total = 0.0f;
        for (size_t block = 0; block < columns; block += 64) {
            const size_t last = columns - block < 64 ? columns : block + 64;
            float terms[64];
            for (size_t j = block; j < last; ++j) terms[j - block] = tk_exp(in0[b * in0_row + j]
                - top);
            for (size_t j = block; j < last; ++j) total = total + terms[j - block];
        }
        float hit = 0.0f;
        for (size_t j = 0; j < columns; ++j) {
            hit = hit + ((float)j == (float)in1[b * in1_row] ? in0[b * in0_row + j] - top : 0.0f);
        }
        out0[b * out0_row] = tk_log(total) - hit;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_cross_entropy_avx512(size_t rows, size_t columns, const float *in0,
    size_t in0_row, const int32_t *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_cross_entropy_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
static TK_AVX2_CODE void tk_cross_entropy_avx2(size_t rows, size_t columns, const float *in0,
    size_t in0_row, const int32_t *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_cross_entropy_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
#endif
static void tk_cross_entropy_plain(size_t rows, size_t columns, const float *in0, size_t in0_row,
    const int32_t *in1, size_t in1_row, float *out0, size_t out0_row) { tk_cross_entropy_rows(rows,
    columns, in0, in0_row, in1, in1_row, out0, out0_row); }
void tk_cross_entropy(size_t rows, size_t columns, const float *in0, size_t in0_row,
    const int32_t *in1, size_t in1_row, float *out0, size_t out0_row) { TK_RUN(tk_cross_entropy,
    rows, columns, in0, in0_row, in1, in1_row, out0, out0_row); }

/* cross_entropy_gradient: in0 = linear2, in1 = labels;  out0 = linear2_grad, out1 = losses */
TK_INLINE void tk_cross_entropy_gradient_rows(size_t rows, size_t columns,
        const float *restrict in0, size_t in0_row, const int32_t *restrict in1, size_t in1_row,
        float *restrict out0, size_t out0_row, float *restrict out1, size_t out1_row, float scale) {
    for (size_t b = 0; b < rows; ++b) {
        float top = -3.4028235e38f;
        for (size_t j = 0; j < columns; ++j) {
            top = tk_max(in0[b * in0_row + j], top);
        }
        for (size_t j = 0; j < columns; ++j) {
            out0[b * out0_row + j] = tk_exp(in0[b * in0_row + j] - top);
        }
        float total = 0.0f;
        for (size_t j = 0; j < columns; ++j) {
            total = total + (out0[b * out0_row + j]);
        }
        for (size_t j = 0; j < columns; ++j) {
            out0[b * out0_row + j] = (out0[b * out0_row + j] / total - ((float)j == (float)in1[b
                * in1_row] ? 1.0f : 0.0f)) * scale;
        }
        float hit = 0.0f;
        for (size_t j = 0; j < columns; ++j) {
            hit = hit + ((float)j == (float)in1[b * in1_row] ? in0[b * in0_row + j] - top : 0.0f);
        }
        out1[b * out1_row] = tk_log(total) - hit;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_cross_entropy_gradient_avx512(size_t rows, size_t columns,
    const float *in0, size_t in0_row, const int32_t *in1, size_t in1_row, float *out0,
    size_t out0_row, float *out1, size_t out1_row,
    float scale) { tk_cross_entropy_gradient_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row, out1, out1_row, scale); }
static TK_AVX2_CODE void tk_cross_entropy_gradient_avx2(size_t rows, size_t columns,
    const float *in0, size_t in0_row, const int32_t *in1, size_t in1_row, float *out0,
    size_t out0_row, float *out1, size_t out1_row,
    float scale) { tk_cross_entropy_gradient_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row, out1, out1_row, scale); }
#endif
static void tk_cross_entropy_gradient_plain(size_t rows, size_t columns, const float *in0,
    size_t in0_row, const int32_t *in1, size_t in1_row, float *out0, size_t out0_row, float *out1,
    size_t out1_row, float scale) { tk_cross_entropy_gradient_rows(rows, columns, in0, in0_row, in1,
    in1_row, out0, out0_row, out1, out1_row, scale); }
void tk_cross_entropy_gradient(size_t rows, size_t columns, const float *in0, size_t in0_row,
    const int32_t *in1, size_t in1_row, float *out0, size_t out0_row, float *out1, size_t out1_row,
    float scale) { TK_RUN(tk_cross_entropy_gradient, rows, columns, in0, in0_row, in1, in1_row,
    out0, out0_row, out1, out1_row, scale); }

/* log_softmax: in0 = linear0;  out0 = logsoftmax1 */
TK_INLINE void tk_log_softmax_rows(size_t rows, size_t columns, const float *restrict in0,
        size_t in0_row, float *restrict out0, size_t out0_row) {
    for (size_t b = 0; b < rows; ++b) {
        float top = -3.4028235e38f;
        for (size_t j = 0; j < columns; ++j) {
            top = tk_max(in0[b * in0_row + j], top);
        }
        float total = 0.0f;
        for (size_t block = 0; block < columns; block += 64) {
            const size_t last = columns - block < 64 ? columns : block + 64;
            float terms[64];
            for (size_t j = block; j < last; ++j) terms[j - block] = tk_exp(in0[b * in0_row + j]
                - top);
            for (size_t j = block; j < last; ++j) total = total + terms[j - block];
        }
        const float log_total = tk_log(total);
        for (size_t j = 0; j < columns; ++j) {
            out0[b * out0_row + j] = in0[b * in0_row + j] - top - log_total;
        }
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_log_softmax_avx512(size_t rows, size_t columns, const float *in0,
    size_t in0_row, float *out0, size_t out0_row) { tk_log_softmax_rows(rows, columns, in0, in0_row,
    out0, out0_row); }
static TK_AVX2_CODE void tk_log_softmax_avx2(size_t rows, size_t columns, const float *in0,
    size_t in0_row, float *out0, size_t out0_row) { tk_log_softmax_rows(rows, columns, in0, in0_row,
    out0, out0_row); }
#endif
static void tk_log_softmax_plain(size_t rows, size_t columns, const float *in0, size_t in0_row,
    float *out0, size_t out0_row) { tk_log_softmax_rows(rows, columns, in0, in0_row, out0,
    out0_row); }
void tk_log_softmax(size_t rows, size_t columns, const float *in0, size_t in0_row, float *out0,
    size_t out0_row) { TK_RUN(tk_log_softmax, rows, columns, in0, in0_row, out0, out0_row); }

/* log_softmax_gradient: in0 = logsoftmax1_grad, in1 = logsoftmax1;  out0 = linear0_grad */
TK_INLINE void tk_log_softmax_gradient_rows(size_t rows, size_t columns, const float *restrict in0,
        size_t in0_row, const float *restrict in1, size_t in1_row, float *restrict out0,
        size_t out0_row) {
    for (size_t b = 0; b < rows; ++b) {
        float total = 0.0f;
        for (size_t j = 0; j < columns; ++j) {
            total = total + (in0[b * in0_row + j]);
        }
        for (size_t j = 0; j < columns; ++j) {
            out0[b * out0_row + j] = in0[b * in0_row + j] - tk_exp(in1[b * in1_row + j]) * total;
        }
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_log_softmax_gradient_avx512(size_t rows, size_t columns,
    const float *in0, size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_log_softmax_gradient_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
static TK_AVX2_CODE void tk_log_softmax_gradient_avx2(size_t rows, size_t columns, const float *in0,
    size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_log_softmax_gradient_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
#endif
static void tk_log_softmax_gradient_plain(size_t rows, size_t columns, const float *in0,
    size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_log_softmax_gradient_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
void tk_log_softmax_gradient(size_t rows, size_t columns, const float *in0, size_t in0_row,
    const float *in1, size_t in1_row, float *out0,
    size_t out0_row) { TK_RUN(tk_log_softmax_gradient, rows, columns, in0, in0_row, in1, in1_row,
    out0, out0_row); }

/* softmax: in0 = linear0;  out0 = softmax1 */
TK_INLINE void tk_softmax_rows(size_t rows, size_t columns, const float *restrict in0,
        size_t in0_row, float *restrict out0, size_t out0_row) {
    for (size_t b = 0; b < rows; ++b) {
        float top = -3.4028235e38f;
        for (size_t j = 0; j < columns; ++j) {
            top = tk_max(in0[b * in0_row + j], top);
        }
        for (size_t j = 0; j < columns; ++j) {
            out0[b * out0_row + j] = tk_exp(in0[b * in0_row + j] - top);
        }
        float total = 0.0f;
        for (size_t j = 0; j < columns; ++j) {
            total = total + (out0[b * out0_row + j]);
        }
        for (size_t j = 0; j < columns; ++j) {
            out0[b * out0_row + j] = out0[b * out0_row + j] / total;
        }
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_softmax_avx512(size_t rows, size_t columns, const float *in0,
    size_t in0_row, float *out0, size_t out0_row) { tk_softmax_rows(rows, columns, in0, in0_row,
    out0, out0_row); }
static TK_AVX2_CODE void tk_softmax_avx2(size_t rows, size_t columns, const float *in0,
    size_t in0_row, float *out0, size_t out0_row) { tk_softmax_rows(rows, columns, in0, in0_row,
    out0, out0_row); }
#endif
static void tk_softmax_plain(size_t rows, size_t columns, const float *in0, size_t in0_row,
    float *out0, size_t out0_row) { tk_softmax_rows(rows, columns, in0, in0_row, out0, out0_row); }
void tk_softmax(size_t rows, size_t columns, const float *in0, size_t in0_row, float *out0,
    size_t out0_row) { TK_RUN(tk_softmax, rows, columns, in0, in0_row, out0, out0_row); }
