/* What the library computes: contractions and folds, whose ends are programs. */
#ifndef TK_MACHINE_H
#define TK_MACHINE_H

#include <stddef.h>
#include <stdint.h>

enum { TK_MAX_OPERANDS = 20, TK_MAX_OPS = 44, TK_MAX_BUFFERS = 12, TK_MAX_NUMBERS = 8 };

/* An operation on the accumulator of a tile of rows and lanes. `a`, `b` and `c` are operands. */
typedef enum {
    TK_END,
    TK_LOAD,            /* acc = a */
    TK_STORE,           /* a = acc */
    TK_ADD,             /* acc = acc + a */
    TK_SUBTRACT,        /* acc = acc - a */
    TK_SUBTRACT_FROM,   /* acc = a - acc */
    TK_MULTIPLY,        /* acc = acc · a */
    TK_DIVIDE,          /* acc = acc / a */
    TK_DIVIDE_INTO,     /* acc = a / acc */
    TK_MAX,             /* acc = max(acc, a), which is acc < a ? a : acc */
    TK_MAX_OF,          /* acc = max(a, acc) */
    TK_MIN,             /* acc = min(acc, a), which is a < acc ? a : acc */
    TK_MIN_OF,          /* acc = min(a, acc) */
    TK_NEGATE,          /* acc = -acc */
    TK_SQRT,            /* acc = √acc */
    TK_KEEP_GREATER,    /* acc = a > b ? acc : c */
    TK_REPLACE_GREATER, /* acc = a > b ? c : acc */
    TK_KEEP_EQUAL,      /* acc = a == b ? acc : c */
    TK_REPLACE_EQUAL,   /* acc = a == b ? c : acc */
    /* Over the loops `over`, the outermost first: */
    TK_SUM,      /* acc = Σ a, from 0 on, rounded after every addition */
    TK_PRODUCTS, /* acc = Σ a · b, from 0 on, with fused multiply-adds */
    TK_MAXIMUM,  /* acc = the greatest a, b = where the first of them is: a slot, or floats of a buffer */
    TK_NEXT,     /* a step more, and back by `a` operations until all are done */
    /* Over the lanes of a row, of which there are at most 16; each of them gets the result: */
    TK_SUM_OF_LANES,      /* acc = Σ acc, as TK_SUM */
    TK_PRODUCTS_OF_LANES, /* acc = Σ acc · a, as TK_PRODUCTS */
    TK_GREATEST_LANE,     /* acc = the greatest acc */
    TK_EXP,
    TK_EXPM1,
    TK_LOG,
    TK_LOG1P,
    TK_TANH,
    TK_ERF,
    /* Ends of programs that tk_prepare makes one operation of: */
    TK_STORE_END,   /* a = acc */
    TK_ADD_END,     /* b = acc + a */
    TK_ADD_MAX_END, /* c = max(acc + a, b) */
    TK_KEEP_END,    /* c = a > b ? acc : b */
    TK_UPDATE_END,  /* b = b - acc · a */
} tk_code;

typedef struct {
    uint8_t code, a, b, c;
} tk_op;

/* How an operand is walked: how far apart in floats its elements are that neighbouring indices of
   the loops over rows, of the loops over the depth, of the columns and of the groups meet. */
typedef struct {
    ptrdiff_t row[3], over[3], lane, group;
} tk_walk;

typedef enum {
    TK_BUFFER, /* floats of the call's buffer `number` */
    TK_LABELS, /* int32_t of it */
    TK_INDEX,  /* base + Σ index · distance, as a number */
    TK_DRAW,   /* a random number of the stream `number` for the element base + Σ index · distance */
    TK_NUMBER, /* the call's number `number` */
    TK_SLOT,   /* of the tile, for as long as its program takes */
} tk_kind;

/* What is at the same place of the same buffer has to be one operand, as what is updated. */
typedef struct {
    uint8_t kind;
    uint16_t number;
    uint8_t is_padded; /* 15 floats behind any of its elements are readable */
    ptrdiff_t base;    /* of the element whose indices are all 0 */
    tk_walk walk;
    ptrdiff_t per_sample; /* the elements of a sample that random numbers are drawn for */
} tk_operand;

typedef enum { TK_PACK_NEVER, TK_PACK_ALWAYS, TK_PACK_SEVERAL_ROWS } tk_packing;

/* Loops are nested, the outermost first; one that is not needed has the count 1, and one over the
   samples of a call the count 0.

   A contraction computes acc = Σ operand 0 [row, over] · operand 1 [over, column] with fused
   multiply-adds, a fold begins without an accumulator; then the program has the tile. Operands 0
   and 1 of a contraction are its factors only. The right one has its neighbouring columns in
   neighbouring places unless it is packed, and 15 floats behind any of its elements are readable.

   All is done for each of the call's groups, from one of which to the next the buffers move on. */
typedef struct {
    ptrdiff_t rows[3], over[3];
    uint8_t is_contraction;
    uint8_t is_in_chains; /* its sums are four, each over a quarter of the depth */
    uint8_t packing;      /* of a contraction's right factor */
    uint8_t operands;     /* how many */
    tk_operand operand[TK_MAX_OPERANDS];
    tk_op program[TK_MAX_OPS];
    /* What tk_prepare finds: the operands that are walked, and as sets of operands what is loaded,
       what is stored, what goes through memory, and what does where a panel ends within a vector. */
    uint8_t walker[TK_MAX_OPERANDS], walkers;
    uint32_t loaded, stored, apart, unpadded;
    uint8_t is_short; /* whether a single row needs no machine */
} tk_plan;

typedef struct {
    ptrdiff_t samples;
    ptrdiff_t first_group, last_group;
    ptrdiff_t first_row, last_row; /* of all rows, flattened */
    ptrdiff_t first_column, last_column;
    void *buffers[TK_MAX_BUFFERS];
    float numbers[TK_MAX_NUMBERS];
    uint64_t seed;          /* of the step, from which random numbers are drawn */
    ptrdiff_t first_sample; /* the place of the call's first one among those of the step */
    float *scratch;         /* for packing: 32 floats for every step of the depth */
} tk_call;

/* Completes a plan, once. */
void tk_prepare(tk_plan *plan);
void tk_run(const tk_plan *plan, const tk_call *call);

#endif
