#define _POSIX_C_SOURCE 200809L
#include "peak.h"

#include <stdint.h>
#include <time.h>

/* Runs `steps` steps of fused multiply-adds, as many in each as the function returns. */
typedef long (*chains)(long steps);

/* Keeps results that nobody reads, and hides constants: a compiler that knew them would see that a chain
   which starts at 1 stays there, and leave it out. */
static volatile float sink, shrink = 0.999999f, grow = 1e-6f;

/* A multiply-add takes four or five cycles and two, on some machines four, start in one: so many chains keep
   the units busy, and all fit in registers. */
#define DEFINE_CHAINS(name, attributes, vector, lanes, count, fill, fma)                                     \
    attributes static long name(long steps) {                                                                \
        vector sums[count];                                                                                  \
        const vector factor = fill(shrink), term = fill(grow);                                               \
        for (int chain = 0; chain < count; ++chain) sums[chain] = fill((float)chain);                        \
        for (long step = 0; step < steps; ++step)                                                            \
            _Pragma("GCC unroll 32") for (int chain = 0; chain < count; ++chain) sums[chain] =               \
                fma(sums[chain], factor, term);                                                              \
        for (int chain = 0; chain < count; ++chain) sink = ((float *)&sums[chain])[0];                       \
        return (long)(count) * (lanes);                                                                      \
    }

#if defined(__x86_64__)
#include <immintrin.h>
DEFINE_CHAINS(chains_avx512, __attribute__((target("avx512f"))), __m512, 16, 24, _mm512_set1_ps,
              _mm512_fmadd_ps)
DEFINE_CHAINS(chains_avx2, __attribute__((target("avx2,fma"))), __m256, 8, 12, _mm256_set1_ps,
              _mm256_fmadd_ps)
#elif defined(__aarch64__)
#include <arm_neon.h>
#define FMA_NEON(sum, factor, term) vfmaq_f32(term, sum, factor)
DEFINE_CHAINS(chains_neon, , float32x4_t, 4, 24, vdupq_n_f32, FMA_NEON)
#endif
#define FILL_SCALAR(x) (x)
#define FMA_SCALAR(sum, factor, term) ((sum) * (factor) + (term))
DEFINE_CHAINS(chains_scalar, , float, 1, 12, FILL_SCALAR, FMA_SCALAR)

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double best_gflops(chains run) {
    const long steps = 400000;
    double best = 0;
    for (int slice = 0; slice < 25; ++slice) {
        const double start = now();
        const long multiply_adds = run(steps);
        const double gflops = 2e-9 * (double)(multiply_adds * steps) / (now() - start);
        if (gflops > best) best = gflops;
    }
    return best;
}

fma_peak measure_fma_peak(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return (fma_peak){"AVX-512", best_gflops(chains_avx512)};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return (fma_peak){"AVX2", best_gflops(chains_avx2)};
#elif defined(__aarch64__)
    return (fma_peak){"NEON", best_gflops(chains_neon)};
#endif
    return (fma_peak){"scalar", best_gflops(chains_scalar)};
}
