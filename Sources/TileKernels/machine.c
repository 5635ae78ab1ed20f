#include "machine.h"
#include "dispatch.h"
#include "tile.h"
#include <stdlib.h>
#include <string.h>

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
    ptrdiff_t first_row, first_index[3];
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

/* The machine: one operation after another on a tile in registers. */

enum { TK_FROM_TILE, TK_FROM_SUMS, TK_FROM_NOTHING };

#define TK_EACH TK_UNROLL for (int r = 0; r < lines; ++r) TK_UNROLL for (int v = 0; v < vectors; ++v)

TK_INLINE tk_vector *tk_at(tk_lines x, int r, int v) { return (tk_vector *)(x.at + x.lines[r] + 16 * v); }

TK_INLINE void tk_max_of(tk_vector *to, const tk_vector *a, const tk_vector *b) {
    tk_if_greater(to, b, a, b, a);
}

/* Every address is known before anything is written that it could have been read from. */
TK_INLINE void tk_store(const int lines, const int vectors, tk_lines x, tk_sums acc) {
    float *line[TK_MAX_ROWS];
    TK_UNROLL for (int r = 0; r < lines; ++r) line[r] = x.at + x.lines[r];
    TK_EACH *(tk_vector *)(line[r] + 16 * v) = acc[r][v];
}

TK_INLINE tk_vector *tk_line_at(const tk_machine *m, tk_lines x, int r, int v) {
    return (tk_vector *)(x.at + x.lines[r] + v * m->vector_step);
}

TK_INLINE tk_vector *tk_sum_at(tk_machine *m, int r, int v) {
    return (tk_vector *)((float *)m->sums + m->sum_lines[r] + v * m->vector_step);
}

/* Whatever has to call a function, or needs more registers, goes through memory in `step`. */
TK_INLINE void tk_execute(const int height, const int lines, const int vectors, tk_machine *m,
                          const int origin, const tk_op *(*step)(tk_machine *m, const tk_op *op)) {
    static const tk_vector zero = {0};
    tk_sums acc;
    tk_vector number;
    const tk_op *op = m->plan->program;
    if (origin == TK_FROM_TILE) {
        const float *lhs[TK_MAX_ROWS];
        const tk_lines rows = m->here[0];
        TK_UNROLL for (int r = 0; r < lines; ++r) {
            lhs[r] = rows.at + rows.lines[r];
            TK_FORGET_ORIGIN(lhs[r]);
        }
        /* What is going to be updated comes while the tile is summed. */
        for (int i = 0; m->updated >> i; ++i)
            if (m->updated >> i & 1) TK_EACH TK_PREFETCH(tk_at(m->here[i], r, v));
        tk_tile(height, lines, vectors, m->depth, lhs, m->rhs, acc);
    } else if (origin == TK_FROM_SUMS)
        TK_EACH acc[r][v] = *tk_sum_at(m, r, v);
    else
        TK_EACH acc[r][v] = zero;
    for (;; ++op) {
        tk_lines a = m->here[op->a];
/* Asked for where they are needed only: most operations have one operand. */
#define TK_B m->here[op->b]
#define TK_C m->here[op->c]
#define TK_ACC TK_OF(&acc[r][v])
#define TK_A TK_OF(tk_at(a, r, v))
#define TK_WHERE(relation, yes, no) TK_EACH relation(&acc[r][v], tk_at(a, r, v), tk_at(TK_B, r, v), yes, no)
        switch (op->code) {
        case TK_END:
            return;
        case TK_LOAD:
            TK_EACH acc[r][v] = *tk_at(a, r, v);
            break;
        case TK_STORE:
            tk_store(lines, vectors, a, acc);
            break;
        case TK_ADD:
            TK_EACH TK_LANES TK_ACC = TK_ACC + TK_A;
            break;
        case TK_SUBTRACT:
            TK_EACH TK_LANES TK_ACC = TK_ACC - TK_A;
            break;
        case TK_SUBTRACT_FROM:
            TK_EACH TK_LANES TK_ACC = TK_A - TK_ACC;
            break;
        case TK_MULTIPLY:
            TK_EACH TK_LANES TK_ACC = TK_ACC * TK_A;
            break;
        case TK_DIVIDE:
            TK_EACH TK_LANES TK_ACC = TK_ACC / TK_A;
            break;
        case TK_DIVIDE_INTO:
            TK_EACH TK_LANES TK_ACC = TK_A / TK_ACC;
            break;
        case TK_NEGATE:
            TK_EACH TK_LANES TK_ACC = -TK_ACC;
            break;
        case TK_SQRT:
            TK_EACH tk_square_root(&acc[r][v]);
            break;
#define TK_EXTREME(greater, lesser, yes, no)                                                                 \
    TK_EACH {                                                                                                \
        const tk_vector x = acc[r][v], y = *tk_at(a, r, v);                                                  \
        tk_if_greater(&acc[r][v], &greater, &lesser, &yes, &no);                                             \
    }                                                                                                        \
    break
        case TK_MAX:
            TK_EXTREME(y, x, y, x);
        case TK_MAX_OF:
            TK_EXTREME(x, y, x, y);
        case TK_MIN:
            TK_EXTREME(x, y, y, x);
        case TK_MIN_OF:
            TK_EXTREME(y, x, x, y);
        case TK_KEEP_GREATER:
            TK_WHERE(tk_if_greater, &acc[r][v], tk_at(TK_C, r, v));
            break;
        case TK_REPLACE_GREATER:
            TK_WHERE(tk_if_greater, tk_at(TK_C, r, v), &acc[r][v]);
            break;
        case TK_KEEP_EQUAL:
            TK_WHERE(tk_if_equal, &acc[r][v], tk_at(TK_C, r, v));
            break;
        case TK_REPLACE_EQUAL:
            TK_WHERE(tk_if_equal, tk_at(TK_C, r, v), &acc[r][v]);
            break;
        case TK_ADD_MAX_END:
            TK_EACH TK_LANES TK_ACC = TK_ACC + TK_A;
            number = *tk_at(TK_B, 0, 0);
            TK_EACH tk_max_of(&acc[r][v], &acc[r][v], &number);
            a = TK_C;
            goto store_end;
        case TK_ADD_END:
            TK_EACH TK_LANES TK_ACC = TK_ACC + TK_A;
            a = TK_B;
            goto store_end;
        case TK_KEEP_END:
            number = *tk_at(TK_B, 0, 0);
            TK_EACH tk_if_greater(&acc[r][v], tk_at(a, r, v), &number, &acc[r][v], &number);
            a = TK_C;
            goto store_end;
        case TK_UPDATE_END:
            number = *tk_at(a, 0, 0);
            TK_EACH TK_LANES TK_ACC = TK_OF(tk_at(TK_B, r, v)) - TK_ACC * TK_OF(&number);
            a = TK_B;
            goto store_end;
        case TK_STORE_END:
        store_end:
            tk_store(lines, vectors, a, acc);
            return;
#undef TK_B
#undef TK_C
#undef TK_EXTREME
#undef TK_WHERE
#undef TK_A
#undef TK_ACC
        default:
            TK_EACH *tk_sum_at(m, r, v) = acc[r][v];
            op = step(m, op);
            TK_EACH acc[r][v] = *tk_sum_at(m, r, v);
        }
    }
}

/* sum += a · b, rounded once. */
TK_INLINE void tk_fuse(tk_vector *sum, const tk_vector *a, const tk_vector *b) {
#if defined(TK_GNU) && defined(__clang__)
    *sum = __builtin_elementwise_fma(*a, *b, *sum);
#elif defined(TK_GNU)
    for (int l = 0; l < 16; ++l) (*sum)[l] = __builtin_fmaf((*a)[l], (*b)[l], (*sum)[l]);
#else
    for (int l = 0; l < 16; ++l) sum->lane[l] = fmaf(a->lane[l], b->lane[l], sum->lane[l]);
#endif
}

/* Some steps of an operand of a reduction: the lines of the first one, and how far it is to the next in each
   of the loops `over`. */
typedef struct {
    tk_lines lines;
    ptrdiff_t over[3];
} tk_steps;

/* How a reduction comes to its operands. */
typedef enum {
    TK_IN_PLACE,     /* all steps at once */
    TK_IN_PANELS,    /* lanes lie apart: some steps are copied, so that their lanes are neighbours */
    TK_ONE_LANE,     /* nothing is in vectors */
    TK_STEP_BY_STEP, /* every step by itself */
} tk_reading;

/* Whether whole vectors of an operand can be read. */
TK_INLINE int tk_is_line(const tk_operand *operand) {
    return operand->kind == TK_BUFFER && operand->walk.lane == 1 && operand->is_padded;
}

/* What a reduction can read in place is padded even where the columns end. */
TK_INLINE int tk_is_direct(const tk_machine *m, int i) {
    return !(m->apart >> i & 1) || tk_is_line(&m->plan->operand[i]);
}

static tk_reading tk_reading_of(const tk_machine *m, const tk_op *op) {
    const tk_operand *a = &m->plan->operand[op->a],
                     *b = op->code == TK_PRODUCTS ? &m->plan->operand[op->b] : a;
    if (m->rows == 1 && m->lanes == 1 && a->kind == TK_BUFFER && b->kind == TK_BUFFER) return TK_ONE_LANE;
    if (tk_is_direct(m, op->a) && (op->code != TK_PRODUCTS || tk_is_direct(m, op->b))) return TK_IN_PLACE;
    const int are_padded = a->kind == TK_BUFFER && a->is_padded && b->kind == TK_BUFFER && b->is_padded;
    return are_padded ? TK_IN_PANELS : TK_STEP_BY_STEP;
}

/* The next `count` steps of an operand, in place or copied to the panel. */
static tk_steps tk_steps_of(const tk_machine *m, int i, tk_reading reading, ptrdiff_t count, float *panel) {
    const tk_place *place = &m->place[i];
    const tk_walk *walk = &m->plan->operand[i].walk;
    const int vectors = m->code->vectors;
    if (reading == TK_STEP_BY_STEP) return (tk_steps){m->here[i], {0, 0, 0}};
    tk_lines here = m->here[i];
    if (m->apart >> i & 1) {
        here.at = place->base + place->offset;
        here.lines = m->is_single_row ? m->tile_lines : place->lines;
    }
    for (int j = 0; j < 3; ++j) here.at += m->step[j] * walk->over[j];
    if (tk_is_direct(m, i)) return (tk_steps){here, {walk->over[0], walk->over[1], walk->over[2]}};
    const ptrdiff_t width = 16 * vectors * m->lines;
    const tk_axis depth[3] = {{1, 0, 0}, {1, 0, 0}, {count, 0, walk->over[2]}};
    for (int r = 0; r < m->rows; ++r)
        tk_pack(depth, m->lanes, width, here.at + place->lines[r], walk->lane, panel + 16 * vectors * r);
    return (tk_steps){{panel, m->tile_lines}, {0, 0, width}};
}

/* Adds some steps to the sums of the lines from `first` on, which stay in registers meanwhile. Lines that are
   missing repeat the last one. */
TK_INLINE void tk_reduce(const int code, const int lines, const int vectors, tk_machine *m, int first,
                         const ptrdiff_t *count, const tk_steps *a, const tk_steps *b, float position) {
    static const tk_vector zero = {0};
    const float *from[TK_MAX_ROWS], *by[TK_MAX_ROWS];
    tk_vector acc[TK_MAX_ROWS][2], where[TK_MAX_ROWS][2];
    int line[TK_MAX_ROWS];
    TK_UNROLL for (int r = 0; r < lines; ++r) {
        line[r] = first + r < m->lines ? first + r : m->lines - 1;
        from[r] = a->lines.at + a->lines.lines[line[r]];
        by[r] = b->lines.at + b->lines.lines[line[r]];
    }
    TK_EACH acc[r][v] = *tk_sum_at(m, line[r], v);
    if (code == TK_MAXIMUM) TK_EACH where[r][v] = *tk_line_at(m, b->lines, line[r], v);
    for (ptrdiff_t i = 0; i < count[0]; ++i)
        for (ptrdiff_t j = 0; j < count[1]; ++j) {
            ptrdiff_t offset = i * a->over[0] + j * a->over[1];
            ptrdiff_t by_offset = i * b->over[0] + j * b->over[1];
            for (ptrdiff_t k = 0; k < count[2]; ++k) {
                tk_vector here;
                TK_LANES TK_OF(&here) = TK_OF(&zero) + position;
                /* Or else every vector of every line would have an address of its own. */
                ptrdiff_t a_at[2] = {offset, offset + m->vector_step};
                ptrdiff_t b_at[2] = {by_offset, by_offset + m->vector_step};
                ptrdiff_t ahead = offset + 8 * a->over[2];
                TK_UNROLL for (int v = 0; v < vectors; ++v) {
                    TK_FORGET_ORIGIN(a_at[v]);
                    TK_FORGET_ORIGIN(b_at[v]);
                }
                TK_FORGET_ORIGIN(ahead);
                TK_EACH {
                    const tk_vector *x = (const tk_vector *)(from[r] + a_at[v]);
                    tk_vector *sum = &acc[r][v];
                    if (v == 0) TK_PREFETCH(from[r] + ahead);
                    if (code == TK_SUM)
                        TK_LANES TK_OF(sum) = TK_OF(sum) + TK_OF(x);
                    else if (code == TK_PRODUCTS)
                        tk_fuse(sum, x, (const tk_vector *)(by[r] + b_at[v]));
                    else {
                        tk_if_above(&where[r][v], x, sum, &here, &where[r][v]);
                        tk_if_above(sum, x, sum, x, sum);
                    }
                }
                offset += a->over[2];
                by_offset += b->over[2];
                position += 1.0f;
            }
        }
    TK_EACH *tk_sum_at(m, line[r], v) = acc[r][v];
    if (code == TK_MAXIMUM) TK_EACH *tk_line_at(m, b->lines, line[r], v) = where[r][v];
}

/* The maxima of the lines from `first` on, whose steps are in place. */
TK_INLINE void tk_maxima(const int says_where, const int lines, const int vectors, tk_machine *m, int first,
                         const tk_steps *a, tk_lines to) {
    static const tk_vector zero = {0};
    const float *from[TK_MAX_ROWS];
    tk_vector acc[TK_MAX_ROWS][2], where[TK_MAX_ROWS][2], here = zero;
    TK_UNROLL for (int r = 0; r < lines; ++r) from[r] = a->lines.at + a->lines.lines[first + r];
    TK_EACH TK_LANES TK_OF(&acc[r][v]) = TK_OF(&zero) + TK_LEAST;
    if (says_where) TK_EACH where[r][v] = zero;
    for (ptrdiff_t i = 0; i < m->over[0]; ++i)
        for (ptrdiff_t j = 0; j < m->over[1]; ++j) {
            ptrdiff_t offset = i * a->over[0] + j * a->over[1];
            for (ptrdiff_t k = m->over[2]; k > 0; --k, offset += a->over[2]) {
                TK_EACH {
                    const tk_vector x = *(const tk_vector *)(from[r] + offset + v * m->vector_step);
                    if (says_where) tk_if_above(&where[r][v], &x, &acc[r][v], &here, &where[r][v]);
                    tk_if_above(&acc[r][v], &x, &acc[r][v], &x, &acc[r][v]);
                }
                TK_LANES TK_OF(&here) = TK_OF(&here) + 1.0f;
            }
        }
    TK_EACH *tk_sum_at(m, first + r, v) = acc[r][v];
    if (says_where) TK_EACH *tk_line_at(m, to, first + r, v) = where[r][v];
}

/* The only lane of the only row. To know where a maximum is takes longer than the maximum. */
TK_INLINE void tk_reduce_lane(const int code, const int says_where, tk_machine *m, const tk_op *op) {
    const int other = code == TK_PRODUCTS ? op->b : op->a;
    const ptrdiff_t *over = m->plan->operand[op->a].walk.over, *by_over = m->plan->operand[other].walk.over;
    const float *from = m->place[op->a].base + m->place[op->a].offset;
    const float *by = m->place[other].base + m->place[other].offset;
    float *sum = (float *)tk_sum_at(m, 0, 0), acc = *sum, where = 0, position = 0;
    for (ptrdiff_t i = 0; i < m->over[0]; ++i)
        for (ptrdiff_t j = 0; j < m->over[1]; ++j) {
            const float *x = from + i * over[0] + j * over[1], *y = by + i * by_over[0] + j * by_over[1];
            for (ptrdiff_t k = m->over[2]; k > 0; --k, x += over[2], y += by_over[2]) {
                if (code == TK_SUM)
                    acc = acc + *x;
                else if (code == TK_PRODUCTS)
                    acc = fmaf(*x, *y, acc);
                else {
                    const int is_above = *x > acc || *x != *x;
                    if (says_where) where = is_above ? position : where;
                    acc = is_above ? *x : acc;
                    position += 1.0f;
                }
            }
        }
    *sum = acc;
    if (says_where) *m->here[op->b].at = where;
}

/* Moves all operands to the next step of the loops `over`; false if that is the first one again. */
static int tk_advance(tk_machine *m) {
    int more = 0;
    for (int j = 2; j >= 0 && !more; --j) {
        more = ++m->step[j] < m->over[j];
        const ptrdiff_t steps = more ? 1 : 1 - m->over[j];
        if (!more) m->step[j] = 0;
        for (int w = 0; w < m->plan->walkers; ++w) {
            const int i = m->plan->walker[w];
            const ptrdiff_t distance = m->plan->operand[i].walk.over[j] * steps;
            m->place[i].offset += distance;
            if (!(m->apart >> i & 1)) m->here[i].at += distance;
        }
    }
    for (int g = 0; g < m->gathers; ++g) m->code->gather(m, m->gathered[g]);
    return more;
}

/* Goes on by some steps of the innermost loop `over`; false if all have been taken. */
static int tk_skip(tk_machine *m, ptrdiff_t count) {
    m->step[2] += count;
    for (int j = 2; j >= 0; --j) {
        if (m->step[j] < m->over[j]) return 1;
        m->step[j] = 0;
        if (j > 0) ++m->step[j - 1];
    }
    return 0;
}

/* Vectors without a lane are left out. */
#define TK_FUNCTION(function)                                                                                \
    for (int r = 0; r < m->lines; ++r) {                                                                     \
        float *x = (float *)tk_sum_at(m, r, 0);                                                              \
        for (int v = 0; v < (m->lanes > 16 ? vectors : 1); ++v, x += 16)                                     \
            for (int l = 0; l < 16; ++l) x[l] = function(x[l]);                                              \
    }                                                                                                        \
    break

/* Every lane gets what all lanes of its row come to. */
#define TK_ACROSS(start, next)                                                                               \
    for (int r = 0; r < m->lines; ++r) {                                                                     \
        float *x = (float *)tk_sum_at(m, r, 0), sum = start;                                                 \
        const float *y = (const float *)tk_at(m->here[op->a], r, 0);                                         \
        (void)y;                                                                                             \
        TK_ONE_BY_ONE for (ptrdiff_t l = 0; l < m->lanes; ++l) sum = next;                                   \
        for (int l = 0; l < 16; ++l) x[l] = sum;                                                             \
    }                                                                                                        \
    break

#define TK_REDUCE(code, height)                                                                              \
    for (int line = 0; line < m->lines; line += height)                                                      \
    tk_reduce(code, height, vectors, m, line, count, &a, &b, position)

TK_INLINE void tk_combine(const int lines, const int vectors, tk_machine *m, const tk_op *op,
                          tk_reading reading) {
    float position = 0;
    int more;
    do {
        ptrdiff_t count[3] = {1, 1, 1};
        if (reading == TK_IN_PLACE)
            memcpy(count, m->over, sizeof count);
        else if (reading == TK_IN_PANELS) {
            const ptrdiff_t most = TK_PANEL / (16 * vectors * m->lines), left = m->over[2] - m->step[2];
            count[2] = left < most ? left : most;
        }
        const tk_steps a = tk_steps_of(m, op->a, reading, count[2], m->panels[0]);
        tk_steps b = a;
        if (op->code == TK_MAXIMUM)
            b = (tk_steps){m->here[op->b], {0, 0, 0}};
        else if (op->code == TK_PRODUCTS && op->b != op->a)
            b = tk_steps_of(m, op->b, reading, count[2], m->panels[1]);
        const int is_line = lines == 1 || m->lines == 1;
        if (op->code == TK_SUM && is_line) {
            TK_REDUCE(TK_SUM, 1);
        } else if (op->code == TK_SUM) {
            TK_REDUCE(TK_SUM, lines);
        } else if (op->code == TK_PRODUCTS) {
            TK_REDUCE(TK_PRODUCTS, lines);
        } else {
            TK_REDUCE(TK_MAXIMUM, (lines < 4 ? lines : 4));
        }
        position += (float)count[2];
        more = reading == TK_STEP_BY_STEP ? tk_advance(m) : reading == TK_IN_PANELS && tk_skip(m, count[2]);
    } while (more);
}

/* What the machine does not do in registers. */
TK_INLINE const tk_op *tk_step(const int lines, const int vectors, tk_machine *m, const tk_op *op) {
    static const tk_vector zero = {0};
    switch (op->code) {
    case TK_EXP:
        TK_FUNCTION(tk_exp);
    case TK_EXPM1:
        TK_FUNCTION(tk_expm1);
    case TK_LOG:
        TK_FUNCTION(tk_log);
    case TK_LOG1P:
        TK_FUNCTION(tk_log1p);
    case TK_TANH:
        TK_FUNCTION(tk_tanh);
    case TK_ERF:
        TK_FUNCTION(tk_erf);
    case TK_NEXT:
        if (tk_advance(m)) return op - op->a - 1;
        break;
    case TK_SUM_OF_LANES:
        TK_ACROSS(0, sum + x[l]);
    case TK_PRODUCTS_OF_LANES:
        TK_ACROSS(0, fmaf(x[l], y[l], sum));
    case TK_GREATEST_LANE:
        TK_ACROSS(TK_LEAST, x[l] > sum ? x[l] : sum);
    default: {
        const tk_reading reading = tk_reading_of(m, op);
        const int says_where = op->code == TK_MAXIMUM && (m->plan->loaded | m->plan->stored) >> op->b & 1;
        if (op->code == TK_MAXIMUM && reading == TK_IN_PLACE) {
            const tk_steps a = tk_steps_of(m, op->a, reading, 0, NULL);
            const int half = (lines + 1) / 2;
            if (!says_where)
                tk_maxima(0, lines, vectors, m, 0, &a, a.lines);
            else
                for (int line = 0; line < lines; line += half)
                    tk_maxima(1, half, vectors, m, line, &a, m->here[op->b]);
            break;
        }
        const float start = op->code == TK_MAXIMUM ? TK_LEAST : 0;
        for (int r = 0; r < m->lines; ++r)
            for (int v = 0; v < vectors; ++v) {
                TK_LANES TK_OF(tk_sum_at(m, r, v)) = TK_OF(&zero) + start;
                if (op->code == TK_MAXIMUM) *tk_line_at(m, m->here[op->b], r, v) = zero;
            }
        if (reading != TK_ONE_LANE)
            tk_combine(lines, vectors, m, op, reading);
        else if (op->code == TK_SUM)
            tk_reduce_lane(TK_SUM, 0, m, op);
        else if (op->code == TK_PRODUCTS)
            tk_reduce_lane(TK_PRODUCTS, 0, m, op);
        else if (says_where)
            tk_reduce_lane(TK_MAXIMUM, 1, m, op);
        else
            tk_reduce_lane(TK_MAXIMUM, 0, m, op);
    }
    }
    return op;
}

/* A loop that becomes one load with a mask, rather than 16 branches. */
#if defined(__clang__)
#define TK_MASKED _Pragma("clang loop unroll(disable) vectorize(enable)")
#else
#define TK_MASKED
#endif

/* Copies the tile's elements of an operand to its memory. */
TK_INLINE void tk_gather(const int vectors, const tk_machine *m, const tk_place *place) {
    const tk_operand *operand = place->operand;
    const ptrdiff_t lane = operand->walk.lane, lanes = m->lanes;
    const ptrdiff_t line = 16 * vectors;
    for (int r = 0; r < m->rows; ++r) {
        const ptrdiff_t offset = place->offset + place->lines[r];
        const float *from = place->base;
        float *to = place->memory + r * line;
        ptrdiff_t l = 0;
        if (operand->kind == TK_INDEX)
            for (; l < lanes; ++l) to[l] = (float)(int32_t)(offset + l * lane);
        else if (operand->kind == TK_DRAW)
            for (; l < lanes; ++l) to[l] = tk_draw(place->key, (uint32_t)(offset + l * lane));
        else if (lane == 0) {
            /* The same in all lanes, and what is behind them does not matter. */
            const float x =
                operand->kind == TK_LABELS ? (float)((const int32_t *)from)[offset] : from[offset];
            for (; l < lanes; l += 16)
                for (int k = 0; k < 16; ++k) to[l + k] = x;
        } else if (operand->kind == TK_LABELS)
            for (; l < lanes; ++l) to[l] = (float)((const int32_t *)from)[offset + l * lane];
        else if (lane != 1)
            for (; l < lanes; ++l) to[l] = from[offset + l * lane];
        else {
            for (from += offset; l + 16 <= lanes; l += 16)
                *(tk_vector *)(to + l) = *(const tk_vector *)(from + l);
            if (l < lanes && operand->is_padded)
                *(tk_vector *)(to + l) = *(const tk_vector *)(from + l);
            else if (l < lanes) {
                const int left = (int)(lanes - l);
                TK_MASKED for (int k = 0; k < 16; ++k) to[l + k] = k < left ? from[l + k] : 0.0f;
            }
        }
    }
}

/* What does not fill a vector is copied in pieces, for a loop would be as many stores as there are lanes. */
#define TK_PIECES TK_PIECE(8) TK_PIECE(4) TK_PIECE(2) TK_PIECE(1)

TK_INLINE void tk_put(float *to, const float *from, ptrdiff_t lanes) {
    ptrdiff_t l = 0;
    for (; l + 16 <= lanes; l += 16) *(tk_vector *)(to + l) = *(const tk_vector *)(from + l);
#define TK_PIECE(count)                                                                                      \
    if (lanes & count) {                                                                                     \
        memcpy(to + l, from + l, count * sizeof *to);                                                        \
        l += count;                                                                                          \
    }
    TK_PIECES
#undef TK_PIECE
}

/* Copies the tile's elements of an operand from its memory. */
TK_INLINE void tk_scatter(const int vectors, const tk_machine *m, const tk_place *place) {
    const ptrdiff_t lane = place->operand->walk.lane, lanes = m->lanes, line = 16 * vectors;
    float *const to = place->base + place->offset;
    const float *const from = place->memory;
    if (lane != 1) {
        for (int r = 0; r < m->rows; ++r)
            for (ptrdiff_t l = 0; l < (lane ? lanes : 1); ++l)
                to[place->lines[r] + l * lane] = from[r * line + l];
        return;
    }
    ptrdiff_t l = 0;
    for (; l + 16 <= lanes; l += 16)
        for (int r = 0; r < m->rows; ++r)
            *(tk_vector *)(to + place->lines[r] + l) = *(const tk_vector *)(from + r * line + l);
            /* The same piece of all rows: row by row, every one would have to be asked for again. */
#define TK_PIECE(count)                                                                                      \
    if (lanes & count) {                                                                                     \
        for (int r = 0; r < m->rows; ++r)                                                                    \
            memcpy(to + place->lines[r] + l, from + r * line + l, count * sizeof *to);                       \
        l += count;                                                                                          \
    }
    TK_PIECES
#undef TK_PIECE
}

TK_INLINE ptrdiff_t tk_resolved(ptrdiff_t count, ptrdiff_t samples) {
    return count > 0 ? count : count < 0 ? -count * samples : samples;
}

/* Where an operand of a short plan begins: the first row's first column. */
TK_INLINE float *tk_row_of(const tk_plan *plan, const tk_call *call, int i) {
    const tk_operand *operand = &plan->operand[i];
    return (float *)call->buffers[operand->number] + operand->base + call->first_row * operand->walk.row[2];
}

/* The operands of a single operation at a product's end: what it writes, what it adds, and the number that is
   the least; 0, which is a factor, for what it has not. */
typedef struct {
    uint8_t to, added, least;
} tk_end;

TK_INLINE tk_end tk_end_of(tk_op op) {
    switch (op.code) {
    case TK_STORE_END:
        return (tk_end){op.a, 0, 0};
    case TK_ADD_END:
        return (tk_end){op.b, op.a, 0};
    case TK_ADD_MAX_END:
        return (tk_end){op.c, op.a, op.b};
    default:
        return (tk_end){0, 0, 0};
    }
}

/* A single row of a short plan, most of what a network does with one sample: a machine would take longer to
   set up than the sums of a narrow layer. */
TK_INLINE void tk_short_row(const int most_vectors, const tk_edge_sums sums, const tk_plan *plan,
                            const tk_call *call) {
    const tk_end end = tk_end_of(plan->program[0]);
    const float *const lhs = tk_row_of(plan, call, 0), *const rhs = tk_row_of(plan, call, 1);
    const float *const added = end.added ? tk_row_of(plan, call, end.added) : NULL;
    float *const to = tk_row_of(plan, call, end.to);
    tk_axis depth[3];
    for (int j = 0; j < 3; ++j)
        depth[j] = (tk_axis){tk_resolved(plan->over[j], call->samples), plan->operand[0].walk.over[j],
                             plan->operand[1].walk.over[j]};
    tk_vector least = {0};
    if (end.least)
        for (int l = 0; l < 16; ++l) ((float *)&least)[l] = call->numbers[plan->operand[end.least].number];
    _Alignas(64) tk_sums sum;
    ptrdiff_t vectors = most_vectors, lanes = 0;
    for (ptrdiff_t column = call->first_column; column < call->last_column; column += lanes) {
        lanes = tk_lanes_of(call->last_column - column, &vectors);
        sums(1, (int)vectors, depth, &lhs, rhs + column, sum);
        for (ptrdiff_t v = 0; v < vectors && added; ++v) {
            const tk_vector *const x = (const tk_vector *)(added + column + 16 * v);
            tk_vector *const acc = &sum[0][v];
            TK_LANES TK_OF(acc) = TK_OF(acc) + TK_OF(x);
            if (end.least) tk_max_of(acc, acc, &least);
        }
        tk_put(to + column, (const float *)sum, lanes);
    }
}

#ifdef TK_X86
static TK_AVX512_CODE const tk_op *tk_step_avx512(tk_machine *m, const tk_op *op) {
    return tk_step(8, 2, m, op);
}
static TK_AVX512_CODE void tk_tile_avx512(tk_machine *m, int origin) {
    tk_execute(8, 8, 2, m, origin, tk_step_avx512);
}
static TK_AVX512_CODE void tk_narrow_avx512(tk_machine *m, int origin) {
    tk_execute(8, 8, 1, m, origin, tk_step_avx512);
}
static TK_AVX512_CODE void tk_line_avx512(tk_machine *m, int origin) {
    tk_execute(8, 1, 2, m, origin, tk_step_avx512);
}
static TK_AVX512_CODE void tk_gather_avx512(const tk_machine *m, const tk_place *place) {
    tk_gather(2, m, place);
}
static TK_AVX512_CODE void tk_scatter_avx512(const tk_machine *m, const tk_place *place) {
    tk_scatter(2, m, place);
}
static TK_AVX512_CODE void tk_row_avx512(const tk_plan *plan, const tk_call *call) {
    tk_short_row(16, plan->is_in_chains ? tk_chains_avx512 : tk_sums_avx512, plan, call);
}

static TK_AVX2_CODE const tk_op *tk_step_avx2(tk_machine *m, const tk_op *op) { return tk_step(6, 1, m, op); }
static TK_AVX2_CODE void tk_tile_avx2(tk_machine *m, int origin) {
    tk_execute(6, 6, 1, m, origin, tk_step_avx2);
}
static TK_AVX2_CODE void tk_line_avx2(tk_machine *m, int origin) {
    tk_execute(6, 1, 1, m, origin, tk_step_avx2);
}
static TK_AVX2_CODE void tk_gather_avx2(const tk_machine *m, const tk_place *place) {
    tk_gather(1, m, place);
}
static TK_AVX2_CODE void tk_scatter_avx2(const tk_machine *m, const tk_place *place) {
    tk_scatter(1, m, place);
}
static TK_AVX2_CODE void tk_row_avx2(const tk_plan *plan, const tk_call *call) {
    tk_short_row(4, plan->is_in_chains ? tk_chains_avx2 : tk_sums_avx2, plan, call);
}
#endif
static const tk_op *tk_step_plain(tk_machine *m, const tk_op *op) { return tk_step(TK_PLAIN_ROWS, 1, m, op); }
static void tk_tile_plain(tk_machine *m, int origin) {
    tk_execute(TK_PLAIN_ROWS, TK_PLAIN_ROWS, 1, m, origin, tk_step_plain);
}
static void tk_line_plain(tk_machine *m, int origin) {
    if (TK_PLAIN_ROWS == 1)
        tk_tile_plain(m, origin);
    else
        tk_execute(TK_PLAIN_ROWS, 1, 1, m, origin, tk_step_plain);
}
static void tk_gather_plain(const tk_machine *m, const tk_place *place) { tk_gather(1, m, place); }
static void tk_scatter_plain(const tk_machine *m, const tk_place *place) { tk_scatter(1, m, place); }
static void tk_row_plain(const tk_plan *plan, const tk_call *call) {
    tk_short_row(TK_PLAIN_SINGLE_ROW_VECTORS, plan->is_in_chains ? tk_chains_plain : tk_sums_plain, plan,
                 call);
}

static const tk_isa_code tk_codes[] = {
    {TK_PLAIN_ROWS, 1, TK_PLAIN_SINGLE_ROW_VECTORS, tk_sums_plain, tk_chains_plain, tk_tile_plain,
     tk_tile_plain, tk_line_plain, tk_step_plain, tk_gather_plain, tk_scatter_plain, tk_row_plain},
#ifdef TK_X86
    {6, 1, 4, tk_sums_avx2, tk_chains_avx2, tk_tile_avx2, tk_tile_avx2, tk_line_avx2, tk_step_avx2,
     tk_gather_avx2, tk_scatter_avx2, tk_row_avx2},
    {8, 2, 16, tk_sums_avx512, tk_chains_avx512, tk_tile_avx512, tk_narrow_avx512, tk_line_avx512,
     tk_step_avx512, tk_gather_avx512, tk_scatter_avx512, tk_row_avx512},
#endif
};

/* Plans. From here on code is the same for all instruction sets. */

TK_INLINE int tk_walks(const tk_operand *operand) { return operand->kind <= TK_DRAW; }

/* What the program reads and writes. */
static void tk_find_operands(tk_plan *plan) {
    plan->loaded = plan->stored = plan->apart = plan->unpadded = plan->walkers = 0;
    for (const tk_op *op = plan->program; op->code != TK_END; ++op) {
        const uint32_t a = 1u << op->a, b = 1u << op->b, c = 1u << op->c;
        switch (op->code) {
        case TK_NEXT:
        case TK_NEGATE:
        case TK_SQRT:
        case TK_SUM_OF_LANES:
        case TK_GREATEST_LANE:
        case TK_EXP:
        case TK_EXPM1:
        case TK_LOG:
        case TK_LOG1P:
        case TK_TANH:
        case TK_ERF:
            break;
        case TK_STORE:
            plan->stored |= a;
            break;
        case TK_PRODUCTS:
            plan->loaded |= a | b;
            break;
        case TK_MAXIMUM:
            if (plan->operand[op->b].kind == TK_BUFFER) plan->stored |= b;
            plan->loaded |= a;
            break;
        case TK_SUM:
            plan->loaded |= a;
            break;
        case TK_KEEP_GREATER:
        case TK_REPLACE_GREATER:
        case TK_KEEP_EQUAL:
        case TK_REPLACE_EQUAL:
            plan->loaded |= (a | b | c) & ~plan->stored;
            break;
        default:
            plan->loaded |= a & ~plan->stored; /* what the program has stored is in the tile */
        }
    }
    const uint32_t used = plan->loaded | plan->stored | (plan->is_contraction ? 1 : 0);
    for (int i = 0; i < plan->operands; ++i) {
        const tk_operand *operand = &plan->operand[i];
        if (!tk_walks(operand) || !(used >> i & 1)) continue;
        plan->walker[plan->walkers++] = (uint8_t)i;
        const int is_factor = plan->is_contraction && i < 2;
        if (is_factor) continue;
        if (operand->kind != TK_BUFFER || operand->walk.lane != 1) plan->apart |= 1u << i;
        if (!operand->is_padded) plan->unpadded |= 1u << i;
    }
}

/* The ends of most programs become one operation. What they compute is the same; but for sums of
   10 products a dispatch more takes 5 % of the time. */
static void tk_join_ends(tk_plan *plan) {
    tk_op *op = plan->program;
    while (op->code != TK_END) ++op;
#define TK_IS_NUMBER(i) (plan->operand[i].kind == TK_NUMBER)
    const ptrdiff_t count = op - plan->program;
    const tk_op none = {TK_END, 0, 0, 0}, one = count > 0 ? op[-1] : none;
    const tk_op two = count > 1 ? op[-2] : none, three = count > 2 ? op[-3] : none;
    if (one.code != TK_STORE) return;
    if (two.code == TK_MAX && three.code == TK_ADD && TK_IS_NUMBER(two.a))
        op[-3] = (tk_op){TK_ADD_MAX_END, three.a, two.a, one.a};
    else if (two.code == TK_ADD)
        op[-2] = (tk_op){TK_ADD_END, two.a, one.a, 0};
    else if (two.code == TK_KEEP_GREATER && two.b == two.c && TK_IS_NUMBER(two.b))
        op[-2] = (tk_op){TK_KEEP_END, two.a, two.b, one.a};
    else if (two.code == TK_SUBTRACT_FROM && three.code == TK_MULTIPLY && two.a == one.a &&
             TK_IS_NUMBER(three.a))
        op[-3] = (tk_op){TK_UPDATE_END, three.a, one.a, 0};
    else
        op[-1] = (tk_op){TK_STORE_END, one.a, 0, 0};
#undef TK_IS_NUMBER
}

/* A product whose program is one operation on neighbouring columns of a single loop over rows. */
static int tk_is_short(const tk_plan *plan) {
    const tk_end end = tk_end_of(plan->program[0]);
    return plan->is_contraction && plan->packing != TK_PACK_ALWAYS && plan->rows[1] == 1 && end.to &&
           tk_is_line(&plan->operand[end.to]) && (!end.added || tk_is_line(&plan->operand[end.added]));
}

/* Makes one loop of two where the inner one ends at the outer one's next step, for all operands,
   and puts loops of a single step outermost. n · samples is written as -n. */
static void tk_join_loops(tk_plan *plan, ptrdiff_t count[3], size_t walk) {
#define TK_DISTANCES(i) ((ptrdiff_t *)((char *)&plan->operand[i].walk + walk))
    int kept = 2;
    for (int outer = 1; outer >= 0; --outer) {
        if (count[outer] == 1) continue;
        int joins = count[kept] > 0;
        for (int i = 0; i < plan->operands; ++i) {
            const ptrdiff_t *distance = TK_DISTANCES(i);
            if (tk_walks(&plan->operand[i]) && count[kept] != 1)
                joins &= distance[outer] == count[kept] * distance[kept];
        }
        if (joins && count[kept] != 1) {
            count[kept] *= count[outer] == 0 ? -1 : count[outer];
            continue;
        }
        if (count[kept] != 1) --kept;
        for (int i = 0; i < plan->operands; ++i) TK_DISTANCES(i)[kept] = TK_DISTANCES(i)[outer];
        count[kept] = count[outer];
    }
    while (kept > 0) count[--kept] = 1;
#undef TK_DISTANCES
}

void tk_prepare(tk_plan *plan) {
    tk_find_operands(plan);
    tk_join_ends(plan);
    tk_join_loops(plan, plan->rows, offsetof(tk_walk, row));
    tk_join_loops(plan, plan->over, offsetof(tk_walk, over));
    plan->is_short = (uint8_t)tk_is_short(plan);
}

static void tk_open(tk_machine *m, const tk_plan *plan, const tk_call *call) {
    const tk_isa_code *code = &tk_codes[tk_chosen];
    m->code = code;
    m->plan = plan;
    m->is_single_row = call->last_row - call->first_row == 1;
    m->first_row = call->first_row;
    m->has_row_loops = plan->rows[1] != 1;
    m->bent = 0;
    for (int j = 0; j < 3; ++j) {
        m->count[j] = tk_resolved(plan->rows[j], call->samples);
        m->over[j] = tk_resolved(plan->over[j], call->samples);
        m->step[j] = 0;
    }
    m->first_index[0] = m->first_index[1] = 0;
    m->first_index[2] = call->first_row;
    if (m->has_row_loops) {
        m->first_index[2] = call->first_row % m->count[2];
        m->first_index[1] = call->first_row / m->count[2] % m->count[1];
        m->first_index[0] = call->first_row / m->count[2] / m->count[1];
    }
    for (int i = 0; i < plan->operands; ++i) {
        const tk_operand *operand = &plan->operand[i];
        tk_place *place = &m->place[i];
        place->operand = operand;
        place->here = &m->here[i];
        place->memory = m->memory[i];
        m->here[i] = (tk_lines){place->memory, m->tile_lines};
        if (operand->kind != TK_NUMBER) continue;
        for (int l = 0; l < TK_LINE; ++l) place->memory[l] = call->numbers[operand->number];
        m->here[i].lines = tk_tile_lines[0][0];
    }
    for (int w = 0; w < plan->walkers; ++w) {
        const tk_operand *operand = &plan->operand[plan->walker[w]];
        const ptrdiff_t *row = operand->walk.row;
        tk_place *place = &m->place[plan->walker[w]];
        if (operand->kind == TK_INDEX || operand->kind == TK_DRAW) place->base = place->memory;
        if (operand->kind == TK_DRAW)
            place->key = tk_key(call->seed, operand->number + 1u,
                                (uint64_t)(call->first_sample * operand->per_sample));
        place->advance = code->rows * row[2];
        place->lines = place->straight;
        for (int r = 0; r < TK_MAX_ROWS; ++r) place->straight[r] = r * row[2];
        place->bend[1] = row[1] - m->count[2] * row[2];
        place->bend[0] = row[0] - (m->count[1] - 1) * row[1] - m->count[2] * row[2];
    }
    m->scratch = NULL;
    if (!plan->is_contraction) return;
    const tk_operand *rhs = &plan->operand[1];
    if (plan->packing == TK_PACK_ALWAYS ||
        (plan->packing == TK_PACK_SEVERAL_ROWS && call->last_row - call->first_row >= 8))
        m->scratch = call->scratch;
    for (int j = 2; j >= 0; --j) {
        const ptrdiff_t count = m->over[j], lhs = plan->operand[0].walk.over[j];
        ptrdiff_t step = rhs->walk.over[j];
        m->unpacked[j] = (tk_axis){count, lhs, step};
        if (m->scratch) step = j == 2 ? 16 * code->vectors : m->depth[j + 1].rhs * m->over[j + 1];
        m->depth[j] = (tk_axis){count, lhs, step};
    }
}

static void tk_use_lines(tk_machine *m, int lines) {
    memcpy(m->tile_lines, tk_tile_lines[m->code->vectors - 1][lines - 1], sizeof m->tile_lines);
}

/* What is the same for all full tiles of a panel. One that ends within a vector is stored through memory, and
   reads from there what may not be read beyond its end. */
static void tk_begin_panel(void *context, ptrdiff_t lanes, ptrdiff_t column) {
    tk_machine *m = context;
    const tk_plan *plan = m->plan;
    const tk_isa_code *code = m->code;
    const int is_narrow = lanes <= 16 && code->vectors > 1;
    m->rows = m->lines = code->rows;
    m->lanes = lanes;
    m->vector_step = is_narrow ? 0 : 16;
    m->run = is_narrow ? code->run_narrow : code->run_tile;
    m->apart = plan->apart | (lanes % 16 == 0 ? 0 : plan->stored | plan->unpadded);
    m->updated = plan->loaded & plan->stored & ~m->apart;
    tk_use_lines(m, TK_MAX_ROWS);
    m->sum_lines = tk_sum_lines[TK_MAX_ROWS - 1];
    m->directs = m->remotes = m->gathers = m->scatters = m->fetches = 0;
    memcpy(m->index, m->first_index, sizeof m->index);
    for (int w = 0; w < plan->walkers; ++w) {
        const int i = plan->walker[w];
        const tk_operand *operand = &plan->operand[i];
        const ptrdiff_t *row = operand->walk.row;
        tk_place *place = &m->place[i];
        place->next = operand->base + column * operand->walk.lane + m->index[0] * row[0] +
                      m->index[1] * row[1] + m->index[2] * row[2];
        place->offset = place->next;
        const int is_loaded = plan->loaded >> i & 1;
        if (m->apart >> i & 1) {
            m->remote[m->remotes++] = place;
            m->here[i] = (tk_lines){place->memory, m->tile_lines};
            if (is_loaded) m->gathered[m->gathers++] = place;
            if (plan->stored >> i & 1) m->scattered[m->scatters++] = place;
        } else {
            m->here[i] =
                (tk_lines){place->base + place->next, m->is_single_row ? m->tile_lines : place->straight};
            if (row[0] == 0 && row[1] == 0 && row[2] == 0) continue;
            m->direct[m->directs++] = place;
            if (is_loaded && row[2] != 0) m->fetched[m->fetches++] = place;
        }
    }
    if (!plan->is_contraction) return;
    const tk_operand *rhs = &plan->operand[1];
    m->rhs = m->place[1].base + rhs->base + column * rhs->walk.lane;
    if (!m->scratch) return;
    tk_pack(m->unpacked, lanes, 16 * code->vectors, m->rhs, rhs->walk.lane, m->scratch);
    m->rhs = m->scratch;
}

/* Any tile: every row goes on from the one before, by as much as the loop that moves on there says. */
TK_NOINLINE static void tk_locate_rows(tk_machine *m, int rows) {
    int moves[TK_MAX_ROWS];
    for (int r = 0; r < rows; ++r) {
        int j = 2;
        while (++m->index[j] == m->count[j] && j > 0) m->index[j--] = 0;
        moves[r] = j;
    }
    for (int w = 0; w < m->plan->walkers; ++w) {
        tk_place *place = &m->place[m->plan->walker[w]];
        place->offset = place->next;
        place->lines = place->bent[0];
        for (int r = 0; r < rows; ++r) {
            place->bent[0][r] = place->next - place->offset;
            place->next += place->straight[1] + (moves[r] < 2 ? place->bend[moves[r]] : 0);
        }
        for (int r = rows; r < m->code->rows; ++r) place->bent[0][r] = place->bent[0][rows - 1];
    }
    for (int d = 0; d < m->directs; ++d) {
        tk_place *place = m->direct[d];
        *place->here =
            (tk_lines){place->base + place->offset, m->is_single_row ? m->tile_lines : place->lines};
    }
}

/* Puts together the lines of the full tiles that leave the innermost loop behind so many rows: all behind
   that one are as much farther. */
TK_NOINLINE static void tk_bend(tk_machine *m, ptrdiff_t left) {
    for (int w = 0; w < m->plan->walkers; ++w) {
        tk_place *place = &m->place[m->plan->walker[w]];
        for (int r = 0; r < TK_MAX_ROWS; ++r)
            place->bent[left][r] = place->straight[r] + (r < left ? 0 : place->bend[1]);
    }
    m->bent |= 1u << left;
}

TK_INLINE void tk_move(tk_place *place, ptrdiff_t left) {
    place->offset = place->next;
    place->lines = left ? place->bent[left] : place->straight;
    place->next += place->advance + (left ? place->bend[1] : 0);
}

/* The places of a full tile, which follows the one before in its panel. */
TK_INLINE void tk_locate(tk_machine *m) {
    ptrdiff_t left = 0;
    if (m->has_row_loops && m->index[2] + m->rows >= m->count[2]) {
        left = m->count[2] - m->index[2];
        if (m->rows - left >= m->count[2] || m->index[1] + 1 == m->count[1]) {
            tk_locate_rows(m, m->rows);
            return;
        }
        if (!(m->bent >> left & 1)) tk_bend(m, left);
        ++m->index[1];
        m->index[2] = -left;
    }
    m->index[2] += m->rows;
    for (int d = 0; d < m->directs; ++d) {
        tk_place *place = m->direct[d];
        tk_move(place, left);
        *place->here = (tk_lines){place->base + place->offset, place->lines};
    }
    for (int d = 0; d < m->remotes; ++d) tk_move(m->remote[d], left);
}

/* Runs the program on a tile, some of whose operands may be in memory. */
static void tk_run_tile(tk_machine *m, int origin) {
    for (int g = 0; g < m->gathers; ++g) m->code->gather(m, m->gathered[g]);
    m->run(m, origin);
    for (int s = 0; s < m->scatters; ++s) m->code->scatter(m, m->scattered[s]);
}

/* Leaves the sums of the tile at hand in memory. */
static void tk_sum_tile(tk_machine *m, int vectors) {
    const tk_place *place = &m->place[0];
    const float *lhs[TK_MAX_ROWS];
    for (int r = 0; r < m->rows; ++r) lhs[r] = place->base + place->offset + place->lines[r];
    const tk_edge_sums sums = m->plan->is_in_chains ? m->code->chains : m->code->sums;
    sums(m->rows, vectors, m->depth, lhs, m->rhs, m->sums);
}

/* What the next tile of a map reads comes while this one is computed: most often its lines lie as far
   apart. */
static void tk_prefetch_next(const tk_machine *m) {
    for (int f = 0; f < m->fetches; ++f) {
        const tk_place *place = m->fetched[f];
        const float *next = place->base + place->next;
        for (int r = 0; r < m->lines; ++r)
            for (ptrdiff_t v = 0; v < m->lanes; v += 16) TK_PREFETCH(next + place->straight[r] + v);
    }
}

/* Each walker to the next tile, where all operands are in a single loop over rows. */
static void tk_step_on(tk_machine *m) {
    for (int d = 0; d < m->directs; ++d) {
        tk_place *place = m->direct[d];
        place->offset = place->next;
        place->here->at = place->base + place->next;
        place->next += place->advance;
    }
}

static void tk_full_tiles(void *context, ptrdiff_t row, ptrdiff_t last_row, ptrdiff_t column) {
    tk_machine *m = context;
    const tk_plan *plan = m->plan;
    const int origin = !plan->is_contraction ? TK_FROM_NOTHING
                       : plan->is_in_chains  ? TK_FROM_SUMS
                                             : TK_FROM_TILE;
    const int is_plain = !m->has_row_loops && m->remotes == 0;
    (void)column;
    for (; row < last_row; row += m->rows) {
        if (is_plain)
            tk_step_on(m);
        else
            tk_locate(m);
        if (origin == TK_FROM_NOTHING) tk_prefetch_next(m);
        if (origin == TK_FROM_SUMS) tk_sum_tile(m, m->lanes > 16 ? 2 : 1);
        if (is_plain)
            m->run(m, origin);
        else
            tk_run_tile(m, origin);
    }
}

/* A tile that has not all rows, or a single one. Its sums go through memory. */
static void tk_any_tile(void *context, int rows, int vectors, ptrdiff_t lanes, ptrdiff_t row,
                        ptrdiff_t column) {
    tk_machine *m = context;
    const tk_plan *plan = m->plan;
    const tk_isa_code *code = m->code;
    (void)lanes;
    (void)row;
    (void)column;
    m->rows = rows;
    /* A line is one or two vectors. */
    m->lines = rows > 1 ? rows : (vectors + code->vectors - 1) >> (code->vectors - 1);
    tk_use_lines(m, m->lines);
    m->sum_lines = rows > 1 ? tk_sum_lines[rows - 1] : m->tile_lines;
    tk_locate_rows(m, rows);
    int origin = plan->is_contraction ? TK_FROM_SUMS : TK_FROM_NOTHING;
    if (plan->is_contraction && rows == 1 && vectors == code->vectors && !plan->is_in_chains)
        origin = TK_FROM_TILE;
    if (origin == TK_FROM_SUMS) tk_sum_tile(m, vectors);
    if (m->lines == 1 && m->run == code->run_tile) m->run = code->run_line;
    tk_run_tile(m, origin);
}

static void tk_begin_group(tk_machine *m, const tk_call *call, ptrdiff_t group) {
    for (int i = 0; i < m->plan->operands; ++i) {
        const tk_operand *operand = &m->plan->operand[i];
        if (operand->kind > TK_LABELS) continue;
        m->place[i].base = (float *)call->buffers[operand->number] + group * operand->walk.group;
    }
}

void tk_run(const tk_plan *plan, const tk_call *call) {
    if (plan->is_short && call->last_row - call->first_row == 1 &&
        call->last_group - call->first_group == 1) {
        tk_codes[tk_chosen].row(plan, call);
        return;
    }
    tk_machine m;
    tk_open(&m, plan, call);
    const tk_isa_code *code = m.code;
    for (ptrdiff_t group = call->first_group; group < call->last_group; ++group) {
        tk_begin_group(&m, call, group);
        tk_tiles(code->rows, code->vectors, 1, m.scratch ? code->vectors : code->single_row_vectors,
                 call->first_row, call->last_row, call->first_column, call->last_column, tk_begin_panel,
                 tk_full_tiles, tk_any_tile, &m);
    }
}
