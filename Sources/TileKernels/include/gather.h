#ifndef TK_GATHER_H
#define TK_GATHER_H

#include <stddef.h>
#include <stdint.h>

/* output[r, i] = (float)pixels[indices[r], i] * scale + offset for r < rows and i < size, rounded
   after the multiplication and again after the addition. Writes nothing else. Runs with the best
   instruction set of the machine; the result has the same bits with each. */
void tk_gather_u8(const uint8_t *pixels, size_t size, const int32_t *indices, size_t rows, float scale,
                  float offset, float *output);

/* As tk_gather_u8, with the instruction set that every machine of this kind has. */
void tk_gather_u8_portable(const uint8_t *pixels, size_t size, const int32_t *indices, size_t rows,
                           float scale, float offset, float *output);

/* How the images of a data set lie in memory, and what becomes of the pixels of each channel. */
struct tk_image {
    size_t channels;
    /* Of one channel: height times width. */
    size_t pixels;
    /* Whether the channels of a pixel are neighbours, or its neighbours those of the same channel. */
    int channels_last;
    /* One of each for a channel. */
    const float *scales, *offsets;
};

/* output[r, c, i] = (float)pixel i of channel c of image indices[r] * scales[c] + offsets[c], rounded as
   above, for r < rows. Writes nothing else, and the same bits with each instruction set. */
void tk_gather_image_u8(const uint8_t *pixels, struct tk_image image, const int32_t *indices, size_t rows,
                        float *output);

/* As tk_gather_image_u8, with the instruction set that every machine of this kind has. */
void tk_gather_image_u8_portable(const uint8_t *pixels, struct tk_image image, const int32_t *indices,
                                 size_t rows, float *output);

/* Asks for bytes that are going to be read before long. */
void tk_prefetch_u8(const uint8_t *bytes, size_t count);

#endif
