/* The machine against a scalar model, for every instruction set of this processor: random contractions and
   folds with random programs, compared to the bit. Prints how many there were; MachineTests.swift runs it. */
#include "machine.c"
#include <stdio.h>
#include <stdlib.h>

static uint32_t state = 1;
static uint32_t draw(uint32_t n) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % n;
}
static ptrdiff_t one_of(int n, const ptrdiff_t *list) { return list[draw((uint32_t)n)]; }

typedef struct {
    float *data;
    size_t count;
} buffer;
static buffer buffers[TK_MAX_BUFFERS], before[TK_MAX_BUFFERS];
static ptrdiff_t rows[3], over[3], lanes, samples, groups, group;

static ptrdiff_t resolved(ptrdiff_t n) { return n ? n : samples; }

/* Room for whatever the operand can meet. */
static void allot(tk_operand *o, int number, int slack, int integers) {
    ptrdiff_t low = 0, high = 0;
    const ptrdiff_t counts[8] = {resolved(rows[0]),
                                 resolved(rows[1]),
                                 resolved(rows[2]),
                                 resolved(over[0]),
                                 resolved(over[1]),
                                 resolved(over[2]),
                                 lanes,
                                 groups};
    const ptrdiff_t *distances = (const ptrdiff_t *)&o->walk;
    for (int j = 0; j < 8; ++j) {
        const ptrdiff_t d = distances[j] * (counts[j] - 1);
        if (d < 0)
            low += d;
        else
            high += d;
    }
    o->number = (uint8_t)number;
    o->is_padded = draw(2) && o->kind == TK_BUFFER;
    if (o->is_padded) slack = 15;
    o->base = -low;
    buffer *b = &buffers[number];
    b->count = (size_t)(high - low + 1 + slack);
    b->data = malloc(b->count * 4);
    for (size_t i = 0; i < b->count; ++i)
        if (o->kind == TK_LABELS)
            ((int32_t *)b->data)[i] = (int32_t)draw(20);
        else
            b->data[i] = integers ? (float)(int)draw(7) - 3 : (float)(int)(draw(2000) - 1000) / 300.0f;
}

static tk_plan plan;
static int best;
static tk_call call;

static ptrdiff_t offset(const tk_operand *o, const ptrdiff_t *r, const ptrdiff_t *k, ptrdiff_t lane) {
    ptrdiff_t at = o->base + lane * o->walk.lane + group * o->walk.group;
    for (int j = 0; j < 3; ++j) at += r[j] * o->walk.row[j] + k[j] * o->walk.over[j];
    return at;
}
enum { MOST_LANES = 640 };
static float slots[TK_MAX_OPERANDS][MOST_LANES];
static float value(int i, const ptrdiff_t *r, const ptrdiff_t *k, ptrdiff_t lane, buffer *in) {
    const tk_operand *o = &plan.operand[i];
    switch (o->kind) {
    case TK_NUMBER:
        return call.numbers[o->number];
    case TK_SLOT:
        return slots[i][lane];
    case TK_INDEX:
        return (float)offset(o, r, k, lane);
    case TK_LABELS:
        return (float)((int32_t *)in[o->number].data)[offset(o, r, k, lane)];
    default:
        return in[o->number].data[offset(o, r, k, lane)];
    }
}
static void store(int i, const ptrdiff_t *r, const ptrdiff_t *k, ptrdiff_t lane, buffer *in, float x) {
    const tk_operand *o = &plan.operand[i];
    if (o->kind == TK_SLOT)
        slots[i][lane] = x;
    else
        in[o->number].data[offset(o, r, k, lane)] = x;
}
#define EACH_LANE for (ptrdiff_t lane = call.first_column; lane < call.last_column; ++lane)
#define OVER                                                                                                 \
    for (k[0] = 0; k[0] < n[0]; ++k[0])                                                                      \
        for (k[1] = 0; k[1] < n[1]; ++k[1])                                                                  \
            for (k[2] = 0; k[2] < n[2]; ++k[2])
static void model(int contraction, buffer *memory) {
    const ptrdiff_t n[3] = {resolved(over[0]), resolved(over[1]), resolved(over[2])};
    const ptrdiff_t c[3] = {resolved(rows[0]), resolved(rows[1]), resolved(rows[2])};
    for (ptrdiff_t row = call.first_row; row < call.last_row; ++row) {
        const ptrdiff_t r[3] = {row / c[2] / c[1], row / c[2] % c[1], row % c[2]};
        ptrdiff_t k[3] = {0, 0, 0};
        float sums[MOST_LANES] = {0};
        EACH_LANE {
            float acc = 0;

            /* In four chains, or in one. */
            float part = 0;
            if (contraction) OVER {
                    part = fmaf(value(0, r, k, lane, memory), value(1, r, k, lane, memory), part);
                    if (!plan.is_in_chains || (k[2] + 1) % (n[2] / 4) != 0) continue;
                    acc = k[2] < n[2] / 4 ? part : acc + part;
                    part = 0;
                }
            sums[lane] = plan.is_in_chains ? acc : part;
            k[0] = k[1] = k[2] = 0;
        }
        for (const tk_op *op = plan.program; op->code != TK_END; ++op) {
            if (op->code == TK_NEXT) {
                int j = 2;
                for (; j >= 0; --j)
                    if (++k[j] < n[j])
                        break;
                    else
                        k[j] = 0;
                if (j >= 0) op -= op->a + 1;
                continue;
            }
            if (op->code >= TK_SUM_OF_LANES && op->code <= TK_GREATEST_LANE) {
                float all = op->code == TK_GREATEST_LANE ? TK_LEAST : 0;
                EACH_LANE {
                    if (op->code == TK_SUM_OF_LANES)
                        all = all + sums[lane];
                    else if (op->code == TK_GREATEST_LANE)
                        all = sums[lane] > all ? sums[lane] : all;
                    else
                        all = fmaf(sums[lane], value(op->a, r, k, lane, memory), all);
                }
                EACH_LANE sums[lane] = all;
                continue;
            }
            EACH_LANE {
                float acc = sums[lane];
                float a = 0, b = 0, x = 0;
                switch (op->code) {
                case TK_STORE:
                case TK_MAXIMUM:
                case TK_SUM:
                case TK_PRODUCTS:
                    break;
                case TK_KEEP_GREATER:
                case TK_REPLACE_GREATER:
                case TK_KEEP_EQUAL:
                case TK_REPLACE_EQUAL:
                    b = value(op->b, r, k, lane, memory);
                    x = value(op->c, r, k, lane, memory);
                    a = value(op->a, r, k, lane, memory);
                    break;
                case TK_NEGATE:
                case TK_SQRT:
                case TK_EXP:
                case TK_EXPM1:
                case TK_LOG:
                case TK_LOG1P:
                case TK_TANH:
                case TK_ERF:
                    break;
                default:
                    a = value(op->a, r, k, lane, memory);
                }
                switch (op->code) {
                case TK_LOAD:
                    acc = a;
                    break;
                case TK_STORE:
                    store(op->a, r, k, lane, memory, acc);
                    break;
                case TK_ADD:
                    acc = acc + a;
                    break;
                case TK_SUBTRACT:
                    acc = acc - a;
                    break;
                case TK_SUBTRACT_FROM:
                    acc = a - acc;
                    break;
                case TK_MULTIPLY:
                    acc = acc * a;
                    break;
                case TK_DIVIDE:
                    acc = acc / a;
                    break;
                case TK_DIVIDE_INTO:
                    acc = a / acc;
                    break;
                case TK_MAX:
                    acc = tk_max(acc, a);
                    break;
                case TK_MAX_OF:
                    acc = tk_max(a, acc);
                    break;
                case TK_MIN:
                    acc = tk_min(acc, a);
                    break;
                case TK_MIN_OF:
                    acc = tk_min(a, acc);
                    break;
                case TK_NEGATE:
                    acc = -acc;
                    break;
                case TK_SQRT:
                    acc = sqrtf(acc);
                    break;
                case TK_KEEP_GREATER:
                    acc = a > b ? acc : x;
                    break;
                case TK_REPLACE_GREATER:
                    acc = a > b ? x : acc;
                    break;
                case TK_KEEP_EQUAL:
                    acc = a == b ? acc : x;
                    break;
                case TK_REPLACE_EQUAL:
                    acc = a == b ? x : acc;
                    break;
                case TK_EXP:
                    acc = tk_exp(acc);
                    break;
                case TK_EXPM1:
                    acc = tk_expm1(acc);
                    break;
                case TK_LOG:
                    acc = tk_log(acc);
                    break;
                case TK_LOG1P:
                    acc = tk_log1p(acc);
                    break;
                case TK_TANH:
                    acc = tk_tanh(acc);
                    break;
                case TK_ERF:
                    acc = tk_erf(acc);
                    break;
                case TK_SUM:
                    acc = 0;
                    OVER acc = acc + value(op->a, r, k, lane, memory);
                    k[0] = k[1] = k[2] = 0;
                    break;
                case TK_PRODUCTS:
                    acc = 0;
                    OVER acc = fmaf(value(op->a, r, k, lane, memory), value(op->b, r, k, lane, memory), acc);
                    k[0] = k[1] = k[2] = 0;
                    break;
                case TK_MAXIMUM: {
                    float at = 0, where = 0;
                    acc = TK_LEAST;
                    OVER {
                        a = value(op->a, r, k, lane, memory);
                        if (a > acc) {
                            acc = a;
                            where = at;
                        }
                        at += 1;
                    }
                    k[0] = k[1] = k[2] = 0;
                    store(op->b, r, k, lane, memory, where);
                    break;
                }
                default:
                    abort();
                }
                sums[lane] = acc;
            }
        }
    }
}

static const char *names[] = {"plain", "avx2", "avx512"};

static void check(int contraction, int trial) {
    const ptrdiff_t all = resolved(rows[0]) * resolved(rows[1]) * resolved(rows[2]);
    call.first_row = draw(3) ? 0 : draw((uint32_t)all);
    call.last_row = draw(3) ? all : call.first_row + draw((uint32_t)(all - call.first_row + 1));
    if (draw(8) == 0 && all > 0) {
        call.first_row = draw((uint32_t)all);
        call.last_row = call.first_row + 1;
    }
    call.first_column = draw(3) ? 0 : draw((uint32_t)lanes);
    call.last_column = draw(3) ? lanes : call.first_column + draw((uint32_t)(lanes - call.first_column + 1));
    call.samples = samples;
    call.first_group = draw(3) ? 0 : draw((uint32_t)groups);
    call.last_group = draw(3) ? groups : call.first_group + draw((uint32_t)(groups - call.first_group + 1));
    ptrdiff_t depth = resolved(over[0]) * resolved(over[1]) * resolved(over[2]);
    call.scratch = malloc((size_t)depth * 32 * 4);
    buffer expected[TK_MAX_BUFFERS];
    for (int i = 0; i < TK_MAX_BUFFERS; ++i) {
        before[i].count = expected[i].count = buffers[i].count;
        before[i].data = malloc(buffers[i].count * 4 + 4);
        expected[i].data = malloc(buffers[i].count * 4 + 4);
        if (!buffers[i].data) continue;
        memcpy(before[i].data, buffers[i].data, buffers[i].count * 4);
        memcpy(expected[i].data, buffers[i].data, buffers[i].count * 4);
    }
    for (int i = 0; i < 3; ++i) plan.rows[i] = rows[i], plan.over[i] = over[i];
    for (group = call.first_group; group < call.last_group; ++group) model(contraction, expected);
    tk_plan prepared = plan;
    tk_prepare(&prepared);
    for (int isa = 0; isa <= best; ++isa) {
        tk_chosen = (tk_isa)isa;
        for (int i = 0; i < TK_MAX_BUFFERS; ++i) {
            call.buffers[i] = buffers[i].data;
            if (buffers[i].data) memcpy(buffers[i].data, before[i].data, buffers[i].count * 4);
        }
        tk_run(&prepared, &call);
        for (int i = 0; i < TK_MAX_BUFFERS; ++i)
            for (size_t j = 0; j < buffers[i].count; ++j) {
                const float x = buffers[i].data[j], y = expected[i].data[j];
                if (memcmp(&x, &y, 4) == 0 || (x != x && y != y)) continue;
                printf("%s, %s %d: buffer %d at %zu: %g, not %g\n", names[isa],
                       contraction ? "contraction" : "fold", trial, i, j, (double)x, (double)y);
                printf(
                    "rows %td %td %td over %td %td %td lanes %td samples %td; %td-%td, %td-%td packing %d\n",
                    rows[0], rows[1], rows[2], over[0], over[1], over[2], lanes, samples, call.first_row,
                    call.last_row, call.first_column, call.last_column, plan.packing);
                for (const tk_op *op = plan.program; op->code; ++op)
                    printf("%d(%d,%d,%d) ", op->code, op->a, op->b, op->c);
                printf("\n");
                exit(1);
            }
    }
    for (int i = 0; i < TK_MAX_BUFFERS; ++i) {
        free(before[i].data);
        free(expected[i].data);
        free(buffers[i].data);
        buffers[i] = (buffer){0};
    }
    free(call.scratch);
}

static void loops(void) {
    static const ptrdiff_t few[] = {1, 1, 2, 3, 5};
    samples = 1 + draw(6);
    groups = draw(3) ? 1 : 1 + draw(4);
    for (int j = 0; j < 3; ++j) {
        rows[j] = j == 2 ? 1 + draw(draw(2) ? 70 : 9) : one_of(5, few);
        over[j] = j == 2 ? 1 + draw(draw(4) ? 9 : 40) : one_of(5, few);
        if (draw(5) == 0) rows[j] = 0;
        if (draw(5) == 0) over[j] = 0;
    }
    if (draw(2)) rows[0] = rows[1] = 1;
    if (draw(2)) over[0] = over[1] = 1;
    if (draw(6) == 0) rows[2] = 1;
    lanes = 1 + draw(draw(3) ? 33 : draw(3) ? 70 : 600);
    if (draw(3) == 0) lanes = (lanes + 15) / 16 * 16;
}

/* Dense, with gaps, in any order of the loops; now and then backwards. */
static tk_walk dense(int uses_over, ptrdiff_t lane) {
    tk_walk w = {{0, 0, 0}, {0, 0, 0}, lane, 0};
    ptrdiff_t size = lanes * lane + (draw(2) ? 0 : draw(20));
    int order[6] = {2, 1, 0, 5, 4, 3};
    if (draw(3) == 0)
        for (int i = 5; i > 0; --i) {
            int j = (int)draw((uint32_t)i + 1), t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
    for (int i = 0; i < 6; ++i) {
        int j = order[i];
        if (j >= 3 && !uses_over) continue;
        *(j < 3 ? &w.row[j] : &w.over[j - 3]) = draw(8) ? size : -size;
        size *= resolved(j < 3 ? rows[j] : over[j - 3]);
        if (draw(4) == 0) size += draw(7);
    }
    if (groups > 1) w.group = draw(8) ? size : -size;
    return w;
}
static tk_walk any(int r, int o, ptrdiff_t lane) {
    tk_walk w = {{0, 0, 0}, {0, 0, 0}, lane, groups > 1 ? (ptrdiff_t)draw(9) - 3 : 0};
    for (int j = 0; j < 3; ++j) {
        if (r) w.row[j] = (ptrdiff_t)draw(9) - 3;
        if (o) w.over[j] = (ptrdiff_t)draw(9) - 3;
    }
    return w;
}

enum { OUT = 2, RES, ROW, EACH_ROW, LABEL, INDEX, NUM, SLOT = 11, OUT2 = 13, COUNT };

static void operands(int contraction, int integers) {
    memset(&plan, 0, sizeof plan);
    plan.operands = COUNT;
    plan.is_contraction = (uint8_t)contraction;
    tk_operand *o = plan.operand;
    if (contraction) {
        plan.packing = (uint8_t)draw(3);
        plan.is_in_chains = over[0] == 1 && over[1] == 1 && over[2] > 0 && over[2] % 4 == 0 && draw(4);
        o[0].walk = draw(2) ? any(1, 1, 0) : dense(1, 1);
        o[0].walk.lane = 0;
        o[1].walk = any(0, 1, 1);
        if (plan.packing == TK_PACK_ALWAYS) {
            o[1].walk.lane = (ptrdiff_t)draw(40) - 5;
            if (draw(2)) o[1].walk.over[2] = 1;
        } else if (draw(2))
            o[1].walk.over[2] = lanes;
    } else {
        /* Lanes that lie apart are rows, as a rule, whose elements are neighbours. */
        for (int i = 0; i < 2; ++i) {
            o[i].walk = draw(2) ? dense(1, 1) : any(1, 1, draw(4) ? 1 : draw(3) ? draw(3) : draw(40));
            if (o[i].walk.lane > 1 && draw(4)) o[i].walk.over[2] = 1;
        }
    }
    allot(&o[0], 0, 0, integers);
    allot(&o[1], 1, contraction ? 15 : 0, integers);
    o[OUT].walk = dense(0, draw(8) ? 1 : 2);
    o[RES].walk = draw(2) ? dense(0, 1) : any(1, 0, draw(4) ? 1 : draw(4));
    o[ROW].walk.lane = 1;
    o[EACH_ROW].walk.row[2] = 1;
    o[LABEL].walk = any(1, 0, draw(2));
    o[LABEL].kind = TK_LABELS;
    o[INDEX].walk = any(1, contraction ? 0 : 1, draw(3));
    o[INDEX].kind = TK_INDEX;
    o[INDEX].walk.group = 0; /* Nothing counts groups. */
    o[OUT2].walk = dense(0, 1);
    allot(&o[OUT], 2, 0, 0);
    allot(&o[RES], 3, 0, 0);
    allot(&o[ROW], 4, 0, 0);
    allot(&o[EACH_ROW], 5, 0, 0);
    allot(&o[LABEL], 6, 0, 0);
    allot(&o[OUT2], 7, 0, 0);
    o[INDEX].base = (ptrdiff_t)draw(9) - 4;
    for (int i = 0; i < 3; ++i) {
        o[NUM + i].kind = TK_NUMBER;
        o[NUM + i].number = (uint8_t)i;
        call.numbers[i] = i == 0 ? 0 : (float)(int)(draw(100) - 50) / 17.0f;
    }
    o[SLOT].kind = o[SLOT + 1].kind = TK_SLOT;
}

static tk_op *add(tk_op *op, int code, int a, int b, int c) {
    *op = (tk_op){(uint8_t)code, (uint8_t)a, (uint8_t)b, (uint8_t)c};
    return op + 1;
}

static tk_op *random_ops(tk_op *op, int count) {
    static const int readable[] = {OUT, RES,     ROW,     EACH_ROW, LABEL,    INDEX,
                                   NUM, NUM + 1, NUM + 2, SLOT,     SLOT + 1, OUT2};
    op = add(op, TK_STORE, SLOT, 0, 0);
    op = add(op, TK_STORE, SLOT + 1, 0, 0);
#define READ readable[draw(12)]
    const int is_narrow = lanes <= 16;
    for (int i = 0; i < count; ++i) switch (draw(is_narrow ? 14 : 12)) {
        case 12:
        case 13:
            op = add(op, TK_SUM_OF_LANES + (int)draw(3), READ, 0, 0);
            break;
        case 0:
            op = add(op, TK_STORE, SLOT + (int)draw(2), 0, 0);
            break;
        case 1:
            op = add(op, TK_STORE, draw(2) ? OUT : OUT2, 0, 0);
            break;
        case 2:
        case 3:
            op = add(op, TK_KEEP_GREATER + (int)draw(4), READ, READ, READ);
            break;
        case 4:
            op = add(op, TK_EXP + (int)draw(6), 0, 0, 0);
            break;
        case 5:
            op = add(op, TK_NEGATE + (int)draw(2), 0, 0, 0);
            break;
        case 6:
            if (draw(3) == 0) op = add(op, TK_LOAD, READ, 0, 0);
            break;
        default:
            op = add(op, TK_ADD + (int)draw(10), READ, 0, 0);
        }
    return add(op, TK_STORE, OUT, 0, 0);
}

int main(int argc, char **argv) {
    best = (int)tk_chosen;
    const int trials = argc > 1 ? atoi(argv[1]) : 2000;
    for (int trial = 0; trial < trials; ++trial) {
        state = (uint32_t)trial * 2654435761u + 7;
        loops();
        operands(1, trial % 2);
        tk_op *op = plan.program;
        if (draw(2))
            op = random_ops(op, 1 + (int)draw(20));
        else {
            if (draw(2)) op = add(op, TK_ADD, ROW, 0, 0);
            if (draw(2)) op = add(op, TK_MAX, NUM, 0, 0);
            if (draw(4) == 0) op = add(op, TK_SUBTRACT_FROM, OUT, 0, 0);
            op = add(op, TK_STORE, OUT, 0, 0);
        }
        add(op, TK_END, 0, 0, 0);
        check(1, trial);
    }
    for (int trial = 0; trial < trials; ++trial) {
        state = (uint32_t)trial * 2654435761u + 99;
        loops();
        operands(0, trial % 2);
        tk_op *op = plan.program;
        switch (draw(5)) {
        case 0:
            op = add(op, TK_SUM, 0, 0, 0);
            break;
        case 1:
            op = add(op, TK_PRODUCTS, 0, 1, 0);
            break;
        case 2:
            if (draw(2)) {
                op = add(op, TK_MAXIMUM, 0, OUT2, 0);
                break;
            }
            op = add(op, TK_MAXIMUM, 0, SLOT, 0);
            if (draw(2)) {
                op = add(op, TK_STORE, OUT2, 0, 0);
                op = add(op, TK_LOAD, SLOT, 0, 0);
            }
            break;
        case 3: { /* a sum of a computed value */
            op = add(op, TK_LOAD, NUM, 0, 0);
            op = add(op, TK_STORE, SLOT, 0, 0);
            tk_op *body = op;
            op = add(op, TK_LOAD, 0, 0, 0);
            op = add(op, TK_SUBTRACT, draw(2) ? INDEX : 1, 0, 0);
            op = add(op, TK_MULTIPLY, RES, 0, 0);
            if (draw(2)) op = add(op, TK_TANH, 0, 0, 0);
            op = add(op, TK_ADD, SLOT, 0, 0);
            op = add(op, TK_STORE, SLOT, 0, 0);
            op = add(op, TK_NEXT, (int)(op - body), 0, 0);
            break;
        }
        default:
            over[0] = over[1] = over[2] = 1;
            op = add(op, TK_LOAD, 0, 0, 0);
            op = add(op, TK_MULTIPLY, 1, 0, 0);
        }
        if (draw(2))
            op = random_ops(op, 1 + (int)draw(20));
        else
            op = add(op, TK_STORE, OUT, 0, 0);
        add(op, TK_END, 0, 0, 0);
        check(0, trial);
    }
    printf("%d contractions and %d folds are equal\n", trials, trials);
}
