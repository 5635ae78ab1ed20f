#ifndef TK_IMAGES_H
#define TK_IMAGES_H

#include <stddef.h>

/* The sizes of an image [channels, height, width]. */
typedef struct {
    size_t channels, height, width;
} tk_extents;

/* Where a number of a resized row comes from: between two neighbours, which may be the same. */
typedef struct {
    size_t lower, upper;
    /* The share of the upper one. */
    float fraction;
} tk_tap;

/* resized[c, y, x]: between the numbers that the taps of column x name, in the rows that those of row y name.
   Rows first, then columns; each rounded after every operation. `scratch` has room for two resized rows. */
void tk_resize_image(const float *image, tk_extents size, const tk_tap *rows, size_t height,
                     const tk_tap *columns, size_t width, float *scratch, float *resized);

/* Each row the other way round. */
void tk_flip_image(float *image, tk_extents size);

/* moved[c, y, x] = image[c, y + down, x + right], or background[c] where there is none. */
void tk_move_image(const float *image, tk_extents size, ptrdiff_t down, ptrdiff_t right,
                   const float *background, float *moved);

/* The image turned around its middle, counterclockwise by an angle with this cosine and this sine: between
   the four pixels around each place that a pixel comes from, of which those outside are background. */
void tk_rotate_image(const float *image, tk_extents size, float cosine, float sine, const float *background,
                     float *rotated);

#endif
