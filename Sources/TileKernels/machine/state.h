#ifndef TK_STATE_H
#define TK_STATE_H

#include "../tile.h"
#include "operands.h"

/* Operations on vectors: whole ones where the compiler has them. */
#if defined(TK_GNU)
#define TK_LANES
#define TK_OF(vector) (*(vector))
typedef int32_t tk_mask __attribute__((vector_size(64), aligned(4), may_alias));
#define TK_CHOOSE(condition, yes, no)                                                                        \
    const tk_mask m = condition;                                                                             \
    *to = (tk_vector)((m & (tk_mask)*yes) | (~m & (tk_mask)*no))
#else
#define TK_LANES for (int l = 0; l < 16; ++l)
#define TK_OF(vector) ((vector)->lane[l])
#define TK_CHOOSE(condition, yes, no) TK_LANES TK_OF(to) = (condition) ? TK_OF(yes) : TK_OF(no)
#endif

/* to = a > b ? yes : no */
TK_INLINE void tk_if_greater(tk_vector *to, const tk_vector *a, const tk_vector *b, const tk_vector *yes,
                             const tk_vector *no) {
    TK_CHOOSE(TK_OF(a) > TK_OF(b), yes, no);
}

/* to = a > b or a is no number ? yes : no. What is no number is the greatest of all. */
TK_INLINE void tk_if_above(tk_vector *to, const tk_vector *a, const tk_vector *b, const tk_vector *yes,
                           const tk_vector *no) {
    TK_CHOOSE((TK_OF(a) > TK_OF(b)) | (TK_OF(a) != TK_OF(a)), yes, no);
}

TK_INLINE void tk_if_equal(tk_vector *to, const tk_vector *a, const tk_vector *b, const tk_vector *yes,
                           const tk_vector *no) {
    TK_CHOOSE(TK_OF(a) == TK_OF(b), yes, no);
}

TK_INLINE void tk_square_root(tk_vector *x) {
#if defined(TK_GNU) && defined(__clang__)
    *x = __builtin_elementwise_sqrt(*x);
#elif defined(TK_GNU)
    for (int l = 0; l < 16; ++l) (*x)[l] = __builtin_sqrtf((*x)[l]);
#else
    for (int l = 0; l < 16; ++l) x->lane[l] = sqrtf(x->lane[l]);
#endif
}

/* A tile as the machine sees it: lines of one or two vectors, which are either the beginnings of as
   many rows, or a row piece by piece. */
enum { TK_LINE = 32, TK_TILE = TK_MAX_ROWS * TK_LINE, TK_PANEL = 4096 };

/* Where a maximum begins, which stands for minus infinity. */
#define TK_LEAST (-3.4028235e38f)

/* Lines that are so far apart, of which there are 1 ... 8. Those that are missing for a full tile repeat the
   last one: what a program does twice has the same result, and costs less than any further code. */
#define TK_LINE_OF(lines, line, distance) ((line) < (lines) ? (line) : (lines)-1) * (distance)
#define TK_LINES(lines, distance)                                                                            \
    {                                                                                                        \
        0, TK_LINE_OF(lines, 1, distance), TK_LINE_OF(lines, 2, distance), TK_LINE_OF(lines, 3, distance),   \
            TK_LINE_OF(lines, 4, distance), TK_LINE_OF(lines, 5, distance), TK_LINE_OF(lines, 6, distance),  \
            TK_LINE_OF(lines, 7, distance)                                                                   \
    }
#define TK_ANY_LINES(distance)                                                                               \
    {                                                                                                        \
        TK_LINES(1, distance), TK_LINES(2, distance), TK_LINES(3, distance), TK_LINES(4, distance),          \
            TK_LINES(5, distance), TK_LINES(6, distance), TK_LINES(7, distance), TK_LINES(8, distance)       \
    }
typedef const ptrdiff_t tk_line_table[TK_MAX_ROWS][TK_MAX_ROWS];

/* Of a tile in memory, by the vectors of a line; of the sums of several rows. */
static tk_line_table tk_tile_lines[2] = {TK_ANY_LINES(16), TK_ANY_LINES(32)};
static tk_line_table tk_sum_lines = TK_ANY_LINES(16 * TK_MAX_VECTORS);

/* An operand while a plan is carried out: vectors at at + lines[r] + 16 · v. That is a buffer, a splatted
   number, or memory of the size of a tile for everything else: slots, indices, elements that lie apart, and
   what ends within a vector. */
typedef struct {
    float *at;
    const ptrdiff_t *lines;
} tk_lines;

typedef struct {
    const tk_operand *operand;
    tk_lines *here;
    float *base;                     /* of the buffer */
    ptrdiff_t offset;                /* from there, of the tile's first row */
    ptrdiff_t next;                  /* of the next tile's first row */
    ptrdiff_t advance;               /* from a full tile to the next one, in a single loop over rows */
    const ptrdiff_t *lines;          /* the rows of the tile: `straight` ones or `bent` ones */
    ptrdiff_t straight[TK_MAX_ROWS]; /* where they stay within the innermost loop over rows */
    ptrdiff_t bent[TK_MAX_ROWS + 1][TK_MAX_ROWS]; /* where they leave it behind so many; of any tile: 0 */
    ptrdiff_t bend[2]; /* what is added to the distance of two rows between which another loop moves on */
    uint64_t key;      /* of a stream of random numbers */
    float *memory;
} tk_place;

typedef struct tk_machine tk_machine;

/* What is compiled for each instruction set. */
typedef struct {
    int rows, vectors, single_row_vectors;
    tk_edge_sums sums, chains;
    /* A tile of full lines, of lines of one vector, and a single line. */
    void (*run_tile)(tk_machine *m, int origin);
    void (*run_narrow)(tk_machine *m, int origin);
    void (*run_line)(tk_machine *m, int origin);
    const tk_op *(*step)(tk_machine *m, const tk_op *op);
    void (*gather)(const tk_machine *m, const tk_place *place);
    void (*scatter)(const tk_machine *m, const tk_place *place);
    void (*row)(const tk_plan *plan, const tk_call *call);
} tk_isa_code;

struct tk_machine {
    const tk_isa_code *code;
    const tk_plan *plan;
    int is_single_row, has_row_loops;
    uint32_t bent; /* behind so many rows: these lines are known */
    ptrdiff_t first_index[3];
    ptrdiff_t count[3], index[3];  /* of rows, and of the next tile's first one */
    ptrdiff_t over[3], step[3];    /* of the loops `over`, and where they are */
    tk_axis unpacked[3], depth[3]; /* of a contraction: as it is, as it is read */
    const float *rhs;
    float *scratch; /* NULL if nothing is packed */
    /* The panel at hand: its operands that are where their buffers are, and those that are in memory. */
    ptrdiff_t lanes, vector_step; /* 16, or 0 where a line is one vector, and any other the same */
    void (*run)(tk_machine *m, int origin);
    tk_place *direct[TK_MAX_OPERANDS], *remote[TK_MAX_OPERANDS];
    const tk_place *gathered[TK_MAX_OPERANDS], *scattered[TK_MAX_OPERANDS], *fetched[TK_MAX_OPERANDS];
    int directs, remotes, gathers, scatters, fetches;
    uint32_t apart, updated; /* what is in memory; what is prefetched */
    /* The tile at hand. */
    int rows, lines;
    ptrdiff_t tile_lines[TK_MAX_ROWS]; /* of what is in memory */
    const ptrdiff_t *sum_lines;
    tk_lines here[TK_MAX_OPERANDS];
    tk_place place[TK_MAX_OPERANDS];
    /* Or else every vector would lie in two cache lines. */
    _Alignas(64) tk_sums sums;
    _Alignas(64) float memory[TK_MAX_OPERANDS][TK_TILE];
    /* Steps of a reduction's operands whose lanes lie apart. */
    float panels[2][TK_PANEL];
};

#define TK_EACH TK_UNROLL for (int r = 0; r < lines; ++r) TK_UNROLL for (int v = 0; v < vectors; ++v)

TK_INLINE tk_vector *tk_at(tk_lines x, int r, int v) { return (tk_vector *)(x.at + x.lines[r] + 16 * v); }

/* Where an operand is in its buffer: the rows of the tile at hand, or the pieces of its only row. */
TK_INLINE tk_lines tk_in_buffer(const tk_machine *m, const tk_place *place) {
    return (tk_lines){place->base + place->offset, m->is_single_row ? m->tile_lines : place->lines};
}

TK_INLINE tk_vector *tk_line_at(const tk_machine *m, tk_lines x, int r, int v) {
    return (tk_vector *)(x.at + x.lines[r] + v * m->vector_step);
}

TK_INLINE tk_vector *tk_sum_at(tk_machine *m, int r, int v) {
    return (tk_vector *)((float *)m->sums + m->sum_lines[r] + v * m->vector_step);
}

#endif
