/// How a step goes from a gradient to new parameters, besides its optimizer.
struct StepSettings {
    /// The run's; what layers draw depends on it and on the optimizer's count of steps.
    var seed: UInt64
    /// The samples that are worked on together; nil for as many as the model takes.
    var piece: Int?
    var clipping: GradientClipping?
    /// The parameters that are trained, as ranges of the arena; nil for all.
    var trained: [Range<Int>]?
    /// The first of these, in the order of the layout.
    var firstTrained = 0
    /// Whether nobody has to look.
    var inputsAreFinite = false
}
