/// The functions that scalar expressions call, as C text.
///
/// They are our own, so that every target, compiler and C library computes the same bits: plain
/// additions, multiplications and integer operations in single precision, in a fixed order, which a
/// compiler turns into vectors of any width. Polynomials are minimax fits (Remez). The square root is an
/// instruction everywhere, which rounds correctly.
///
/// The greatest errors over the whole domain, in units in the last place, which a test keeps watch on:
///
/// | function | error | at |
/// |---|---|---|
/// | exp | 0.97 | -81.434 |
/// | expm1 | 3.24 | 0.350 |
/// | log | 0.84 | 0.6987 |
/// | log1p | 1.44 | -8.94e-8 |
/// | tanh | 2.68 | -0.174 |
/// | erf | 2.59 | -0.976 |
///
/// Overflow gives infinity, a NaN stays one; the sign of a zero is kept by erf and sqrt alone.
enum CMath: String, CaseIterable {
    case bits, number, rounded
    case roundedDouble = "rounded_double"
    case max, min, sqrt, powers, exp, expm1, log, log1p, tanh, erf, splitmix, draw

    /// The functions that this one calls.
    var dependencies: [CMath] {
        switch self {
        case .bits, .number, .roundedDouble, .max, .min, .sqrt, .splitmix: []
        case .rounded: [.bits, .number]
        case .draw: [.splitmix]
        case .powers: [.bits, .number, .rounded]
        case .exp, .expm1: [.powers]
        case .log: [.bits, .number, .rounded]
        case .log1p: [.log]
        case .tanh: [.expm1]
        case .erf: [.rounded, .exp]
        }
    }

    /// All of `functions` and what they call, each after what it calls.
    static func closure(of functions: Set<CMath>) -> [CMath] {
        var needed = functions
        for function in allCases.reversed() where needed.contains(function) {
            needed.formUnion(function.dependencies)
        }
        return allCases.filter(needed.contains)
    }

    /// The definition; `prefix` stands in front of every name.
    func definition(prefix p: String) -> String {
        let inline = "\(p.uppercased())_INLINE"
        switch self {
        case .bits:
            return """
                \(inline) uint32_t \(p)_bits(float x)
                {
                    union { float number; uint32_t bits; } u = {x};
                    return u.bits;
                }
                """
        case .number:
            return """
                \(inline) float \(p)_number(uint32_t bits)
                {
                    union { uint32_t bits; float number; } u = {bits};
                    return u.number;
                }
                """
        case .rounded:
            return """
                /* A product as it has been rounded, which clang fuses with no addition. */
                \(inline) float \(p)_rounded(float product)
                {
                    return \(p)_number(\(p)_bits(product) ^ GRAPHC_ZERO(product));
                }
                """
        case .roundedDouble:
            return """
                \(inline) double \(p)_rounded_double(double product)
                {
                    union { double number; uint64_t bits; } u = {product};
                    u.bits ^= GRAPHC_ZERO((float)product);
                    return u.number;
                }
                """
        case .max:
            return """
                /* The larger; the first where it is not a number. */
                \(inline) float \(p)_max(float a, float b) { return a < b ? b : a; }
                """
        case .min:
            return """
                /* The smaller; the first where it is not a number. */
                \(inline) float \(p)_min(float a, float b) { return b < a ? b : a; }
                """
        case .sqrt:
            return """
                /* Correctly rounded. A sqrtf that may set errno would keep loops from becoming vectors; gcc takes
                   one that is declared as pure arithmetic for an instruction. */
                #if defined(__GNUC__) && !defined(__clang__)
                float sqrtf(float) __attribute__((const));
                #endif
                \(inline) float \(p)_sqrt(float x)
                {
                #if defined(__clang__)
                    return __builtin_elementwise_sqrt(x);
                #else
                    return sqrtf(x);
                #endif
                }
                """
        case .splitmix:
            return """
                /* SplitMix64 (Steele, Lea, Flood, 2014): the output with this number, the first one being 1. */
                \(inline) uint64_t \(p)_splitmix(uint64_t seed, uint64_t number)
                {
                    uint64_t z = seed + number * UINT64_C(0x9E3779B97F4A7C15);
                    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
                    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
                    return z ^ (z >> 31);
                }
                """
        case .draw:
            return """
                /* Every bit of the result depends on every bit of x (Wellons, Prospecting for Hash Functions, 2018). */
                \(inline) uint32_t \(p)_mixed(uint32_t x)
                {
                    x = (x ^ (x >> 16)) * UINT32_C(0x7feb352d);
                    x = (x ^ (x >> 15)) * UINT32_C(0x846ca68b);
                    return x ^ (x >> 16);
                }

                /* The key of a stream whose elements count from `first` on. */
                \(inline) uint64_t \(p)_key(uint64_t seed, uint64_t stream, uint64_t first)
                {
                    const uint64_t key = \(p)_splitmix(seed, stream);
                    return (key >> 32 << 32) | (uint32_t)(key + first);
                }

                /* A random number for an element, of the stream with this key: a multiple of 2⁻²⁴ in [0, 1). */
                \(inline) float \(p)_draw(uint64_t key, uint32_t element)
                {
                    const uint32_t x = \(p)_mixed(element + (uint32_t)key);
                    return (float)(int32_t)(\(p)_mixed(x ^ (uint32_t)(key >> 32)) >> 8) * 5.9604645e-08f;
                }
                """
        case .powers:
            return """
                /* x · 2ⁿ for n in -200 … 200, in two factors, of which neither overflows. */
                \(inline) float \(p)_scale(float x, uint32_t n)
                {
                    const uint32_t half = ((n + 256u) >> 1) - 128u;
                    const float first = x * \(p)_number((half + 127u) << 23);
                    return \(p)_rounded(first * \(p)_number((n - half + 127u) << 23));
                }

                /* n = round(x / ln 2) and r = x - n · ln 2 in two steps, so that r keeps all its digits;
                   gives eʳ - 1. */
                \(inline) float \(p)_reduced(float x, uint32_t *n)
                {
                    const float shifted = \(p)_rounded(x * 1.44269504f) + 12582912.0f;
                    const float whole = shifted - 12582912.0f;
                    const float r = (x - whole * 0.693359375f) - \(p)_rounded(whole * -2.12194440e-4f);
                    float q = 1.9919925e-4f;
                    q = \(p)_rounded(q * r) + 1.3947212e-3f;
                    q = \(p)_rounded(q * r) + 8.333261e-3f;
                    q = \(p)_rounded(q * r) + 4.1666254e-2f;
                    q = \(p)_rounded(q * r) + 0.16666667f;
                    q = \(p)_rounded(q * r) + 0.5f;
                    *n = \(p)_bits(shifted) - 0x4B400000u;
                    return r + \(p)_rounded(r * r * q);
                }
                """
        case .exp:
            return """
                \(inline) float \(p)_exp(float x)
                {
                    const float low = x < -104.0f ? -104.0f : x;
                    uint32_t n;
                    const float p = \(p)_reduced(low > 89.0f ? 89.0f : low, &n);
                    return \(p)_scale(1.0f + p, n);
                }
                """
        case .expm1:
            return """
                \(inline) float \(p)_expm1(float x)
                {
                    const float low = x < -104.0f ? -104.0f : x;
                    uint32_t n;
                    const float p = \(p)_reduced(low > 89.0f ? 89.0f : low, &n);
                    const float far = \(p)_scale(1.0f + p, n) - 1.0f;
                    return n == 0 ? p : far;
                }
                """
        case .log:
            return """
                \(inline) float \(p)_log(float x)
                {
                    const int tiny = x < 1.17549435e-38f;
                    /* x = 2ᵉ · m with m between √½ and √2. */
                    const uint32_t i = \(p)_bits(tiny ? x * 8388608.0f : x) + 0x004AFB0Du;
                    const float e = (float)(int32_t)(i >> 23) - (tiny ? 150.0f : 127.0f);
                    const float f = \(p)_number((i & 0x007FFFFFu) + 0x3F3504F3u) - 1.0f;
                    float q = 6.746598e-2f;
                    q = \(p)_rounded(q * f) - 0.11675614f;
                    q = \(p)_rounded(q * f) + 0.118881606f;
                    q = \(p)_rounded(q * f) - 0.12405595f;
                    q = \(p)_rounded(q * f) + 0.14219554f;
                    q = \(p)_rounded(q * f) - 0.16667995f;
                    q = \(p)_rounded(q * f) + 0.20002119f;
                    q = \(p)_rounded(q * f) - 0.2500001f;
                    q = \(p)_rounded(q * f) + 0.33333313f;
                    const float square = f * f;
                    const float tail = \(p)_rounded(square * f * q) + \(p)_rounded(e * -2.12194440e-4f);
                    const float y = (tail - 0.5f * square) + f + e * 0.693359375f;
                    const float low = x < 0.0f ? \(p)_number(0x7FC00000u) : \(p)_number(0xFF800000u);
                    return x > 0.0f ? (x > 3.4028235e38f ? x : y) : x <= 0.0f ? low : x;
                }
                """
        case .log1p:
            return """
                \(inline) float \(p)_log1p(float x)
                {
                    const float y = 1.0f + x;
                    /* What the sum has lost. */
                    const float rest = (x - (y - 1.0f)) / y;
                    return \(p)_log(y) + (y > 0.0f && y < 3.4028235e38f ? rest : 0.0f);
                }
                """
        case .tanh:
            return """
                \(inline) float \(p)_tanh(float x)
                {
                    const float size = x < 0.0f ? -x : x;
                    const float e = \(p)_expm1(2.0f * (size > 10.0f ? 10.0f : size));
                    const float y = e / (e + 2.0f);
                    return x < 0.0f ? -y : y;
                }
                """
        case .erf:
            return """
                \(inline) float \(p)_erf(float x)
                {
                    const float size = x < 0.0f ? -x : x;
                    const float t = size * size;
                    float a = 7.853862e-5f;
                    a = \(p)_rounded(a * t) - 8.0101937e-4f;
                    a = \(p)_rounded(a * t) + 5.1883277e-3f;
                    a = \(p)_rounded(a * t) - 2.6853813e-2f;
                    a = \(p)_rounded(a * t) + 0.112835854f;
                    a = \(p)_rounded(a * t) - 0.37612626f;
                    a = \(p)_rounded(a * t) + 1.1283791f;
                    /* -log erfc, up to where erf rounds to 1. */
                    const float u = size > 4.0f ? 4.0f : size;
                    float b = 2.1445543e-5f;
                    b = \(p)_rounded(b * u) - 4.3852968e-4f;
                    b = \(p)_rounded(b * u) + 4.1908547e-3f;
                    b = \(p)_rounded(b * u) - 2.5171805e-2f;
                    b = \(p)_rounded(b * u) + 0.10836155f;
                    b = \(p)_rounded(b * u) + 0.6332724f;
                    b = \(p)_rounded(b * u) + 1.129552f;
                    b = \(p)_rounded(b * u) - 1.8245974e-4f;
                    const float y = size > 1.0f ? 1.0f - \(p)_exp(-b) : \(p)_rounded(size * a);
                    return x < 0.0f ? -y : y;
                }
                """
        }
    }
}
