#include "optimizers.h"

#define INLINE static inline __attribute__((always_inline))

INLINE void sgd_momentum(float *restrict parameters, const float *restrict gradients,
                         float *restrict velocity, ptrdiff_t count, tk_sgd_step s) {
    for (ptrdiff_t i = 0; i < count; i++) {
        float gradient = gradients[i] + s.weight_decay * parameters[i];
        float moved = s.momentum * velocity[i] + gradient;
        velocity[i] = moved;
        parameters[i] -= s.learning_rate * (s.nesterov ? gradient + s.momentum * moved : moved);
    }
}

INLINE void adam(float *restrict parameters, const float *restrict gradients, float *restrict first_moment,
                 float *restrict second_moment, ptrdiff_t count, tk_adam_step s) {
    for (ptrdiff_t i = 0; i < count; i++) {
        float gradient = gradients[i] + s.l2 * parameters[i];
        float first = first_moment[i] + s.beta1_complement * (gradient - first_moment[i]);
        float second = s.beta2 * second_moment[i] + s.beta2_complement * gradient * gradient;
        first_moment[i] = first;
        second_moment[i] = second;
        // Not sqrtf: it may set errno, which keeps the loop from being vectorized.
        float denominator = __builtin_elementwise_sqrt(second) * s.root_scale + s.epsilon;
        parameters[i] = s.keep * parameters[i] - s.step_size * (first / denominator);
    }
}

// Compiles `body` once for each instruction set and defines `name` to choose among them when called.
#if defined(__x86_64__)
#define DISPATCH(name, body, parameters, arguments)                                                          \
    __attribute__((target("avx512f"))) static void name##_avx512 parameters { body arguments; }              \
    __attribute__((target("avx2"))) static void name##_avx2 parameters { body arguments; }                   \
    static void name##_base parameters { body arguments; }                                                   \
    void name parameters {                                                                                   \
        if (__builtin_cpu_supports("avx512f"))                                                               \
            name##_avx512 arguments;                                                                         \
        else if (__builtin_cpu_supports("avx2"))                                                             \
            name##_avx2 arguments;                                                                           \
        else                                                                                                 \
            name##_base arguments;                                                                           \
    }
#else
#define DISPATCH(name, body, parameters, arguments)                                                          \
    void name parameters { body arguments; }
#endif

DISPATCH(tk_sgd_momentum, sgd_momentum,
         (float *restrict parameters, const float *restrict gradients, float *restrict velocity,
          ptrdiff_t count, tk_sgd_step step),
         (parameters, gradients, velocity, count, step))

DISPATCH(tk_adam, adam,
         (float *restrict parameters, const float *restrict gradients, float *restrict first_moment,
          float *restrict second_moment, ptrdiff_t count, tk_adam_step step),
         (parameters, gradients, first_moment, second_moment, count, step))
