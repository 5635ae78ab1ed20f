import GraphIR

/// An epilogue without the model: what a precompiled kernel of the tile library computes.
struct EpilogueForm: Hashable {
    /// What a value in an epilogue is, as the kernel sees it.
    enum Slot: Hashable, Sendable {
        case accumulator
        /// What the first store has written.
        case held
        /// An element of an operand that is only read.
        case input(Int)
        /// The element that a store is about to write.
        case output(Int)
        /// A number of the model's text.
        case argument(Int)
        case learningRate
    }

    /// One value for each store, in order.
    var values: [Expression<Slot>]
    /// `bias_relu`
    var name: String
    /// The C function of a product with this epilogue.
    var kernel: String { "tk_matmul_\(name)" }

    var inputCount: Int { count { if case .input(let index) = $0 { index } else { nil } } }
    var argumentCount: Int { count { if case .argument(let index) = $0 { index } else { nil } } }
    var usesLearningRate: Bool { values.contains { $0.leaves.contains(.learningRate) } }
    /// Whether it reads what it overwrites.
    var updates: Bool { values.contains { $0.leaves.contains(.output(0)) } }
    /// Whether it calls no function. Such an epilogue weighs so little that it has to stay in registers:
    /// the way of a tile through memory would take 13 % of a training step.
    var isArithmetic: Bool { values.allSatisfy(\.isArithmetic) }

    private func count(_ index: (Slot) -> Int?) -> Int {
        (values.flatMap(\.leaves).compactMap(index).max() ?? -1) + 1
    }
}

/// An epilogue as a kernel and what it is called with.
struct KernelCall {
    var form: EpilogueForm
    var inputs: [Access] = []
    var outputs: [Access]
    var arguments: [Double] = []

    init(_ contraction: Contraction) {
        form = EpilogueForm(values: [], name: contraction.kernelName)
        outputs = contraction.epilogue.map(\.target)
        for store in contraction.epilogue {
            let value = store.value.replacingLeaves { .leaf(slot(of: $0, in: store)) }
            form.values.append(value)
        }
    }

    private mutating func slot(of leaf: ScalarLeaf, in store: Store) -> EpilogueForm.Slot {
        switch leaf {
        // The verifier lets none of the last three into an epilogue.
        case .accumulator, .local, .index, .scale: return .accumulator
        case .learningRate: return .learningRate
        case .argument(let value):
            arguments.append(value)
            return .argument(arguments.count - 1)
        case .load(let access):
            if access == store.target { return .output(outputs.firstIndex(of: access) ?? 0) }
            if access == outputs.first { return .held }
            if let index = inputs.firstIndex(of: access) { return .input(index) }
            inputs.append(access)
            return .input(inputs.count - 1)
        }
    }
}

extension Contraction {
    fileprivate var kernelName: String {
        let words = parts.map { part in
            switch part {
            case .bias: "bias"
            case .function(let keyword): keyword.lowercased()
            case .derivative(let keyword): "\(keyword.lowercased())_gradient"
            case .update: "update"
            }
        }
        let name = words.isEmpty ? "store" : words.joined(separator: "_")
        return epilogue.count > 1 ? "\(name)_saving_sum" : name
    }
}

extension Expression {
    fileprivate var isArithmetic: Bool {
        switch self {
        case .leaf, .constant: true
        case .unary(let function, let operand):
            switch function {
            case .negate: operand.isArithmetic
            case .exp, .expm1, .log, .log1p, .tanh, .erf: false
            }
        case .binary(_, let lhs, let rhs): lhs.isArithmetic && rhs.isArithmetic
        case .select(_, let lhs, let rhs, let then, let otherwise):
            [lhs, rhs, then, otherwise].allSatisfy(\.isArithmetic)
        }
    }
}
