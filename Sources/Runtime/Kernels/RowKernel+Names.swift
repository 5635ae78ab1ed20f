// Printed by graphc. Do not edit.

internal import TileKernels

extension RowKernel {
    public static let crossEntropy = RowKernel(tk_cross_entropy)
    public static let crossEntropyGradient = RowKernel(tk_cross_entropy_gradient)
    public static let logSoftmax = RowKernel(tk_log_softmax)
    public static let logSoftmaxGradient = RowKernel(tk_log_softmax_gradient)
    public static let meanSquaredError = RowKernel(tk_mean_squared_error)
    public static let meanSquaredErrorGradient = RowKernel(tk_mean_squared_error_gradient)
    public static let softmax = RowKernel(tk_softmax)
    public static let softmaxGradient = RowKernel(tk_softmax_gradient)
}
