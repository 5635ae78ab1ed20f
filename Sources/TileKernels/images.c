#include "images.h"
#include <string.h>

static void resize_row(const float *row, const tk_tap *taps, size_t count, float *resized) {
    for (size_t x = 0; x < count; ++x) {
        const tk_tap tap = taps[x];
        resized[x] = row[tap.lower] * (1.0f - tap.fraction) + row[tap.upper] * tap.fraction;
    }
}

void tk_resize_image(const float *image, tk_extents size, const tk_tap *rows, size_t height,
                     const tk_tap *columns, size_t width, float *scratch, float *resized) {
    for (size_t c = 0; c < size.channels; ++c, image += size.height * size.width) {
        /* A row of the image is resized once, though several rows of the result lie between it and another.
         */
        float *above = scratch, *below = scratch + width;
        size_t above_is = size.height, below_is = size.height;
        for (size_t y = 0; y < height; ++y, resized += width) {
            const tk_tap tap = rows[y];
            if (above_is != tap.lower && below_is == tap.lower) {
                float *const other = above;
                above = below, below = other;
                above_is = below_is, below_is = size.height;
            }
            if (above_is != tap.lower) resize_row(image + tap.lower * size.width, columns, width, above);
            above_is = tap.lower;
            const float *second = above;
            if (tap.upper != tap.lower) {
                if (below_is != tap.upper) resize_row(image + tap.upper * size.width, columns, width, below);
                below_is = tap.upper;
                second = below;
            }
            const float keep = 1.0f - tap.fraction;
            for (size_t x = 0; x < width; ++x) resized[x] = above[x] * keep + second[x] * tap.fraction;
        }
    }
}

void tk_flip_image(float *image, tk_extents size) {
    for (size_t row = 0; row < size.channels * size.height; ++row, image += size.width)
        for (size_t x = 0; x < size.width / 2; ++x) {
            const float left = image[x];
            image[x] = image[size.width - 1 - x];
            image[size.width - 1 - x] = left;
        }
}

/* The part of `count` places whose place `by` further on is one of them, too. */
static void overlap(size_t count, ptrdiff_t by, size_t *first, size_t *last) {
    const ptrdiff_t size = (ptrdiff_t)count;
    const ptrdiff_t from = by < 0 ? -by : 0, to = by > 0 ? size - by : size;
    *first = (size_t)(from < size ? from : size);
    *last = (size_t)(to > (ptrdiff_t)*first ? to : (ptrdiff_t)*first);
}

static void fill(float *numbers, size_t first, size_t last, float number) {
    for (size_t x = first; x < last; ++x) numbers[x] = number;
}

void tk_move_image(const float *image, tk_extents size, ptrdiff_t down, ptrdiff_t right,
                   const float *background, float *moved) {
    size_t top, bottom, left, end;
    overlap(size.height, down, &top, &bottom);
    overlap(size.width, right, &left, &end);
    for (size_t c = 0; c < size.channels; ++c, image += size.height * size.width)
        for (size_t y = 0; y < size.height; ++y, moved += size.width) {
            const int is_inside = y >= top && y < bottom && left < end;
            const size_t first = is_inside ? left : size.width, last = is_inside ? end : size.width;
            fill(moved, 0, first, background[c]);
            if (is_inside) {
                const float *row = image + (size_t)((ptrdiff_t)y + down) * size.width;
                memcpy(moved + left, row + (ptrdiff_t)left + right, (end - left) * sizeof *moved);
            }
            fill(moved, last, size.width, background[c]);
        }
}

/* floorf without a call. */
static ptrdiff_t floor_of(float number) {
    const ptrdiff_t whole = (ptrdiff_t)number;
    return (float)whole > number ? whole - 1 : whole;
}

static float pixel(const float *image, tk_extents size, ptrdiff_t y, ptrdiff_t x, float background) {
    if (y < 0 || y >= (ptrdiff_t)size.height || x < 0 || x >= (ptrdiff_t)size.width) return background;
    return image[(size_t)y * size.width + (size_t)x];
}

void tk_rotate_image(const float *image, tk_extents size, float cosine, float sine, const float *background,
                     float *rotated) {
    const ptrdiff_t height = (ptrdiff_t)size.height, width = (ptrdiff_t)size.width;
    const float middle_y = ((float)size.height - 1) / 2, middle_x = ((float)size.width - 1) / 2;
    for (ptrdiff_t row = 0; row < height; ++row)
        for (ptrdiff_t column = 0; column < width; ++column) {
            const float dy = (float)row - middle_y, dx = (float)column - middle_x;
            const float y = middle_y + sine * dx + cosine * dy, x = middle_x + cosine * dx - sine * dy;
            const ptrdiff_t top = floor_of(y), left = floor_of(x);
            const float v = y - (float)top, u = x - (float)left;
            const int is_inside = top >= 0 && top + 1 < height && left >= 0 && left + 1 < width;
            const float *channel = image;
            float *to = rotated + row * width + column;
            for (size_t c = 0; c < size.channels; ++c, channel += height * width, to += height * width) {
                float corners[4];
                for (int i = 0; i < 4; ++i)
                    corners[i] = is_inside ? channel[(top + i / 2) * width + left + i % 2]
                                           : pixel(channel, size, top + i / 2, left + i % 2, background[c]);
                const float above = corners[0] * (1 - u) + corners[1] * u;
                const float below = corners[2] * (1 - u) + corners[3] * u;
                *to = above * (1 - v) + below * v;
            }
        }
}
