/* Printed by graphc. Do not edit. */
#ifndef TK_ROWS_H
#define TK_ROWS_H

#include <stddef.h>

/* What is done with each row by itself: rows of so many columns, and for each operand its first row
   and the distance between its rows. */
typedef struct {
    size_t rows, columns;
    void *operands[4];
    size_t row[4];
    float scale;
} tk_rows;

/* crossEntropy: in0 = linear0, in1 = labels, out0 = losses */
void tk_cross_entropy(const tk_rows *call);

/* crossEntropyGradient: in0 = linear0, in1 = labels, out0 = linear0_grad, out1 = losses */
void tk_cross_entropy_gradient(const tk_rows *call);

/* logSoftmax: in0 = linear0, out0 = logsoftmax1 */
void tk_log_softmax(const tk_rows *call);

/* logSoftmaxGradient: in0 = logsoftmax1_grad, in1 = logsoftmax1, out0 = linear0_grad */
void tk_log_softmax_gradient(const tk_rows *call);

/* meanSquaredError: in0 = linear0, in1 = targets, out0 = losses */
void tk_mean_squared_error(const tk_rows *call);

/* meanSquaredErrorGradient: in0 = linear0, in1 = targets, out0 = linear0_grad, out1 = losses */
void tk_mean_squared_error_gradient(const tk_rows *call);

/* softmax: in0 = linear0, out0 = softmax1 */
void tk_softmax(const tk_rows *call);

/* softmaxGradient: in0 = softmax1_grad, in1 = softmax1, out0 = linear0_grad */
void tk_softmax_gradient(const tk_rows *call);

#endif
