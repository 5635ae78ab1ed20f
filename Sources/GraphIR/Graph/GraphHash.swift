extension Graph {
    /// Tells models apart by what they compute and how they learn: a number of the layers with all their arguments, the
    /// shapes and the loss. How a model is written, commented and called does not change it.
    public var hash: UInt64 { fnv1a(canonicalText.utf8) }

    /// A line for the input, each node and the loss, with nothing that is there to be read.
    var canonicalText: String {
        let lines =
            ["%\(input) = input \(values[input].shape)"]
            + nodes.map { "\(statement(of: $0)) \(values[$0.output].shape)" }
            + [lossStatement]
        return lines.joined(separator: "\n")
    }

    /// `loss CrossEntropy %4 label_smoothing=0.1`
    var lossStatement: String {
        let words = [Directive.loss.rawValue, loss.reference.keyword, "%\(output)", loss.attributes]
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// `%2 = Linear %1 in=64 out=10 bias`
    func statement(of node: Node) -> String {
        let words =
            ["%\(node.output) =", node.operation.reference.keyword] + node.inputs.map { "%\($0)" }
            + [node.operation.attributes].filter { !$0.isEmpty }
        return words.joined(separator: " ")
    }
}

/// The 64-bit hash FNV-1a of Fowler, Noll and Vo, the same on every machine and in every run.
package func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}
