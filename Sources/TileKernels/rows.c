/* Printed by graphc. Do not edit. */
#include "rows.h"
#include "dispatch.h"
#include "functions.h"

/* crossEntropy: in0 = linear0, in1 = labels, out0 = losses */
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
static TK_PLAIN_CODE void tk_cross_entropy_plain(size_t rows, size_t columns, const float *in0,
    size_t in0_row, const int32_t *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_cross_entropy_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
void tk_cross_entropy(const tk_rows *call) { TK_RUN(tk_cross_entropy, call->rows, call->columns,
    call->operands[0], call->row[0], call->operands[1], call->row[1], call->operands[2],
    call->row[2]); }

/* crossEntropyGradient: in0 = linear0, in1 = labels, out0 = linear0_grad, out1 = losses */
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
static TK_PLAIN_CODE void tk_cross_entropy_gradient_plain(size_t rows, size_t columns,
    const float *in0, size_t in0_row, const int32_t *in1, size_t in1_row, float *out0,
    size_t out0_row, float *out1, size_t out1_row,
    float scale) { tk_cross_entropy_gradient_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row, out1, out1_row, scale); }
void tk_cross_entropy_gradient(const tk_rows *call) { TK_RUN(tk_cross_entropy_gradient, call->rows,
    call->columns, call->operands[0], call->row[0], call->operands[1], call->row[1],
    call->operands[2], call->row[2], call->operands[3], call->row[3], call->scale); }

/* logSoftmax: in0 = linear0, out0 = logsoftmax1 */
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
static TK_PLAIN_CODE void tk_log_softmax_plain(size_t rows, size_t columns, const float *in0,
    size_t in0_row, float *out0, size_t out0_row) { tk_log_softmax_rows(rows, columns, in0, in0_row,
    out0, out0_row); }
void tk_log_softmax(const tk_rows *call) { TK_RUN(tk_log_softmax, call->rows, call->columns,
    call->operands[0], call->row[0], call->operands[1], call->row[1]); }

/* logSoftmaxGradient: in0 = logsoftmax1_grad, in1 = logsoftmax1, out0 = linear0_grad */
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
static TK_PLAIN_CODE void tk_log_softmax_gradient_plain(size_t rows, size_t columns,
    const float *in0, size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_log_softmax_gradient_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
void tk_log_softmax_gradient(const tk_rows *call) { TK_RUN(tk_log_softmax_gradient, call->rows,
    call->columns, call->operands[0], call->row[0], call->operands[1], call->row[1],
    call->operands[2], call->row[2]); }

/* meanSquaredError: in0 = linear0, in1 = targets, out0 = losses */
TK_INLINE void tk_mean_squared_error_rows(size_t rows, size_t columns, const float *restrict in0,
        size_t in0_row, const float *restrict in1, size_t in1_row, float *restrict out0,
        size_t out0_row) {
    for (size_t b = 0; b < rows; ++b) {
        float total = 0.0f;
        for (size_t j = 0; j < columns; ++j) {
            total = total + ((in0[b * in0_row + j] - in1[b * in1_row + j]) * (in0[b * in0_row
                + j] - in1[b * in1_row + j]));
        }
        out0[b * out0_row] = total / (float)columns;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_mean_squared_error_avx512(size_t rows, size_t columns,
    const float *in0, size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_mean_squared_error_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
static TK_AVX2_CODE void tk_mean_squared_error_avx2(size_t rows, size_t columns, const float *in0,
    size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_mean_squared_error_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
#endif
static TK_PLAIN_CODE void tk_mean_squared_error_plain(size_t rows, size_t columns, const float *in0,
    size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_mean_squared_error_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
void tk_mean_squared_error(const tk_rows *call) { TK_RUN(tk_mean_squared_error, call->rows,
    call->columns, call->operands[0], call->row[0], call->operands[1], call->row[1],
    call->operands[2], call->row[2]); }

/* meanSquaredErrorGradient: in0 = linear0, in1 = targets, out0 = linear0_grad, out1 = losses */
TK_INLINE void tk_mean_squared_error_gradient_rows(size_t rows, size_t columns,
        const float *restrict in0, size_t in0_row, const float *restrict in1, size_t in1_row,
        float *restrict out0, size_t out0_row, float *restrict out1, size_t out1_row, float scale) {
    for (size_t b = 0; b < rows; ++b) {
        float total = 0.0f;
        for (size_t j = 0; j < columns; ++j) {
            total = total + ((in0[b * in0_row + j] - in1[b * in1_row + j]) * (in0[b * in0_row
                + j] - in1[b * in1_row + j]));
        }
        for (size_t j = 0; j < columns; ++j) {
            out0[b * out0_row + j] = (in0[b * in0_row + j] - in1[b * in1_row + j])
                * (2.0f / (float)columns * scale);
        }
        out1[b * out1_row] = total / (float)columns;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_mean_squared_error_gradient_avx512(size_t rows, size_t columns,
    const float *in0, size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row, float *out1, size_t out1_row,
    float scale) { tk_mean_squared_error_gradient_rows(rows, columns, in0, in0_row, in1, in1_row,
    out0, out0_row, out1, out1_row, scale); }
static TK_AVX2_CODE void tk_mean_squared_error_gradient_avx2(size_t rows, size_t columns,
    const float *in0, size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row, float *out1, size_t out1_row,
    float scale) { tk_mean_squared_error_gradient_rows(rows, columns, in0, in0_row, in1, in1_row,
    out0, out0_row, out1, out1_row, scale); }
#endif
static TK_PLAIN_CODE void tk_mean_squared_error_gradient_plain(size_t rows, size_t columns,
    const float *in0, size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row, float *out1, size_t out1_row,
    float scale) { tk_mean_squared_error_gradient_rows(rows, columns, in0, in0_row, in1, in1_row,
    out0, out0_row, out1, out1_row, scale); }
void tk_mean_squared_error_gradient(const tk_rows *call) { TK_RUN(tk_mean_squared_error_gradient,
    call->rows, call->columns, call->operands[0], call->row[0], call->operands[1], call->row[1],
    call->operands[2], call->row[2], call->operands[3], call->row[3], call->scale); }

/* softmax: in0 = linear0, out0 = softmax1 */
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
static TK_PLAIN_CODE void tk_softmax_plain(size_t rows, size_t columns, const float *in0,
    size_t in0_row, float *out0, size_t out0_row) { tk_softmax_rows(rows, columns, in0, in0_row,
    out0, out0_row); }
void tk_softmax(const tk_rows *call) { TK_RUN(tk_softmax, call->rows, call->columns,
    call->operands[0], call->row[0], call->operands[1], call->row[1]); }

/* softmaxGradient: in0 = softmax1_grad, in1 = softmax1, out0 = linear0_grad */
TK_INLINE void tk_softmax_gradient_rows(size_t rows, size_t columns, const float *restrict in0,
        size_t in0_row, const float *restrict in1, size_t in1_row, float *restrict out0,
        size_t out0_row) {
    for (size_t b = 0; b < rows; ++b) {
        float mean = 0.0f;
        for (size_t j = 0; j < columns; ++j) {
            mean = mean + (in0[b * in0_row + j] * in1[b * in1_row + j]);
        }
        for (size_t j = 0; j < columns; ++j) {
            out0[b * out0_row + j] = in1[b * in1_row + j] * (in0[b * in0_row + j] - mean);
        }
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_softmax_gradient_avx512(size_t rows, size_t columns, const float *in0,
    size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_softmax_gradient_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
static TK_AVX2_CODE void tk_softmax_gradient_avx2(size_t rows, size_t columns, const float *in0,
    size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_softmax_gradient_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
#endif
static TK_PLAIN_CODE void tk_softmax_gradient_plain(size_t rows, size_t columns, const float *in0,
    size_t in0_row, const float *in1, size_t in1_row, float *out0,
    size_t out0_row) { tk_softmax_gradient_rows(rows, columns, in0, in0_row, in1, in1_row, out0,
    out0_row); }
void tk_softmax_gradient(const tk_rows *call) { TK_RUN(tk_softmax_gradient, call->rows,
    call->columns, call->operands[0], call->row[0], call->operands[1], call->row[1],
    call->operands[2], call->row[2]); }
