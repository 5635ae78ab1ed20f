/// `b * 256`, or just `b`.
func product(_ index: String, _ factor: Int) -> String {
    factor == 1 ? index : factor < 0 ? "\(index) * (\(factor))" : "\(index) * \(factor)"
}

/// `b * 256 + o`; nil if it is zero.
func sumText(_ terms: [(index: String, stride: Int)], _ offset: Int) -> String? {
    let parts = terms.filter { $0.stride != 0 }.map { product($0.index, $0.stride) }
    if parts.isEmpty { return offset == 0 ? nil : "\(offset)" }
    return (parts + (offset == 0 ? [] : ["\(offset)"])).joined(separator: " + ")
}
