@testable import GraphRuntime

extension CompiledModel {
    /// A weight of 2 × 3, which lies transposed, a bias and a count, and nothing to do.
    static let counting = CompiledModel(
        layout: ModelLayout(
            name: "Counting", inputShape: [3], outputs: 2, loss: .meanSquaredError,
            parameters: [
                .init(
                    name: "0.weight", shape: [2, 3], offset: 0, axes: [(2, 1), (3, 2)], start: .constant(9)),
                .init(name: "0.bias", shape: [2], offset: 6, axes: [(2, 1)], start: .constant(8)),
                .init(
                    name: "1.num_batches_tracked", shape: [], offset: 16, axes: [], start: .constant(7),
                    role: .state, element: .int64),
            ],
            parameterFloats: 16, stateFloats: 16, arenaFloatsPerSample: 0),
        forward: { _, _ in }, loss: { _, _ in }, gradient: { _, _ in }, step: { _, _ in })
}

/// The bytes of a file with these tensors one behind the other: names, kinds, shapes, elements.
func safetensors(_ tensors: [(String, String, [Int], [UInt8])]) -> [UInt8] {
    var end = 0
    let members = tensors.map { name, dtype, shape, bytes in
        let start = end
        end += bytes.count
        return #""\#(name)":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":[\#(start),\#(end)]}"#
    }
    let header = Array("{\(members.joined(separator: ","))}".utf8)
    return littleEndian([UInt64(header.count)]) + header + tensors.flatMap(\.3)
}

func littleEndian(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian, Array.init) }
}
