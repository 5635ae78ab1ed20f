/* Printed by graphc. Do not edit. */
#ifndef TK_OPTIMIZERS_H
#define TK_OPTIMIZERS_H

#include <stddef.h>

/* PyTorch's optimizers with the parts that their settings choose, and what each does with a weight.

   Settings are in the order of the optimizer's arguments, a flag as 0 or 1. */
typedef enum {
    /* SGD
       g = gradient + weight_decay * weight
       weight = weight - learning_rate * g */
    TK_SGD,
    /* SGD with momentum; keeps momentum_buffer
       g = gradient + weight_decay * weight
       momentum_buffer = momentum * momentum_buffer + gradient_share * g
       weight = weight - learning_rate * momentum_buffer */
    TK_SGD_MOMENTUM,
    /* SGD with momentum and nesterov; keeps momentum_buffer
       g = gradient + weight_decay * weight
       momentum_buffer = momentum * momentum_buffer + gradient_share * g
       weight = weight - learning_rate * (g + momentum * momentum_buffer) */
    TK_SGD_MOMENTUM_NESTEROV,
    /* Adam; keeps exp_avg, exp_avg_sq
       g = gradient + weight_decay * weight
       exp_avg = exp_avg + beta1_complement * (g - exp_avg)
       exp_avg_sq = beta2 * exp_avg_sq + beta2_complement * g * g
       denominator = sqrt(exp_avg_sq) * root_scale + epsilon
       weight = weight - step_size * (exp_avg / denominator) */
    TK_ADAM,
    /* Adam with amsgrad; keeps exp_avg, exp_avg_sq, max_exp_avg_sq
       g = gradient + weight_decay * weight
       exp_avg = exp_avg + beta1_complement * (g - exp_avg)
       exp_avg_sq = beta2 * exp_avg_sq + beta2_complement * g * g
       max_exp_avg_sq = max(max_exp_avg_sq, exp_avg_sq)
       denominator = sqrt(max_exp_avg_sq) * root_scale + epsilon
       weight = weight - step_size * (exp_avg / denominator) */
    TK_ADAM_AMSGRAD,
    /* AdamW; keeps exp_avg, exp_avg_sq
       exp_avg = exp_avg + beta1_complement * (gradient - exp_avg)
       exp_avg_sq = beta2 * exp_avg_sq + beta2_complement * gradient * gradient
       denominator = sqrt(exp_avg_sq) * root_scale + epsilon
       weight = keep * weight - step_size * (exp_avg / denominator) */
    TK_ADAMW,
    /* AdamW with amsgrad; keeps exp_avg, exp_avg_sq, max_exp_avg_sq
       exp_avg = exp_avg + beta1_complement * (gradient - exp_avg)
       exp_avg_sq = beta2 * exp_avg_sq + beta2_complement * gradient * gradient
       max_exp_avg_sq = max(max_exp_avg_sq, exp_avg_sq)
       denominator = sqrt(max_exp_avg_sq) * root_scale + epsilon
       weight = keep * weight - step_size * (exp_avg / denominator) */
    TK_ADAMW_AMSGRAD,
    /* RMSprop; keeps square_avg
       g = gradient + weight_decay * weight
       square_avg = alpha * square_avg + alpha_complement * g * g
       denominator = sqrt(square_avg) + epsilon
       weight = weight - learning_rate * (g / denominator) */
    TK_RMSPROP,
    /* RMSprop with momentum; keeps square_avg, momentum_buffer
       g = gradient + weight_decay * weight
       square_avg = alpha * square_avg + alpha_complement * g * g
       denominator = sqrt(square_avg) + epsilon
       momentum_buffer = momentum * momentum_buffer + g / denominator
       weight = weight - learning_rate * momentum_buffer */
    TK_RMSPROP_MOMENTUM,
    /* RMSprop with centered; keeps square_avg, grad_avg
       g = gradient + weight_decay * weight
       square_avg = alpha * square_avg + alpha_complement * g * g
       grad_avg = grad_avg + alpha_complement * (g - grad_avg)
       denominator = sqrt(max(square_avg - grad_avg * grad_avg, 0)) + epsilon
       weight = weight - learning_rate * (g / denominator) */
    TK_RMSPROP_CENTERED,
    /* RMSprop with momentum and centered; keeps square_avg, momentum_buffer, grad_avg
       g = gradient + weight_decay * weight
       square_avg = alpha * square_avg + alpha_complement * g * g
       grad_avg = grad_avg + alpha_complement * (g - grad_avg)
       denominator = sqrt(max(square_avg - grad_avg * grad_avg, 0)) + epsilon
       momentum_buffer = momentum * momentum_buffer + g / denominator
       weight = weight - learning_rate * momentum_buffer */
    TK_RMSPROP_MOMENTUM_CENTERED,
    /* Adagrad; keeps sum
       g = gradient + weight_decay * weight
       sum = sum + g * g
       denominator = sqrt(sum) + epsilon
       weight = weight - step_size * (g / denominator) */
    TK_ADAGRAD,
} tk_optimizer;

/* The numbers that go on from step to step: counts, powers. */
typedef struct { double value[2]; } tk_running;

/* The numbers that all weights share in a step. */
typedef struct { float value[7]; } tk_numbers;

/* How many tensors are kept of the weights, in the order in which they are named above. */
ptrdiff_t tk_optimizer_states(tk_optimizer optimizer);

/* What it is called in files, and what a state is. */
const char *tk_optimizer_name(tk_optimizer optimizer);
const char *tk_optimizer_state_name(tk_optimizer optimizer, ptrdiff_t state);

/* What the elements of a state are before the first step. */
float tk_optimizer_state_start(tk_optimizer optimizer, ptrdiff_t state, const double *settings);

/* What `running` is before the first step. */
tk_running tk_optimizer_start(tk_optimizer optimizer);

/* Begins a step: moves `running` on and gives the step's numbers. */
tk_numbers tk_optimizer_next(tk_optimizer optimizer, const double *settings, tk_running *running);

/* Moves count weights, in one pass over memory. State s is at states + s * stride. The result is the
   same to the bit whatever the instruction set, and however the weights are divided among calls. */
void tk_optimizer_update(tk_optimizer optimizer, const tk_numbers *numbers, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count);

#endif
