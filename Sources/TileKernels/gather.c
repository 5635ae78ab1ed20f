#include "gather.h"

/* The rows of a shuffled batch lie anywhere in memory: each is fetched when about this many bytes are still
   to be converted before it. On a Zen 5, a batch of 64 images of 784 bytes took 10 us with 2 rows. */
enum { BYTES_AHEAD = 6000, LINE = 64 };

/* The compiler vectorizes the inner loop for the instruction set of each caller. */
static inline __attribute__((always_inline)) void gather(const uint8_t *restrict pixels, size_t size,
                                                         const int32_t *restrict indices, size_t rows,
                                                         float scale, float offset, float *restrict output) {
    const size_t rows_ahead = 1 + BYTES_AHEAD / (size + 1);
    for (size_t r = 0; r < rows; r++) {
        if (r + rows_ahead < rows) {
            const uint8_t *ahead = pixels + (size_t)indices[r + rows_ahead] * size;
            for (size_t i = 0; i < size; i += LINE) __builtin_prefetch(ahead + i);
        }
        const uint8_t *sample = pixels + (size_t)indices[r] * size;
        for (size_t i = 0; i < size; i++) output[r * size + i] = (float)sample[i] * scale + offset;
    }
}

void tk_gather_u8_portable(const uint8_t *pixels, size_t size, const int32_t *indices, size_t rows,
                           float scale, float offset, float *output) {
    gather(pixels, size, indices, rows, scale, offset, output);
}

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx2"))) static void gather_avx2(const uint8_t *pixels, size_t size,
                                                        const int32_t *indices, size_t rows, float scale,
                                                        float offset, float *output) {
    gather(pixels, size, indices, rows, scale, offset, output);
}
#endif

void tk_gather_u8(const uint8_t *pixels, size_t size, const int32_t *indices, size_t rows, float scale,
                  float offset, float *output) {
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2")) {
        gather_avx2(pixels, size, indices, rows, scale, offset, output);
        return;
    }
#endif
    tk_gather_u8_portable(pixels, size, indices, rows, scale, offset, output);
}

void tk_prefetch_u8(const uint8_t *bytes, size_t count) {
    /* Into the second cache: the first is needed for the step in between. */
    for (size_t i = 0; i < count; i += LINE) __builtin_prefetch(bytes + i, 0, 2);
}
