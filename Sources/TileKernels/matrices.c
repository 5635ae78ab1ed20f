#include "matrices.h"

#include <string.h>

// A weight lies transposed in memory. A block of so many lines of the cache is read, and written, each of
// them once: lines that are a power of two apart share so few places of the cache that they would not all
// stay for another time.
enum { LINE = 16 };

// Pages are far fewer to remember than lines, so that a part takes several lines of each.
enum { PART = 4 * LINE };

static ptrdiff_t at_most(ptrdiff_t limit, ptrdiff_t count) { return count < limit ? count : limit; }

typedef float quad __attribute__((vector_size(16)));

static quad load(const float *from) {
    quad quad;
    memcpy(&quad, from, sizeof quad);
    return quad;
}

// Neighbours come together in pairs of rows, and those in fours. A loop over elements takes twice as long.
static void transpose_quads(const float *from, ptrdiff_t from_row, float *to, ptrdiff_t to_column) {
    const quad a = load(from), b = load(from + from_row);
    const quad c = load(from + 2 * from_row), d = load(from + 3 * from_row);
    const quad ab01 = __builtin_shufflevector(a, b, 0, 4, 1, 5),
               ab23 = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const quad cd01 = __builtin_shufflevector(c, d, 0, 4, 1, 5),
               cd23 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    const quad columns[] = {
        __builtin_shufflevector(ab01, cd01, 0, 1, 4, 5), __builtin_shufflevector(ab01, cd01, 2, 3, 6, 7),
        __builtin_shufflevector(ab23, cd23, 0, 1, 4, 5), __builtin_shufflevector(ab23, cd23, 2, 3, 6, 7)};
    for (int column = 0; column < 4; column++)
        memcpy(to + column * to_column, &columns[column], sizeof columns[column]);
}

static void transpose_block(const float *from, ptrdiff_t from_row, float *to, ptrdiff_t to_column) {
    for (int top = 0; top < LINE; top += 4)
        for (int left = 0; left < LINE; left += 4)
            transpose_quads(from + top * from_row + left, from_row, to + left * to_column + top, to_column);
}

static void copy(const float *from, tk_matrix_strides f, float *to, tk_matrix_strides t, ptrdiff_t rows,
                 ptrdiff_t columns) {
    for (ptrdiff_t row = 0; row < rows; row++)
        if (f.column == 1 && t.column == 1)
            memcpy(to + row * t.row, from + row * f.row, (size_t)columns * sizeof *to);
        else
            for (ptrdiff_t column = 0; column < columns; column++)
                to[row * t.row + column * t.column] = from[row * f.row + column * f.column];
}

static void transpose(const float *from, ptrdiff_t from_row, float *to, ptrdiff_t to_column, ptrdiff_t rows,
                      ptrdiff_t columns) {
    for (ptrdiff_t left = 0; left < columns; left += LINE)
        for (ptrdiff_t top = 0; top < rows; top += LINE) {
            const float *const block = from + top * from_row + left;
            float *const transposed = to + left * to_column + top;
            const ptrdiff_t height = at_most(LINE, rows - top), width = at_most(LINE, columns - left);
            if (height == LINE && width == LINE)
                transpose_block(block, from_row, transposed, to_column);
            else
                copy(block, (tk_matrix_strides){from_row, 1}, transposed, (tk_matrix_strides){1, to_column},
                     height, width);
        }
}

void tk_copy_matrix(const float *from, tk_matrix_strides f, float *to, tk_matrix_strides t, ptrdiff_t rows,
                    ptrdiff_t columns) {
    if (f.row == 1 && f.column != 1) {
        const tk_matrix_strides across = {f.column, f.row}, down = {t.column, t.row};
        tk_copy_matrix(from, across, to, down, columns, rows);
    } else if (f.column != 1 || t.row != 1 || columns == 1) {
        copy(from, f, to, t, rows, columns);
    } else {
        for (ptrdiff_t top = 0; top < rows; top += PART)
            for (ptrdiff_t left = 0; left < columns; left += PART)
                transpose(from + top * f.row + left, f.row, to + left * t.column + top, t.column,
                          at_most(PART, rows - top), at_most(PART, columns - left));
    }
}
