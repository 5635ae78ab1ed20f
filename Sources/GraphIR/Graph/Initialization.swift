#if canImport(Glibc)
    import Glibc  // `squareRoot()` calls the C library, which nothing else here links.
#endif

/// How a parameter starts.
public enum Initialization: Sendable, Hashable {
    /// Uniform in `-bound ..< bound`.
    case uniform(bound: Double)
    /// Every element is this.
    case constant(Double)

    /// Uniform within 1/√inputs, for sums of that many products: what PyTorch's `kaiming_uniform_(a: √5)`
    /// comes to. A number in floating point, since a product of sizes may exceed an integer.
    static func uniform(inputs: Double) -> Initialization { .uniform(bound: 1 / inputs.squareRoot()) }
}
