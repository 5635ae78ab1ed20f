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
        var sum = Affine(0)
        for (coordinate, stride) in zip(access.subscripts, self[access.buffer].strides) {
            sum.add(coordinate, times: stride)
        }
        return Address(buffer: access.buffer, offset: sum.constant, terms: sum.terms)
    }
}
