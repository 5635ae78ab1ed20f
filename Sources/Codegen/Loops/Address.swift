/// Where an element lies: `buffer + offset + Σ index · stride`, in elements. All that emitters know of an
/// access.
package struct Address: Hashable, Sendable {
    package var buffer: Buffer.ID
    package var offset: Int
    /// In the order of the buffer's dimensions, from the outermost on.
    package var terms: [Affine.Term]

    package func stride(of index: LoopIndex) -> Int {
        terms.first { $0.index == index }?.coefficient ?? 0
    }
}

extension LoopProgram {
    package func address(of access: Access) -> Address {
        let strides = self[access.buffer].strides
        let terms = zip(access.subscripts, strides).flatMap { affine, stride in
            affine.terms.map { ($0.index, $0.coefficient * stride) }
        }
        let offset = zip(access.subscripts, strides).reduce(0) { $0 + $1.0.constant * $1.1 }
        let sum = Affine(terms, offset)
        return Address(buffer: access.buffer, offset: sum.constant, terms: sum.terms)
    }
}
