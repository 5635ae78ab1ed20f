#include "matrices.h"

#include <string.h>

// A weight lies transposed in memory. A block of so many lines of the cache is read, and written, each of
// them once: lines that are a power of two apart share so few places of the cache that they would not all
// stay for another time.
enum { LINE = 16 };

// Pages are far fewer to remember than lines, so that a part takes several lines of each.
enum { PART = 4 * LINE };

static ptrdiff_t at_most(ptrdiff_t limit, ptrdiff_t count) { return count < limit ? count : limit; }

static void transpose_block(const float *from, ptrdiff_t from_row, float *to, ptrdiff_t to_column) {
    float block[LINE][LINE];
    for (int row = 0; row < LINE; row++) memcpy(block[row], from + row * from_row, sizeof block[row]);
    for (int column = 0; column < LINE; column++)
        for (int row = 0; row < LINE; row++) to[column * to_column + row] = block[row][column];
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
