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

/* Asks for bytes that are going to be read before long. */
void tk_prefetch_u8(const uint8_t *bytes, size_t count);

#endif
