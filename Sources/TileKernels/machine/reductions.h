#ifndef TK_REDUCTIONS_H
#define TK_REDUCTIONS_H

#include "state.h"
#include <string.h>

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
    tk_lines here = m->apart >> i & 1 ? tk_in_buffer(m, place) : m->here[i];
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

#endif
