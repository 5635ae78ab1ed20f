import GraphIR

/// The text of a model that a seed determines: any operators in any order that fits.
func randomModel(seed: UInt64) -> String {
    var random = SplitMix64(seed: seed)
    func draw(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    var lines = ["Input \(1 + draw(3)) \(1 + draw(20))", "Flatten"]
    for _ in 0..<(1 + draw(7)) {
        let keyword = OperatorModels.keywords[draw(OperatorModels.keywords.count)]
        lines.append(
            keyword == "Linear" ? "Linear \(1 + draw(70)) bias=\(draw(2) == 0)" : keyword)
    }
    lines.append("Linear \(2 + draw(9)) bias=\(draw(2) == 0)")
    if draw(2) == 0 { lines.append(OperatorModels.keywords[2 + draw(OperatorModels.keywords.count - 2)]) }
    if draw(2) == 0 { lines.append("loss MSE") }
    return lines.joined(separator: "; ")
}
