/* Printed by graphc. Do not edit. */
#include "optimizers.h"
#include "dispatch.h"

/* SGD */
TK_INLINE void tk_sgd_weights(float *restrict weights, const float *restrict gradients,
    const ptrdiff_t count, const float learning_rate, const float weight_decay)
{
    for (ptrdiff_t i = 0; i < count; ++i) {
        const float g = gradients[i] + tk_rounded(weight_decay * weights[i]);
        const float new_weight = weights[i] - tk_rounded(learning_rate * g);
        weights[i] = new_weight;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_sgd_avx512(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)states;
    (void)stride;
    tk_sgd_weights(weights, gradients, count, n->value[0], n->value[1]);
}
static TK_AVX2_CODE void tk_sgd_avx2(const tk_numbers *n, float *weights, const float *gradients,
    float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)states;
    (void)stride;
    tk_sgd_weights(weights, gradients, count, n->value[0], n->value[1]);
}
#endif
static TK_PLAIN_CODE void tk_sgd_plain(const tk_numbers *n, float *weights, const float *gradients,
    float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)states;
    (void)stride;
    tk_sgd_weights(weights, gradients, count, n->value[0], n->value[1]);
}

static tk_numbers tk_sgd_next(const double *settings, tk_running *r)
{
    (void)r;
    const double learning_rate = settings[0];
    const double weight_decay = settings[4];
    tk_numbers n = {{0}};
    n.value[0] = (float)(learning_rate); /* learning_rate */
    n.value[1] = (float)(weight_decay); /* weight_decay */
    return n;
}

/* SGD with momentum */
TK_INLINE void tk_sgd_momentum_weights(float *restrict weights, const float *restrict gradients,
    float *restrict momentum_buffer, const ptrdiff_t count, const float learning_rate,
    const float weight_decay, const float momentum, const float gradient_share)
{
    for (ptrdiff_t i = 0; i < count; ++i) {
        const float g = gradients[i] + tk_rounded(weight_decay * weights[i]);
        const float new_momentum_buffer = tk_rounded(momentum * momentum_buffer[i])
            + tk_rounded(gradient_share * g);
        const float new_weight = weights[i] - tk_rounded(learning_rate * new_momentum_buffer);
        momentum_buffer[i] = new_momentum_buffer;
        weights[i] = new_weight;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_sgd_momentum_avx512(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)stride;
    tk_sgd_momentum_weights(weights, gradients, states, count, n->value[0], n->value[1],
        n->value[2], n->value[3]);
}
static TK_AVX2_CODE void tk_sgd_momentum_avx2(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)stride;
    tk_sgd_momentum_weights(weights, gradients, states, count, n->value[0], n->value[1],
        n->value[2], n->value[3]);
}
#endif
static TK_PLAIN_CODE void tk_sgd_momentum_plain(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)stride;
    tk_sgd_momentum_weights(weights, gradients, states, count, n->value[0], n->value[1],
        n->value[2], n->value[3]);
}

static tk_numbers tk_sgd_momentum_next(const double *settings, tk_running *r)
{
    const double learning_rate = settings[0];
    const double momentum = settings[1];
    const double dampening = settings[2];
    const double weight_decay = settings[4];
    r->value[0] = r->value[0] + 1.0; /* step */
    tk_numbers n = {{0}};
    n.value[0] = (float)(learning_rate); /* learning_rate */
    n.value[1] = (float)(weight_decay); /* weight_decay */
    n.value[2] = (float)(momentum); /* momentum */
    n.value[3] = (float)(r->value[0] > 1.0 ? 1.0 - dampening : 1.0); /* gradient_share */
    return n;
}

/* SGD with momentum and nesterov */
TK_INLINE void tk_sgd_momentum_nesterov_weights(float *restrict weights,
    const float *restrict gradients, float *restrict momentum_buffer, const ptrdiff_t count,
    const float learning_rate, const float weight_decay, const float momentum,
    const float gradient_share)
{
    for (ptrdiff_t i = 0; i < count; ++i) {
        const float g = gradients[i] + tk_rounded(weight_decay * weights[i]);
        const float new_momentum_buffer = tk_rounded(momentum * momentum_buffer[i])
            + tk_rounded(gradient_share * g);
        const float new_weight = weights[i] - tk_rounded(learning_rate * (g + tk_rounded(momentum
            * new_momentum_buffer)));
        momentum_buffer[i] = new_momentum_buffer;
        weights[i] = new_weight;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_sgd_momentum_nesterov_avx512(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)stride;
    tk_sgd_momentum_nesterov_weights(weights, gradients, states, count, n->value[0], n->value[1],
        n->value[2], n->value[3]);
}
static TK_AVX2_CODE void tk_sgd_momentum_nesterov_avx2(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)stride;
    tk_sgd_momentum_nesterov_weights(weights, gradients, states, count, n->value[0], n->value[1],
        n->value[2], n->value[3]);
}
#endif
static TK_PLAIN_CODE void tk_sgd_momentum_nesterov_plain(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)stride;
    tk_sgd_momentum_nesterov_weights(weights, gradients, states, count, n->value[0], n->value[1],
        n->value[2], n->value[3]);
}

static tk_numbers tk_sgd_momentum_nesterov_next(const double *settings, tk_running *r)
{
    const double learning_rate = settings[0];
    const double momentum = settings[1];
    const double dampening = settings[2];
    const double weight_decay = settings[4];
    r->value[0] = r->value[0] + 1.0; /* step */
    tk_numbers n = {{0}};
    n.value[0] = (float)(learning_rate); /* learning_rate */
    n.value[1] = (float)(weight_decay); /* weight_decay */
    n.value[2] = (float)(momentum); /* momentum */
    n.value[3] = (float)(r->value[0] > 1.0 ? 1.0 - dampening : 1.0); /* gradient_share */
    return n;
}

/* Adam */
TK_INLINE void tk_adam_weights(float *restrict weights, const float *restrict gradients,
    float *restrict exp_avg, float *restrict exp_avg_sq, const ptrdiff_t count,
    const float weight_decay, const float beta1_complement, const float beta2,
    const float beta2_complement, const float step_size, const float root_scale,
    const float epsilon)
{
    for (ptrdiff_t i = 0; i < count; ++i) {
        const float g = gradients[i] + tk_rounded(weight_decay * weights[i]);
        const float new_exp_avg = exp_avg[i] + tk_rounded(beta1_complement * (g - exp_avg[i]));
        const float new_exp_avg_sq = tk_rounded(beta2 * exp_avg_sq[i])
            + tk_rounded(beta2_complement * g * g);
        const float denominator = tk_rounded(tk_sqrt(new_exp_avg_sq) * root_scale) + epsilon;
        const float new_weight = weights[i] - tk_rounded(step_size * (new_exp_avg / denominator));
        exp_avg[i] = new_exp_avg;
        exp_avg_sq[i] = new_exp_avg_sq;
        weights[i] = new_weight;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_adam_avx512(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_adam_weights(weights, gradients, states, states + 1 * stride, count, n->value[0],
        n->value[1], n->value[2], n->value[3], n->value[4], n->value[5], n->value[6]);
}
static TK_AVX2_CODE void tk_adam_avx2(const tk_numbers *n, float *weights, const float *gradients,
    float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_adam_weights(weights, gradients, states, states + 1 * stride, count, n->value[0],
        n->value[1], n->value[2], n->value[3], n->value[4], n->value[5], n->value[6]);
}
#endif
static TK_PLAIN_CODE void tk_adam_plain(const tk_numbers *n, float *weights, const float *gradients,
    float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_adam_weights(weights, gradients, states, states + 1 * stride, count, n->value[0],
        n->value[1], n->value[2], n->value[3], n->value[4], n->value[5], n->value[6]);
}

static tk_numbers tk_adam_next(const double *settings, tk_running *r)
{
    const double learning_rate = settings[0];
    const double beta1 = settings[1];
    const double beta2 = settings[2];
    const double epsilon = settings[3];
    const double weight_decay = settings[4];
    r->value[0] = tk_rounded_double(r->value[0] * beta1); /* beta1_power */
    r->value[1] = tk_rounded_double(r->value[1] * beta2); /* beta2_power */
    tk_numbers n = {{0}};
    n.value[0] = (float)(weight_decay); /* weight_decay */
    n.value[1] = (float)(1.0 - beta1); /* beta1_complement */
    n.value[2] = (float)(beta2); /* beta2 */
    n.value[3] = (float)(1.0 - beta2); /* beta2_complement */
    n.value[4] = (float)(learning_rate / (1.0 - r->value[0])); /* step_size */
    n.value[5] = (float)(1.0 / sqrt(1.0 - r->value[1])); /* root_scale */
    n.value[6] = (float)(epsilon); /* epsilon */
    return n;
}

/* Adam with amsgrad */
TK_INLINE void tk_adam_amsgrad_weights(float *restrict weights, const float *restrict gradients,
    float *restrict exp_avg, float *restrict exp_avg_sq, float *restrict max_exp_avg_sq,
    const ptrdiff_t count, const float weight_decay, const float beta1_complement,
    const float beta2, const float beta2_complement, const float step_size, const float root_scale,
    const float epsilon)
{
    for (ptrdiff_t i = 0; i < count; ++i) {
        const float g = gradients[i] + tk_rounded(weight_decay * weights[i]);
        const float new_exp_avg = exp_avg[i] + tk_rounded(beta1_complement * (g - exp_avg[i]));
        const float new_exp_avg_sq = tk_rounded(beta2 * exp_avg_sq[i])
            + tk_rounded(beta2_complement * g * g);
        const float new_max_exp_avg_sq = tk_max(max_exp_avg_sq[i], new_exp_avg_sq);
        const float denominator = tk_rounded(tk_sqrt(new_max_exp_avg_sq) * root_scale) + epsilon;
        const float new_weight = weights[i] - tk_rounded(step_size * (new_exp_avg / denominator));
        exp_avg[i] = new_exp_avg;
        exp_avg_sq[i] = new_exp_avg_sq;
        max_exp_avg_sq[i] = new_max_exp_avg_sq;
        weights[i] = new_weight;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_adam_amsgrad_avx512(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_adam_amsgrad_weights(weights, gradients, states, states + 1 * stride, states + 2 * stride,
        count, n->value[0], n->value[1], n->value[2], n->value[3], n->value[4], n->value[5],
        n->value[6]);
}
static TK_AVX2_CODE void tk_adam_amsgrad_avx2(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_adam_amsgrad_weights(weights, gradients, states, states + 1 * stride, states + 2 * stride,
        count, n->value[0], n->value[1], n->value[2], n->value[3], n->value[4], n->value[5],
        n->value[6]);
}
#endif
static TK_PLAIN_CODE void tk_adam_amsgrad_plain(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_adam_amsgrad_weights(weights, gradients, states, states + 1 * stride, states + 2 * stride,
        count, n->value[0], n->value[1], n->value[2], n->value[3], n->value[4], n->value[5],
        n->value[6]);
}

static tk_numbers tk_adam_amsgrad_next(const double *settings, tk_running *r)
{
    const double learning_rate = settings[0];
    const double beta1 = settings[1];
    const double beta2 = settings[2];
    const double epsilon = settings[3];
    const double weight_decay = settings[4];
    r->value[0] = tk_rounded_double(r->value[0] * beta1); /* beta1_power */
    r->value[1] = tk_rounded_double(r->value[1] * beta2); /* beta2_power */
    tk_numbers n = {{0}};
    n.value[0] = (float)(weight_decay); /* weight_decay */
    n.value[1] = (float)(1.0 - beta1); /* beta1_complement */
    n.value[2] = (float)(beta2); /* beta2 */
    n.value[3] = (float)(1.0 - beta2); /* beta2_complement */
    n.value[4] = (float)(learning_rate / (1.0 - r->value[0])); /* step_size */
    n.value[5] = (float)(1.0 / sqrt(1.0 - r->value[1])); /* root_scale */
    n.value[6] = (float)(epsilon); /* epsilon */
    return n;
}

/* AdamW */
TK_INLINE void tk_adamw_weights(float *restrict weights, const float *restrict gradients,
    float *restrict exp_avg, float *restrict exp_avg_sq, const ptrdiff_t count, const float keep,
    const float beta1_complement, const float beta2, const float beta2_complement,
    const float step_size, const float root_scale, const float epsilon)
{
    for (ptrdiff_t i = 0; i < count; ++i) {
        const float new_exp_avg = exp_avg[i] + tk_rounded(beta1_complement * (gradients[i]
            - exp_avg[i]));
        const float new_exp_avg_sq = tk_rounded(beta2 * exp_avg_sq[i])
            + tk_rounded(beta2_complement * gradients[i] * gradients[i]);
        const float denominator = tk_rounded(tk_sqrt(new_exp_avg_sq) * root_scale) + epsilon;
        const float new_weight = tk_rounded(keep * weights[i]) - tk_rounded(step_size
            * (new_exp_avg / denominator));
        exp_avg[i] = new_exp_avg;
        exp_avg_sq[i] = new_exp_avg_sq;
        weights[i] = new_weight;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_adamw_avx512(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_adamw_weights(weights, gradients, states, states + 1 * stride, count, n->value[0],
        n->value[1], n->value[2], n->value[3], n->value[4], n->value[5], n->value[6]);
}
static TK_AVX2_CODE void tk_adamw_avx2(const tk_numbers *n, float *weights, const float *gradients,
    float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_adamw_weights(weights, gradients, states, states + 1 * stride, count, n->value[0],
        n->value[1], n->value[2], n->value[3], n->value[4], n->value[5], n->value[6]);
}
#endif
static TK_PLAIN_CODE void tk_adamw_plain(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_adamw_weights(weights, gradients, states, states + 1 * stride, count, n->value[0],
        n->value[1], n->value[2], n->value[3], n->value[4], n->value[5], n->value[6]);
}

static tk_numbers tk_adamw_next(const double *settings, tk_running *r)
{
    const double learning_rate = settings[0];
    const double beta1 = settings[1];
    const double beta2 = settings[2];
    const double epsilon = settings[3];
    const double weight_decay = settings[4];
    r->value[0] = tk_rounded_double(r->value[0] * beta1); /* beta1_power */
    r->value[1] = tk_rounded_double(r->value[1] * beta2); /* beta2_power */
    tk_numbers n = {{0}};
    n.value[0] = (float)(1.0 - tk_rounded_double(learning_rate * weight_decay)); /* keep */
    n.value[1] = (float)(1.0 - beta1); /* beta1_complement */
    n.value[2] = (float)(beta2); /* beta2 */
    n.value[3] = (float)(1.0 - beta2); /* beta2_complement */
    n.value[4] = (float)(learning_rate / (1.0 - r->value[0])); /* step_size */
    n.value[5] = (float)(1.0 / sqrt(1.0 - r->value[1])); /* root_scale */
    n.value[6] = (float)(epsilon); /* epsilon */
    return n;
}

/* AdamW with amsgrad */
TK_INLINE void tk_adamw_amsgrad_weights(float *restrict weights, const float *restrict gradients,
    float *restrict exp_avg, float *restrict exp_avg_sq, float *restrict max_exp_avg_sq,
    const ptrdiff_t count, const float keep, const float beta1_complement, const float beta2,
    const float beta2_complement, const float step_size, const float root_scale,
    const float epsilon)
{
    for (ptrdiff_t i = 0; i < count; ++i) {
        const float new_exp_avg = exp_avg[i] + tk_rounded(beta1_complement * (gradients[i]
            - exp_avg[i]));
        const float new_exp_avg_sq = tk_rounded(beta2 * exp_avg_sq[i])
            + tk_rounded(beta2_complement * gradients[i] * gradients[i]);
        const float new_max_exp_avg_sq = tk_max(max_exp_avg_sq[i], new_exp_avg_sq);
        const float denominator = tk_rounded(tk_sqrt(new_max_exp_avg_sq) * root_scale) + epsilon;
        const float new_weight = tk_rounded(keep * weights[i]) - tk_rounded(step_size
            * (new_exp_avg / denominator));
        exp_avg[i] = new_exp_avg;
        exp_avg_sq[i] = new_exp_avg_sq;
        max_exp_avg_sq[i] = new_max_exp_avg_sq;
        weights[i] = new_weight;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_adamw_amsgrad_avx512(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_adamw_amsgrad_weights(weights, gradients, states, states + 1 * stride, states + 2 * stride,
        count, n->value[0], n->value[1], n->value[2], n->value[3], n->value[4], n->value[5],
        n->value[6]);
}
static TK_AVX2_CODE void tk_adamw_amsgrad_avx2(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_adamw_amsgrad_weights(weights, gradients, states, states + 1 * stride, states + 2 * stride,
        count, n->value[0], n->value[1], n->value[2], n->value[3], n->value[4], n->value[5],
        n->value[6]);
}
#endif
static TK_PLAIN_CODE void tk_adamw_amsgrad_plain(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_adamw_amsgrad_weights(weights, gradients, states, states + 1 * stride, states + 2 * stride,
        count, n->value[0], n->value[1], n->value[2], n->value[3], n->value[4], n->value[5],
        n->value[6]);
}

static tk_numbers tk_adamw_amsgrad_next(const double *settings, tk_running *r)
{
    const double learning_rate = settings[0];
    const double beta1 = settings[1];
    const double beta2 = settings[2];
    const double epsilon = settings[3];
    const double weight_decay = settings[4];
    r->value[0] = tk_rounded_double(r->value[0] * beta1); /* beta1_power */
    r->value[1] = tk_rounded_double(r->value[1] * beta2); /* beta2_power */
    tk_numbers n = {{0}};
    n.value[0] = (float)(1.0 - tk_rounded_double(learning_rate * weight_decay)); /* keep */
    n.value[1] = (float)(1.0 - beta1); /* beta1_complement */
    n.value[2] = (float)(beta2); /* beta2 */
    n.value[3] = (float)(1.0 - beta2); /* beta2_complement */
    n.value[4] = (float)(learning_rate / (1.0 - r->value[0])); /* step_size */
    n.value[5] = (float)(1.0 / sqrt(1.0 - r->value[1])); /* root_scale */
    n.value[6] = (float)(epsilon); /* epsilon */
    return n;
}

/* RMSprop */
TK_INLINE void tk_rmsprop_weights(float *restrict weights, const float *restrict gradients,
    float *restrict square_avg, const ptrdiff_t count, const float learning_rate, const float alpha,
    const float alpha_complement, const float epsilon, const float weight_decay)
{
    for (ptrdiff_t i = 0; i < count; ++i) {
        const float g = gradients[i] + tk_rounded(weight_decay * weights[i]);
        const float new_square_avg = tk_rounded(alpha * square_avg[i])
            + tk_rounded(alpha_complement * g * g);
        const float denominator = tk_sqrt(new_square_avg) + epsilon;
        const float new_weight = weights[i] - tk_rounded(learning_rate * (g / denominator));
        square_avg[i] = new_square_avg;
        weights[i] = new_weight;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_rmsprop_avx512(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)stride;
    tk_rmsprop_weights(weights, gradients, states, count, n->value[0], n->value[1], n->value[2],
        n->value[3], n->value[4]);
}
static TK_AVX2_CODE void tk_rmsprop_avx2(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)stride;
    tk_rmsprop_weights(weights, gradients, states, count, n->value[0], n->value[1], n->value[2],
        n->value[3], n->value[4]);
}
#endif
static TK_PLAIN_CODE void tk_rmsprop_plain(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)stride;
    tk_rmsprop_weights(weights, gradients, states, count, n->value[0], n->value[1], n->value[2],
        n->value[3], n->value[4]);
}

static tk_numbers tk_rmsprop_next(const double *settings, tk_running *r)
{
    (void)r;
    const double learning_rate = settings[0];
    const double alpha = settings[1];
    const double epsilon = settings[2];
    const double weight_decay = settings[3];
    tk_numbers n = {{0}};
    n.value[0] = (float)(learning_rate); /* learning_rate */
    n.value[1] = (float)(alpha); /* alpha */
    n.value[2] = (float)(1.0 - alpha); /* alpha_complement */
    n.value[3] = (float)(epsilon); /* epsilon */
    n.value[4] = (float)(weight_decay); /* weight_decay */
    return n;
}

/* RMSprop with momentum */
TK_INLINE void tk_rmsprop_momentum_weights(float *restrict weights, const float *restrict gradients,
    float *restrict square_avg, float *restrict momentum_buffer, const ptrdiff_t count,
    const float learning_rate, const float alpha, const float alpha_complement, const float epsilon,
    const float weight_decay, const float momentum)
{
    for (ptrdiff_t i = 0; i < count; ++i) {
        const float g = gradients[i] + tk_rounded(weight_decay * weights[i]);
        const float new_square_avg = tk_rounded(alpha * square_avg[i])
            + tk_rounded(alpha_complement * g * g);
        const float denominator = tk_sqrt(new_square_avg) + epsilon;
        const float new_momentum_buffer = tk_rounded(momentum * momentum_buffer[i])
            + g / denominator;
        const float new_weight = weights[i] - tk_rounded(learning_rate * new_momentum_buffer);
        square_avg[i] = new_square_avg;
        momentum_buffer[i] = new_momentum_buffer;
        weights[i] = new_weight;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_rmsprop_momentum_avx512(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_rmsprop_momentum_weights(weights, gradients, states, states + 1 * stride, count, n->value[0],
        n->value[1], n->value[2], n->value[3], n->value[4], n->value[5]);
}
static TK_AVX2_CODE void tk_rmsprop_momentum_avx2(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_rmsprop_momentum_weights(weights, gradients, states, states + 1 * stride, count, n->value[0],
        n->value[1], n->value[2], n->value[3], n->value[4], n->value[5]);
}
#endif
static TK_PLAIN_CODE void tk_rmsprop_momentum_plain(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_rmsprop_momentum_weights(weights, gradients, states, states + 1 * stride, count, n->value[0],
        n->value[1], n->value[2], n->value[3], n->value[4], n->value[5]);
}

static tk_numbers tk_rmsprop_momentum_next(const double *settings, tk_running *r)
{
    (void)r;
    const double learning_rate = settings[0];
    const double alpha = settings[1];
    const double epsilon = settings[2];
    const double weight_decay = settings[3];
    const double momentum = settings[4];
    tk_numbers n = {{0}};
    n.value[0] = (float)(learning_rate); /* learning_rate */
    n.value[1] = (float)(alpha); /* alpha */
    n.value[2] = (float)(1.0 - alpha); /* alpha_complement */
    n.value[3] = (float)(epsilon); /* epsilon */
    n.value[4] = (float)(weight_decay); /* weight_decay */
    n.value[5] = (float)(momentum); /* momentum */
    return n;
}

/* RMSprop with centered */
TK_INLINE void tk_rmsprop_centered_weights(float *restrict weights, const float *restrict gradients,
    float *restrict square_avg, float *restrict grad_avg, const ptrdiff_t count,
    const float learning_rate, const float alpha, const float alpha_complement, const float epsilon,
    const float weight_decay)
{
    for (ptrdiff_t i = 0; i < count; ++i) {
        const float g = gradients[i] + tk_rounded(weight_decay * weights[i]);
        const float new_square_avg = tk_rounded(alpha * square_avg[i])
            + tk_rounded(alpha_complement * g * g);
        const float new_grad_avg = grad_avg[i] + tk_rounded(alpha_complement * (g - grad_avg[i]));
        const float denominator = tk_sqrt(tk_max(new_square_avg - tk_rounded(new_grad_avg
            * new_grad_avg), 0.0f)) + epsilon;
        const float new_weight = weights[i] - tk_rounded(learning_rate * (g / denominator));
        square_avg[i] = new_square_avg;
        grad_avg[i] = new_grad_avg;
        weights[i] = new_weight;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_rmsprop_centered_avx512(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_rmsprop_centered_weights(weights, gradients, states, states + 1 * stride, count, n->value[0],
        n->value[1], n->value[2], n->value[3], n->value[4]);
}
static TK_AVX2_CODE void tk_rmsprop_centered_avx2(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_rmsprop_centered_weights(weights, gradients, states, states + 1 * stride, count, n->value[0],
        n->value[1], n->value[2], n->value[3], n->value[4]);
}
#endif
static TK_PLAIN_CODE void tk_rmsprop_centered_plain(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_rmsprop_centered_weights(weights, gradients, states, states + 1 * stride, count, n->value[0],
        n->value[1], n->value[2], n->value[3], n->value[4]);
}

static tk_numbers tk_rmsprop_centered_next(const double *settings, tk_running *r)
{
    (void)r;
    const double learning_rate = settings[0];
    const double alpha = settings[1];
    const double epsilon = settings[2];
    const double weight_decay = settings[3];
    tk_numbers n = {{0}};
    n.value[0] = (float)(learning_rate); /* learning_rate */
    n.value[1] = (float)(alpha); /* alpha */
    n.value[2] = (float)(1.0 - alpha); /* alpha_complement */
    n.value[3] = (float)(epsilon); /* epsilon */
    n.value[4] = (float)(weight_decay); /* weight_decay */
    return n;
}

/* RMSprop with momentum and centered */
TK_INLINE void tk_rmsprop_momentum_centered_weights(float *restrict weights,
    const float *restrict gradients, float *restrict square_avg, float *restrict momentum_buffer,
    float *restrict grad_avg, const ptrdiff_t count, const float learning_rate, const float alpha,
    const float alpha_complement, const float epsilon, const float weight_decay,
    const float momentum)
{
    for (ptrdiff_t i = 0; i < count; ++i) {
        const float g = gradients[i] + tk_rounded(weight_decay * weights[i]);
        const float new_square_avg = tk_rounded(alpha * square_avg[i])
            + tk_rounded(alpha_complement * g * g);
        const float new_grad_avg = grad_avg[i] + tk_rounded(alpha_complement * (g - grad_avg[i]));
        const float denominator = tk_sqrt(tk_max(new_square_avg - tk_rounded(new_grad_avg
            * new_grad_avg), 0.0f)) + epsilon;
        const float new_momentum_buffer = tk_rounded(momentum * momentum_buffer[i])
            + g / denominator;
        const float new_weight = weights[i] - tk_rounded(learning_rate * new_momentum_buffer);
        square_avg[i] = new_square_avg;
        grad_avg[i] = new_grad_avg;
        momentum_buffer[i] = new_momentum_buffer;
        weights[i] = new_weight;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_rmsprop_momentum_centered_avx512(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_rmsprop_momentum_centered_weights(weights, gradients, states, states + 1 * stride,
        states + 2 * stride, count, n->value[0], n->value[1], n->value[2], n->value[3], n->value[4],
        n->value[5]);
}
static TK_AVX2_CODE void tk_rmsprop_momentum_centered_avx2(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_rmsprop_momentum_centered_weights(weights, gradients, states, states + 1 * stride,
        states + 2 * stride, count, n->value[0], n->value[1], n->value[2], n->value[3], n->value[4],
        n->value[5]);
}
#endif
static TK_PLAIN_CODE void tk_rmsprop_momentum_centered_plain(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_rmsprop_momentum_centered_weights(weights, gradients, states, states + 1 * stride,
        states + 2 * stride, count, n->value[0], n->value[1], n->value[2], n->value[3], n->value[4],
        n->value[5]);
}

static tk_numbers tk_rmsprop_momentum_centered_next(const double *settings, tk_running *r)
{
    (void)r;
    const double learning_rate = settings[0];
    const double alpha = settings[1];
    const double epsilon = settings[2];
    const double weight_decay = settings[3];
    const double momentum = settings[4];
    tk_numbers n = {{0}};
    n.value[0] = (float)(learning_rate); /* learning_rate */
    n.value[1] = (float)(alpha); /* alpha */
    n.value[2] = (float)(1.0 - alpha); /* alpha_complement */
    n.value[3] = (float)(epsilon); /* epsilon */
    n.value[4] = (float)(weight_decay); /* weight_decay */
    n.value[5] = (float)(momentum); /* momentum */
    return n;
}

/* Adagrad */
TK_INLINE void tk_adagrad_weights(float *restrict weights, const float *restrict gradients,
    float *restrict sum, const ptrdiff_t count, const float step_size, const float epsilon,
    const float weight_decay)
{
    for (ptrdiff_t i = 0; i < count; ++i) {
        const float g = gradients[i] + tk_rounded(weight_decay * weights[i]);
        const float new_sum = sum[i] + tk_rounded(g * g);
        const float denominator = tk_sqrt(new_sum) + epsilon;
        const float new_weight = weights[i] - tk_rounded(step_size * (g / denominator));
        sum[i] = new_sum;
        weights[i] = new_weight;
    }
}

#ifdef TK_X86
static TK_AVX512_CODE void tk_adagrad_avx512(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)stride;
    tk_adagrad_weights(weights, gradients, states, count, n->value[0], n->value[1], n->value[2]);
}
static TK_AVX2_CODE void tk_adagrad_avx2(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)stride;
    tk_adagrad_weights(weights, gradients, states, count, n->value[0], n->value[1], n->value[2]);
}
#endif
static TK_PLAIN_CODE void tk_adagrad_plain(const tk_numbers *n, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    (void)stride;
    tk_adagrad_weights(weights, gradients, states, count, n->value[0], n->value[1], n->value[2]);
}

static tk_numbers tk_adagrad_next(const double *settings, tk_running *r)
{
    const double learning_rate = settings[0];
    const double learning_rate_decay = settings[1];
    const double weight_decay = settings[2];
    const double epsilon = settings[4];
    r->value[0] = r->value[0] + 1.0; /* step */
    tk_numbers n = {{0}};
    n.value[0] = (float)(learning_rate / (1.0 + tk_rounded_double((r->value[0] - 1.0) * learning_rate_decay))); /* step_size */
    n.value[1] = (float)(epsilon); /* epsilon */
    n.value[2] = (float)(weight_decay); /* weight_decay */
    return n;
}

#ifdef TK_X86
#define TK_UPDATES(name)                                                                       \
    {[TK_PLAIN] = name##_plain, [TK_AVX2] = name##_avx2, [TK_AVX512] = name##_avx512}
#else
#define TK_UPDATES(name) {[TK_PLAIN] = name##_plain}
#endif

static const struct {
    const char *name, *state_names[3];
    ptrdiff_t states;
    tk_running start;
    tk_numbers (*next)(const double *settings, tk_running *running);
    void (*update[TK_AVX512 + 1])(const tk_numbers *n, float *weights, const float *gradients,
        float *states, ptrdiff_t stride, ptrdiff_t count);
} tk_optimizers[] = {
    [TK_SGD] = {
        "sgd", {0}, 0, {{0}},
        tk_sgd_next, TK_UPDATES(tk_sgd)},
    [TK_SGD_MOMENTUM] = {
        "sgd_momentum", {"momentum_buffer"}, 1, {{0.0}},
        tk_sgd_momentum_next, TK_UPDATES(tk_sgd_momentum)},
    [TK_SGD_MOMENTUM_NESTEROV] = {
        "sgd_momentum_nesterov", {"momentum_buffer"}, 1, {{0.0}},
        tk_sgd_momentum_nesterov_next, TK_UPDATES(tk_sgd_momentum_nesterov)},
    [TK_ADAM] = {
        "adam", {"exp_avg", "exp_avg_sq"}, 2, {{1.0, 1.0}},
        tk_adam_next, TK_UPDATES(tk_adam)},
    [TK_ADAM_AMSGRAD] = {
        "adam_amsgrad", {"exp_avg", "exp_avg_sq", "max_exp_avg_sq"}, 3, {{1.0, 1.0}},
        tk_adam_amsgrad_next, TK_UPDATES(tk_adam_amsgrad)},
    [TK_ADAMW] = {
        "adamw", {"exp_avg", "exp_avg_sq"}, 2, {{1.0, 1.0}},
        tk_adamw_next, TK_UPDATES(tk_adamw)},
    [TK_ADAMW_AMSGRAD] = {
        "adamw_amsgrad", {"exp_avg", "exp_avg_sq", "max_exp_avg_sq"}, 3, {{1.0, 1.0}},
        tk_adamw_amsgrad_next, TK_UPDATES(tk_adamw_amsgrad)},
    [TK_RMSPROP] = {
        "rmsprop", {"square_avg"}, 1, {{0}},
        tk_rmsprop_next, TK_UPDATES(tk_rmsprop)},
    [TK_RMSPROP_MOMENTUM] = {
        "rmsprop_momentum", {"square_avg", "momentum_buffer"}, 2, {{0}},
        tk_rmsprop_momentum_next, TK_UPDATES(tk_rmsprop_momentum)},
    [TK_RMSPROP_CENTERED] = {
        "rmsprop_centered", {"square_avg", "grad_avg"}, 2, {{0}},
        tk_rmsprop_centered_next, TK_UPDATES(tk_rmsprop_centered)},
    [TK_RMSPROP_MOMENTUM_CENTERED] = {
        "rmsprop_momentum_centered", {"square_avg", "momentum_buffer", "grad_avg"}, 3, {{0}},
        tk_rmsprop_momentum_centered_next, TK_UPDATES(tk_rmsprop_momentum_centered)},
    [TK_ADAGRAD] = {
        "adagrad", {"sum"}, 1, {{0.0}},
        tk_adagrad_next, TK_UPDATES(tk_adagrad)},
};

ptrdiff_t tk_optimizer_states(tk_optimizer optimizer) { return tk_optimizers[optimizer].states; }

const char *tk_optimizer_name(tk_optimizer optimizer) { return tk_optimizers[optimizer].name; }

const char *tk_optimizer_state_name(tk_optimizer optimizer, ptrdiff_t state)
{
    return tk_optimizers[optimizer].state_names[state];
}

float tk_optimizer_state_start(tk_optimizer optimizer, ptrdiff_t state, const double *settings)
{
    if (optimizer == TK_ADAGRAD && state == 0) return (float)(settings[3]); /* sum */
    return 0.0f;
}

tk_running tk_optimizer_start(tk_optimizer optimizer) { return tk_optimizers[optimizer].start; }

tk_numbers tk_optimizer_next(tk_optimizer optimizer, const double *settings, tk_running *running)
{
    return tk_optimizers[optimizer].next(settings, running);
}

void tk_optimizer_update(tk_optimizer optimizer, const tk_numbers *numbers, float *weights,
    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
{
    tk_optimizers[optimizer].update[tk_isa_in_use()](
        numbers, weights, gradients, states, stride, count);
}
