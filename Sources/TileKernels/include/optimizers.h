#ifndef TILE_KERNELS_OPTIMIZERS_H
#define TILE_KERNELS_OPTIMIZERS_H

#include <stdbool.h>
#include <stddef.h>

// Each function makes one pass over count parameters, their gradients and the optimizer's state.
// The result is the same to the bit whatever the instruction set.

// torch.optim.SGD. velocity starts as zeros.
typedef struct {
    float learning_rate, momentum, weight_decay;
    bool nesterov;
} tk_sgd_step;

void tk_sgd_momentum(float *restrict parameters, const float *restrict gradients, float *restrict velocity,
                     ptrdiff_t count, tk_sgd_step step);

// torch.optim.Adam and AdamW. The moments start as zeros.
typedef struct {
    float beta1_complement, beta2, beta2_complement;  // 1 - beta1, beta2, 1 - beta2
    float step_size;                                  // learning rate / (1 - beta1^t)
    float root_scale;                                 // 1 / sqrt(1 - beta2^t)
    float epsilon;
    float l2;    // Adam's weight decay, added to the gradient
    float keep;  // AdamW's 1 - learning rate * weight decay, else 1
} tk_adam_step;

void tk_adam(float *restrict parameters, const float *restrict gradients, float *restrict first_moment,
             float *restrict second_moment, ptrdiff_t count, tk_adam_step step);

#endif
