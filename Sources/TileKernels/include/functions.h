/* Printed by graphc. Do not edit. */
#ifndef TK_FUNCTIONS_H
#define TK_FUNCTIONS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* Whatever pragmas say, -ffast-math and -funsafe-math-optimizations have clang fuse a product with the
   addition that takes it; but not where a zero that it does not know has been at the product's bits.
   That there is such an option shows in what becomes of an addition, before any pragma; where there is
   none, the zero is known, and the code is the same as without it. */
#ifndef GRAPHC_ZERO
#if defined(__clang__)
#define GRAPHC_ZERO(product) graphc_zero(product)
static inline __attribute__((always_inline, unused)) uint32_t graphc_zero(float product)
{
    uint32_t zero = 0;
    if (__builtin_constant_p((product + 1.0f) - product)) __asm__("" : "+r"(zero));
    return zero;
}
#else
#define GRAPHC_ZERO(product) 0u
#endif
#endif

/* Sums are fused multiply-adds in a fixed order; all other arithmetic rounds after every operation.
   So the results are the same to the bit with every compiler and instruction set, and arithmetic
   that is not exact, such as that of -ffast-math, is none here. gcc turns the sums into vectors at
   this level only, so that its -O1 and -O3 were up to 25 times slower. */
#if defined(__clang__)
/* Not every processor has it; on Apple's systems it makes a call of every fmaf. */
#if defined(__x86_64__) || (defined(__aarch64__) && (!defined(__APPLE__) || __FINITE_MATH_ONLY__))
#pragma float_control(precise, on)
#endif
#pragma clang fp contract(off) reassociate(off)
#elif defined(__GNUC__)
#pragma GCC optimize("O2", "tree-vectorize", "fp-contract=off", "no-math-errno", "no-fast-math",     \
    "no-unsafe-math-optimizations", "no-associative-math", "signed-zeros", "trapping-math")
#endif

/* Define TK_STANDARD_C to keep to C11. */
#if defined(__GNUC__) && !defined(TK_STANDARD_C)
#define TK_GNU 1
#define TK_INLINE static inline __attribute__((always_inline))
#define TK_NOINLINE __attribute__((noinline))
#define TK_UNROLL _Pragma("GCC unroll 16")
#define TK_PREFETCH(address) __builtin_prefetch((const void *)(address))
#define TK_FORGET_ORIGIN(pointer) __asm__("" : "+r"(pointer))
typedef float tk_vector __attribute__((vector_size(64), aligned(4), may_alias));
typedef float tk_quad __attribute__((vector_size(16), aligned(4), may_alias));
#else
#define TK_INLINE static inline
#define TK_NOINLINE
#define TK_UNROLL
#define TK_PREFETCH(address) (void)(address)
#define TK_FORGET_ORIGIN(pointer) (void)(pointer)
typedef struct { float lane[16]; } tk_vector;
#endif

/* What reads whole vectors may read elements that another worker is writing: of the next row, or of the
   caller's memory, which has no room between them. Their values are never used, and C has no vector that
   ends earlier; so ThreadSanitizer is told not to look here. */
#if defined(TK_GNU)
#define TK_WHOLE_VECTORS __attribute__((no_sanitize("thread")))
#else
#define TK_WHOLE_VECTORS
#endif

/* A loop over rows whose lanes are the vectors: clang would gather across the rows. */
#if defined(__clang__)
#define TK_ROW_BY_ROW _Pragma("clang loop vectorize(disable)")
#define TK_ONE_BY_ONE _Pragma("clang loop vectorize(disable) unroll(disable)")
#define TK_ALONG_LANES _Pragma("clang loop interleave(disable)")
#else
#define TK_ROW_BY_ROW
#define TK_ONE_BY_ONE
#define TK_ALONG_LANES
#endif

#if defined(TK_GNU) && defined(__x86_64__)
#define TK_X86 1
#define TK_AVX2_CODE __attribute__((target("avx2,fma")))
#define TK_AVX512_CODE __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")))
/* For machines that nobody trains on any more: small rather than fast. */
#if defined(__clang__)
#define TK_PLAIN_CODE __attribute__((minsize))
#else
#define TK_PLAIN_CODE __attribute__((cold))
#endif
/* Define these as 0 to keep to a lesser instruction set. */
#ifndef TK_HAS_AVX512
#define TK_HAS_AVX512                                                                          \
    (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")                   \
     && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
#endif
#ifndef TK_HAS_AVX2
#define TK_HAS_AVX2 (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
#endif
#endif

#ifndef TK_PLAIN_CODE
#define TK_PLAIN_CODE
#endif

/* The tile that is summed in registers: rows × vectors of 16 columns. A single row takes more
   vectors, so that there are enough independent sums to fill the multipliers. */
#define TK_MAX_ROWS 8
#define TK_MAX_VECTORS 16
#if defined(__aarch64__)
#define TK_PLAIN_ROWS 6
#elif defined(TK_X86)
/* Where a multiply-add is a call, a tile is slow anyway, and its code long. */
#define TK_PLAIN_ROWS 1
#else
#define TK_PLAIN_ROWS 4
#endif
#define TK_PLAIN_SINGLE_ROW_VECTORS (TK_PLAIN_ROWS == 1 ? 1 : 4)

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

/* A product as it has been rounded, which clang fuses with no addition. */
TK_INLINE float tk_rounded(float product)
{
    return tk_number(tk_bits(product) ^ GRAPHC_ZERO(product));
}

TK_INLINE double tk_rounded_double(double product)
{
    union { double number; uint64_t bits; } u = {product};
    u.bits ^= GRAPHC_ZERO((float)product);
    return u.number;
}

/* The larger; the first where it is not a number. */
TK_INLINE float tk_max(float a, float b) { return a < b ? b : a; }

/* The smaller; the first where it is not a number. */
TK_INLINE float tk_min(float a, float b) { return b < a ? b : a; }

/* Correctly rounded. A sqrtf that may set errno would keep loops from becoming vectors; gcc takes
   one that is declared as pure arithmetic for an instruction. */
#if defined(__GNUC__) && !defined(__clang__)
float sqrtf(float) __attribute__((const));
#endif
TK_INLINE float tk_sqrt(float x)
{
#if defined(__clang__)
    return __builtin_elementwise_sqrt(x);
#else
    return sqrtf(x);
#endif
}

/* x · 2ⁿ for n in -200 … 200, in two factors, of which neither overflows. */
TK_INLINE float tk_scale(float x, uint32_t n)
{
    const uint32_t half = ((n + 256u) >> 1) - 128u;
    const float first = x * tk_number((half + 127u) << 23);
    return tk_rounded(first * tk_number((n - half + 127u) << 23));
}

/* n = round(x / ln 2) and r = x - n · ln 2 in two steps, so that r keeps all its digits;
   gives eʳ - 1. */
TK_INLINE float tk_reduced(float x, uint32_t *n)
{
    const float shifted = tk_rounded(x * 1.44269504f) + 12582912.0f;
    const float whole = shifted - 12582912.0f;
    const float r = (x - whole * 0.693359375f) - tk_rounded(whole * -2.12194440e-4f);
    float q = 1.9919925e-4f;
    q = tk_rounded(q * r) + 1.3947212e-3f;
    q = tk_rounded(q * r) + 8.333261e-3f;
    q = tk_rounded(q * r) + 4.1666254e-2f;
    q = tk_rounded(q * r) + 0.16666667f;
    q = tk_rounded(q * r) + 0.5f;
    *n = tk_bits(shifted) - 0x4B400000u;
    return r + tk_rounded(r * r * q);
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
    q = tk_rounded(q * f) - 0.11675614f;
    q = tk_rounded(q * f) + 0.118881606f;
    q = tk_rounded(q * f) - 0.12405595f;
    q = tk_rounded(q * f) + 0.14219554f;
    q = tk_rounded(q * f) - 0.16667995f;
    q = tk_rounded(q * f) + 0.20002119f;
    q = tk_rounded(q * f) - 0.2500001f;
    q = tk_rounded(q * f) + 0.33333313f;
    const float square = f * f;
    const float tail = tk_rounded(square * f * q) + tk_rounded(e * -2.12194440e-4f);
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
    a = tk_rounded(a * t) - 8.0101937e-4f;
    a = tk_rounded(a * t) + 5.1883277e-3f;
    a = tk_rounded(a * t) - 2.6853813e-2f;
    a = tk_rounded(a * t) + 0.112835854f;
    a = tk_rounded(a * t) - 0.37612626f;
    a = tk_rounded(a * t) + 1.1283791f;
    /* -log erfc, up to where erf rounds to 1. */
    const float u = size > 4.0f ? 4.0f : size;
    float b = 2.1445543e-5f;
    b = tk_rounded(b * u) - 4.3852968e-4f;
    b = tk_rounded(b * u) + 4.1908547e-3f;
    b = tk_rounded(b * u) - 2.5171805e-2f;
    b = tk_rounded(b * u) + 0.10836155f;
    b = tk_rounded(b * u) + 0.6332724f;
    b = tk_rounded(b * u) + 1.129552f;
    b = tk_rounded(b * u) - 1.8245974e-4f;
    const float y = size > 1.0f ? 1.0f - tk_exp(-b) : tk_rounded(size * a);
    return x < 0.0f ? -y : y;
}

/* SplitMix64 (Steele, Lea, Flood, 2014): the output with this number, the first one being 1. */
TK_INLINE uint64_t tk_splitmix(uint64_t seed, uint64_t number)
{
    uint64_t z = seed + number * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Every bit of the result depends on every bit of x (Wellons, Prospecting for Hash Functions, 2018). */
TK_INLINE uint32_t tk_mixed(uint32_t x)
{
    x = (x ^ (x >> 16)) * UINT32_C(0x7feb352d);
    x = (x ^ (x >> 15)) * UINT32_C(0x846ca68b);
    return x ^ (x >> 16);
}

/* The key of a stream whose elements count from `first` on. */
TK_INLINE uint64_t tk_key(uint64_t seed, uint64_t stream, uint64_t first)
{
    const uint64_t key = tk_splitmix(seed, stream);
    return (key >> 32 << 32) | (uint32_t)(key + first);
}

/* A random number for an element, of the stream with this key: a multiple of 2⁻²⁴ in [0, 1). */
TK_INLINE float tk_draw(uint64_t key, uint32_t element)
{
    const uint32_t x = tk_mixed(element + (uint32_t)key);
    return (float)(int32_t)(tk_mixed(x ^ (uint32_t)(key >> 32)) >> 8) * 5.9604645e-08f;
}

#endif
