/// A limit for gradients, which keeps a single batch from moving the parameters too far.
public enum GradientClipping: Sendable, Equatable {
    /// No element of the gradient is further from 0 than this: `torch.nn.utils.clip_grad_value_`.
    case value(Double)
    /// The gradient of all parameters together is made shorter where it is longer than this:
    /// `torch.nn.utils.clip_grad_norm_` (Pascanu, Mikolov, Bengio: On the difficulty of training recurrent neural
    /// networks, 2013).
    case norm(Double)

    /// The number, be it which it may.
    var limit: Double {
        switch self {
        case .value(let limit), .norm(let limit): limit
        }
    }
}
