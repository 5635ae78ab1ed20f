#include "machine.h"
#include "dispatch.h"
#include "machine/reductions.h"
#include "machine/short_row.h"
#include <string.h>

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

/* From here on code is the same for all instruction sets. */

static void tk_open(tk_machine *m, const tk_plan *plan, const tk_call *call) {
    const tk_isa_code *code = &tk_codes[tk_chosen];
    m->code = code;
    m->plan = plan;
    m->is_single_row = call->last_row - call->first_row == 1;
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
        place->lines = place->straight;
        const int is_loaded = plan->loaded >> i & 1;
        if (m->apart >> i & 1) {
            m->remote[m->remotes++] = place;
            m->here[i] = (tk_lines){place->memory, m->tile_lines};
            if (is_loaded) m->gathered[m->gathers++] = place;
            if (plan->stored >> i & 1) m->scattered[m->scatters++] = place;
        } else {
            m->here[i] = tk_in_buffer(m, place);
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
        *place->here = tk_in_buffer(m, place);
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
