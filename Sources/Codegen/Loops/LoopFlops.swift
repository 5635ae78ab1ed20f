extension LoopProgram {
    /// The floating-point operations of a function's contractions for one sample: two for each
    /// multiply-add.
    public func flopsPerSample(of role: LoopFunction.Role) -> Int {
        var flops = 0
        for function in functions where function.role == role {
            for case .contraction(let contraction) in function.body {
                let indices = [contraction.row, contraction.column, contraction.depth].compactMap { $0 }
                flops += 2 * indices.reduce(1) { $0 * ($1.extent.constant ?? 1) }
            }
        }
        return flops
    }
}
