/* Printed by graphc. Do not edit. */
#ifndef TK_KERNELS_H
#define TK_KERNELS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* Sums are fused multiply-adds in a fixed order; all other arithmetic rounds after every operation.
   So the results are the same to the bit with every compiler and instruction set. gcc turns the sums
   into vectors at this level only, so that its -O1 and -O3 were up to 25 times slower. */
#if defined(__clang__)
#pragma clang fp contract(off)
#elif defined(__GNUC__)
#pragma GCC optimize("O2", "tree-vectorize", "fp-contract=off")
#endif

#if defined(__GNUC__)
#define TK_INLINE static inline __attribute__((always_inline))
#define TK_UNROLL _Pragma("GCC unroll 16")
#define TK_PREFETCH(address) __builtin_prefetch((const void *)(address))
#define TK_FORGET_ORIGIN(pointer) __asm__("" : "+r"(pointer))
typedef float tk_vector __attribute__((vector_size(64), aligned(4), may_alias));
#else
#define TK_INLINE static inline
#define TK_UNROLL
#define TK_PREFETCH(address) (void)(address)
#define TK_FORGET_ORIGIN(pointer) (void)(pointer)
typedef struct { float lane[16]; } tk_vector;
#endif

/* A loop over rows whose lanes are the vectors: clang would gather across the rows. */
#if defined(__clang__)
#define TK_ROW_BY_ROW _Pragma("clang loop vectorize(disable)")
#else
#define TK_ROW_BY_ROW
#endif

#if defined(__GNUC__) && defined(__x86_64__)
#define TK_X86 1
#define TK_AVX2_CODE __attribute__((target("avx2,fma")))
#define TK_AVX512_CODE __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")))
/* Define these as 0 to keep to a lesser instruction set. */
#ifndef TK_HAS_AVX512
#define TK_HAS_AVX512                                                                       \
    (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")                   \
     && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
#endif
#ifndef TK_HAS_AVX2
#define TK_HAS_AVX2 (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
#endif
#endif

/* The tile that is summed in registers: rows × vectors of 16 columns. A single row takes more
   vectors, so that there are enough independent sums to fill the multipliers. */
#define TK_MAX_ROWS 8
#define TK_MAX_VECTORS 16
#if defined(__aarch64__)
#define TK_PLAIN_ROWS 6
#else
#define TK_PLAIN_ROWS 4
#endif

TK_INLINE uint32_t tk_bits(float x)
{
    union { float number; uint32_t bits; } u = {x};
    return u.bits;
}

TK_INLINE float tk_number(uint32_t bits)
{
    union { uint32_t bits; float number; } u = {bits};
    return u.number;
}

/* The larger; the first where it is not a number. */
TK_INLINE float tk_max(float a, float b) { return a < b ? b : a; }

/* The smaller; the first where it is not a number. */
TK_INLINE float tk_min(float a, float b) { return b < a ? b : a; }

/* x · 2ⁿ for n in -200 … 200, in two factors, of which neither overflows. */
TK_INLINE float tk_scale(float x, uint32_t n)
{
    const uint32_t half = ((n + 256u) >> 1) - 128u;
    return x * tk_number((half + 127u) << 23) * tk_number((n - half + 127u) << 23);
}

/* n = round(x / ln 2) and r = x - n · ln 2 in two steps, so that r keeps all its digits;
   gives eʳ - 1. */
TK_INLINE float tk_reduced(float x, uint32_t *n)
{
    const float shifted = x * 1.44269504f + 12582912.0f;
    const float whole = shifted - 12582912.0f;
    const float r = (x - whole * 0.693359375f) - whole * -2.12194440e-4f;
    float q = 1.9919925e-4f;
    q = q * r + 1.3947212e-3f;
    q = q * r + 8.333261e-3f;
    q = q * r + 4.1666254e-2f;
    q = q * r + 0.16666667f;
    q = q * r + 0.5f;
    *n = tk_bits(shifted) - 0x4B400000u;
    return r + r * r * q;
}

TK_INLINE float tk_exp(float x)
{
    const float low = x < -104.0f ? -104.0f : x;
    uint32_t n;
    const float p = tk_reduced(low > 89.0f ? 89.0f : low, &n);
    return tk_scale(1.0f + p, n);
}

TK_INLINE float tk_expm1(float x)
{
    const float low = x < -104.0f ? -104.0f : x;
    uint32_t n;
    const float p = tk_reduced(low > 89.0f ? 89.0f : low, &n);
    const float far = tk_scale(1.0f + p, n) - 1.0f;
    return n == 0 ? p : far;
}

TK_INLINE float tk_log(float x)
{
    const int tiny = x < 1.17549435e-38f;
    /* x = 2ᵉ · m with m between √½ and √2. */
    const uint32_t i = tk_bits(tiny ? x * 8388608.0f : x) + 0x004AFB0Du;
    const float e = (float)(int32_t)(i >> 23) - (tiny ? 150.0f : 127.0f);
    const float f = tk_number((i & 0x007FFFFFu) + 0x3F3504F3u) - 1.0f;
    float q = 6.746598e-2f;
    q = q * f - 0.11675614f;
    q = q * f + 0.118881606f;
    q = q * f - 0.12405595f;
    q = q * f + 0.14219554f;
    q = q * f - 0.16667995f;
    q = q * f + 0.20002119f;
    q = q * f - 0.2500001f;
    q = q * f + 0.33333313f;
    const float square = f * f;
    const float tail = square * f * q + e * -2.12194440e-4f;
    const float y = (tail - 0.5f * square) + f + e * 0.693359375f;
    const float low = x < 0.0f ? tk_number(0x7FC00000u) : tk_number(0xFF800000u);
    return x > 0.0f ? (x > 3.4028235e38f ? x : y) : x <= 0.0f ? low : x;
}

TK_INLINE float tk_log1p(float x)
{
    const float y = 1.0f + x;
    /* What the sum has lost. */
    const float rest = (x - (y - 1.0f)) / y;
    return tk_log(y) + (y > 0.0f && y < 3.4028235e38f ? rest : 0.0f);
}

TK_INLINE float tk_tanh(float x)
{
    const float size = x < 0.0f ? -x : x;
    const float e = tk_expm1(2.0f * (size > 10.0f ? 10.0f : size));
    const float y = e / (e + 2.0f);
    return x < 0.0f ? -y : y;
}

TK_INLINE float tk_erf(float x)
{
    const float size = x < 0.0f ? -x : x;
    const float t = size * size;
    float a = 7.853862e-5f;
    a = a * t - 8.0101937e-4f;
    a = a * t + 5.1883277e-3f;
    a = a * t - 2.6853813e-2f;
    a = a * t + 0.112835854f;
    a = a * t - 0.37612626f;
    a = a * t + 1.1283791f;
    /* -log erfc, up to where erf rounds to 1. */
    const float u = size > 4.0f ? 4.0f : size;
    float b = 2.1445543e-5f;
    b = b * u - 4.3852968e-4f;
    b = b * u + 4.1908547e-3f;
    b = b * u - 2.5171805e-2f;
    b = b * u + 0.10836155f;
    b = b * u + 0.6332724f;
    b = b * u + 1.129552f;
    b = b * u - 1.8245974e-4f;
    const float y = size > 1.0f ? 1.0f - tk_exp(-b) : size * a;
    return x < 0.0f ? -y : y;
}

/* A product of matrices: Σ k < depth  lhs[row, k] · rhs[k, column].

   lhs is NULL for a matrix of ones. Neighbouring columns of rhs are neighbours in memory, and
   15 floats behind its last column are readable. */
typedef struct {
    ptrdiff_t rows, columns, depth;
    const float *lhs;
    ptrdiff_t lhs_row, lhs_depth;
    const float *rhs;
    ptrdiff_t rhs_depth;
} tk_product;

/* The instruction sets that the kernels are compiled for. */
typedef enum { TK_PLAIN, TK_AVX2, TK_AVX512 } tk_isa;

/* The one in use: the best that the machine has, or a lesser one that the environment variable
   GRAPHC_ISA names: plain, avx2 or avx512. */
tk_isa tk_isa_in_use(void);

/* Copies a right factor whose columns or rows lie apart: packed[k, c] with 32 columns. */
void tk_pack_panel(ptrdiff_t depth, ptrdiff_t columns, const float *rhs, ptrdiff_t rhs_column,
    ptrdiff_t rhs_depth, float *packed);

/* Each kernel computes acc, an element of the product, and from it what is written. An operand is
   a pointer to its first element and the distance between its rows, 0 for one row used by all. */

/* out0 = acc + in0 */
void tk_matmul_bias(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row);

/* out0 = acc + in0 > 0 ? acc + in0 : argument0 * expm1(acc + in0) */
void tk_matmul_bias_elu(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row, float argument0);

/* out0 = acc + in0;  out1 = out0 > 0 ? out0 : argument0 * expm1(out0) */
void tk_matmul_bias_elu_saving_sum(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row, float *out1, ptrdiff_t out1_row, float argument0);

/* out0 = 0.5 * (acc + in0) * (1 + erf((acc + in0) * 0.7071067811865476)) */
void tk_matmul_bias_gelu(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row);

/* out0 = acc + in0;  out1 = 0.5 * out0 * (1 + erf(out0 * 0.7071067811865476)) */
void tk_matmul_bias_gelu_saving_sum(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row, float *out1, ptrdiff_t out1_row);

/* out0 = acc + in0 > 0 ? acc + in0 : argument0 * (acc + in0) */
void tk_matmul_bias_leakyrelu(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row, float argument0);

/* out0 = acc + in0;  out1 = out0 > 0 ? out0 : argument0 * out0 */
void tk_matmul_bias_leakyrelu_saving_sum(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row, float *out1, ptrdiff_t out1_row, float argument0);

/* out0 = max(acc + in0, 0) */
void tk_matmul_bias_relu(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row);

/* out0 = 1 / (1 + exp(-(acc + in0))) */
void tk_matmul_bias_sigmoid(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row);

/* out0 = (acc + in0) / (1 + exp(-(acc + in0))) */
void tk_matmul_bias_silu(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row);

/* out0 = acc + in0;  out1 = out0 / (1 + exp(-out0)) */
void tk_matmul_bias_silu_saving_sum(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row, float *out1, ptrdiff_t out1_row);

/* out0 = max(acc + in0, 0) + log1p(exp(-max(acc + in0, -(acc + in0)))) */
void tk_matmul_bias_softplus(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row);

/* out0 = acc + in0;  out1 = max(out0, 0) + log1p(exp(-max(out0, -out0))) */
void tk_matmul_bias_softplus_saving_sum(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row, float *out1, ptrdiff_t out1_row);

/* out0 = tanh(acc + in0) */
void tk_matmul_bias_tanh(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row);

/* out0 = acc > 0 ? acc : argument0 * expm1(acc) */
void tk_matmul_elu(tk_product product, float *out0, ptrdiff_t out0_row, float argument0);

/* out0 = acc * (in0 > 0 ? 1 : argument0 * exp(in0)) */
void tk_matmul_elu_gradient(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row, float argument0);

/* out0 = acc;  out1 = out0 > 0 ? out0 : argument0 * expm1(out0) */
void tk_matmul_elu_saving_sum(tk_product product, float *out0, ptrdiff_t out0_row, float *out1,
    ptrdiff_t out1_row, float argument0);

/* out0 = 0.5 * acc * (1 + erf(acc * 0.7071067811865476)) */
void tk_matmul_gelu(tk_product product, float *out0, ptrdiff_t out0_row);

/* out0 = acc * (0.5 * (1 + erf(in0 * 0.7071067811865476)) + in0 * (0.3989422804014327 * exp(-0.5 * in0 * in0))) */
void tk_matmul_gelu_gradient(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row);

/* out0 = acc;  out1 = 0.5 * out0 * (1 + erf(out0 * 0.7071067811865476)) */
void tk_matmul_gelu_saving_sum(tk_product product, float *out0, ptrdiff_t out0_row, float *out1,
    ptrdiff_t out1_row);

/* out0 = acc > 0 ? acc : argument0 * acc */
void tk_matmul_leakyrelu(tk_product product, float *out0, ptrdiff_t out0_row, float argument0);

/* out0 = acc * (in0 > 0 ? 1 : argument0) */
void tk_matmul_leakyrelu_gradient(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row, float argument0);

/* out0 = acc;  out1 = out0 > 0 ? out0 : argument0 * out0 */
void tk_matmul_leakyrelu_saving_sum(tk_product product, float *out0, ptrdiff_t out0_row,
    float *out1, ptrdiff_t out1_row, float argument0);

/* out0 = max(acc, 0) */
void tk_matmul_relu(tk_product product, float *out0, ptrdiff_t out0_row);

/* out0 = acc * (in0 > 0 ? 1 : 0) */
void tk_matmul_relu_gradient(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row);

/* out0 = 1 / (1 + exp(-acc)) */
void tk_matmul_sigmoid(tk_product product, float *out0, ptrdiff_t out0_row);

/* out0 = acc * (in0 * (1 - in0)) */
void tk_matmul_sigmoid_gradient(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row);

/* out0 = acc / (1 + exp(-acc)) */
void tk_matmul_silu(tk_product product, float *out0, ptrdiff_t out0_row);

/* out0 = acc * (1 / (1 + exp(-in0)) * (1 + in0 * (1 - 1 / (1 + exp(-in0))))) */
void tk_matmul_silu_gradient(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row);

/* out0 = acc;  out1 = out0 / (1 + exp(-out0)) */
void tk_matmul_silu_saving_sum(tk_product product, float *out0, ptrdiff_t out0_row, float *out1,
    ptrdiff_t out1_row);

/* out0 = max(acc, 0) + log1p(exp(-max(acc, -acc))) */
void tk_matmul_softplus(tk_product product, float *out0, ptrdiff_t out0_row);

/* out0 = acc * (1 / (1 + exp(-in0))) */
void tk_matmul_softplus_gradient(tk_product product, const float *in0, ptrdiff_t in0_row,
    float *out0, ptrdiff_t out0_row);

/* out0 = acc;  out1 = max(out0, 0) + log1p(exp(-max(out0, -out0))) */
void tk_matmul_softplus_saving_sum(tk_product product, float *out0, ptrdiff_t out0_row, float *out1,
    ptrdiff_t out1_row);

/* out0 = acc */
void tk_matmul_store(tk_product product, float *out0, ptrdiff_t out0_row);

/* out0 = tanh(acc) */
void tk_matmul_tanh(tk_product product, float *out0, ptrdiff_t out0_row);

/* out0 = acc * (1 - in0 * in0) */
void tk_matmul_tanh_gradient(tk_product product, const float *in0, ptrdiff_t in0_row, float *out0,
    ptrdiff_t out0_row);

/* out0 = out0 - learning_rate * acc */
void tk_matmul_update(tk_product product, float *out0, ptrdiff_t out0_row, float learning_rate);

/* What is done with each row by itself. An operand is a pointer to its first row and the distance
   between its rows. */

/* cross_entropy: in0 = linear2, in1 = labels;  out0 = losses */
void tk_cross_entropy(size_t rows, size_t columns, const float *in0, size_t in0_row,
    const int32_t *in1, size_t in1_row, float *out0, size_t out0_row);

/* cross_entropy_gradient: in0 = linear2, in1 = labels;  out0 = linear2_grad, out1 = losses */
void tk_cross_entropy_gradient(size_t rows, size_t columns, const float *in0, size_t in0_row,
    const int32_t *in1, size_t in1_row, float *out0, size_t out0_row, float *out1, size_t out1_row,
    float scale);

/* log_softmax: in0 = linear0;  out0 = logsoftmax1 */
void tk_log_softmax(size_t rows, size_t columns, const float *in0, size_t in0_row, float *out0,
    size_t out0_row);

/* log_softmax_gradient: in0 = logsoftmax1_grad, in1 = logsoftmax1;  out0 = linear0_grad */
void tk_log_softmax_gradient(size_t rows, size_t columns, const float *in0, size_t in0_row,
    const float *in1, size_t in1_row, float *out0, size_t out0_row);

/* softmax: in0 = linear0;  out0 = softmax1 */
void tk_softmax(size_t rows, size_t columns, const float *in0, size_t in0_row, float *out0,
    size_t out0_row);

#endif
