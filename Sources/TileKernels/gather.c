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

/* The same where every channel has a scale and an offset of its own: channels lie `channel_stride` bytes
   apart, the pixels of one `pixel_stride`. Constant strides let the compiler vectorize the loads. */
static inline __attribute__((always_inline)) void
gather_channels(const uint8_t *restrict pixels, struct tk_image image, size_t channel_stride,
                size_t pixel_stride, const int32_t *restrict indices, size_t rows, float *restrict output) {
    const size_t size = image.channels * image.pixels;
    const size_t rows_ahead = 1 + BYTES_AHEAD / (size + 1);
    for (size_t r = 0; r < rows; r++) {
        if (r + rows_ahead < rows) {
            const uint8_t *ahead = pixels + (size_t)indices[r + rows_ahead] * size;
            for (size_t i = 0; i < size; i += LINE) __builtin_prefetch(ahead + i);
        }
        const uint8_t *sample = pixels + (size_t)indices[r] * size;
        for (size_t c = 0; c < image.channels; c++) {
            const uint8_t *channel = sample + c * channel_stride;
            const float scale = image.scales[c], offset = image.offsets[c];
            float *values = output + r * size + c * image.pixels;
            for (size_t i = 0; i < image.pixels; i++)
                values[i] = (float)channel[i * pixel_stride] * scale + offset;
        }
    }
}

static inline __attribute__((always_inline)) void gather_image(const uint8_t *restrict pixels,
                                                               struct tk_image image,
                                                               const int32_t *restrict indices, size_t rows,
                                                               float *restrict output) {
    if (!image.channels_last)
        gather_channels(pixels, image, image.pixels, 1, indices, rows, output);
    else if (image.channels == 3)
        gather_channels(pixels, image, 1, 3, indices, rows, output);
    else if (image.channels == 4)
        gather_channels(pixels, image, 1, 4, indices, rows, output);
    else
        gather_channels(pixels, image, 1, image.channels, indices, rows, output);
}

void tk_gather_image_u8_portable(const uint8_t *pixels, struct tk_image image, const int32_t *indices,
                                 size_t rows, float *output) {
    gather_image(pixels, image, indices, rows, output);
}

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx2"))) static void gather_image_avx2(const uint8_t *pixels, struct tk_image image,
                                                              const int32_t *indices, size_t rows,
                                                              float *output) {
    gather_image(pixels, image, indices, rows, output);
}
#endif

void tk_gather_image_u8(const uint8_t *pixels, struct tk_image image, const int32_t *indices, size_t rows,
                        float *output) {
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2")) {
        gather_image_avx2(pixels, image, indices, rows, output);
        return;
    }
#endif
    tk_gather_image_u8_portable(pixels, image, indices, rows, output);
}

void tk_prefetch_u8(const uint8_t *bytes, size_t count) {
    /* Into the second cache: the first is needed for the step in between. */
    for (size_t i = 0; i < count; i += LINE) __builtin_prefetch(bytes + i, 0, 2);
}
