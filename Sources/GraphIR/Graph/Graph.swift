/// A checked model: a directed acyclic graph of operators over values, one shape a value.
///
/// Every shape is that of one sample; the batch dimension stands in front of it and is of any size.
public struct Graph: Sendable {
    /// The name of the generated type.
    public var name: String
    /// Who sees the generated type.
    public var access: AccessLevel
    public var values: [Value]
    /// In topological order: a node's inputs are produced by nodes before it.
    public var nodes: [Node]
    /// In the order of PyTorch's `state_dict`.
    public var parameters: [Parameter]
    public var input: Value.ID
    /// What the last layer gives: the logits.
    public var output: Value.ID
    public var loss: Loss

    /// The most layers that a model has: each becomes code of its own, which a compiler has to read.
    public static let maximumLayerCount = 1000

    public init(
        name: String, access: AccessLevel = .internal, values: [Value], nodes: [Node],
        parameters: [Parameter], input: Value.ID,
        output: Value.ID, loss: Loss
    ) {
        self.name = name
        self.access = access
        self.values = values
        self.nodes = nodes
        self.parameters = parameters
        self.input = input
        self.output = output
        self.loss = loss
    }

    /// The fewest samples that the model can be trained with at a time.
    public var smallestTrainingBatch: Int {
        nodes.reduce(1) { smallest, node in
            node.inputs.reduce(smallest) {
                max($0, node.operation.smallestTrainingBatch(for: values[$1].shape))
            }
        }
    }

    /// A tensor that flows between nodes.
    public struct Value: Sendable, Identifiable {
        public typealias ID = Int
        public var id: ID
        /// The shape of one sample.
        public var shape: Shape
        /// Where the text says what this value is.
        public var range: SourceRange

        public init(id: ID, shape: Shape, range: SourceRange) {
            self.id = id
            self.shape = shape
            self.range = range
        }
    }

    /// One operator at work.
    public struct Node: Sendable {
        public var operation: any Operator
        public var inputs: [Value.ID]
        public var output: Value.ID
        /// Indices into `Graph.parameters`, in the operator's own order.
        public var parameters: [Int]
        /// The layer's index in the equivalent `nn.Sequential`.
        public var position: Int
        public var range: SourceRange

        public init(
            operation: any Operator, inputs: [Value.ID], output: Value.ID, parameters: [Int], position: Int,
            range: SourceRange
        ) {
            self.operation = operation
            self.inputs = inputs
            self.output = output
            self.parameters = parameters
            self.position = position
            self.range = range
        }

        /// The layer's name in generated code: `linear1`.
        public var name: String { "\(operation.reference.keyword.lowercased())\(position)" }
    }

    /// A tensor that a layer keeps from sample to sample.
    public struct Parameter: Sendable, Hashable {
        /// PyTorch's name for it: `1.weight`.
        public var name: String
        /// PyTorch's shape of it: `[out, in]` for the weight of a linear layer.
        public var shape: Shape
        public var initialization: Initialization
        public var role: Role
        public var element: Element

        /// What changes a parameter.
        public enum Role: Sendable, Hashable {
            /// The optimizer, by its gradient.
            case trained
            /// The layer itself: what PyTorch calls a buffer, such as running statistics.
            case state
        }

        /// What its elements are in a file; in memory they are floats.
        public enum Element: Sendable, Hashable {
            case float32
            /// A count, exact up to 2²⁴.
            case int64
        }

        public init(
            name: String, shape: Shape, initialization: Initialization, role: Role = .trained,
            element: Element = .float32
        ) {
            self.name = name
            self.shape = shape
            self.initialization = initialization
            self.role = role
            self.element = element
        }
    }
}

/// The extents of a tensor, outermost first.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    public var extents: [Int]

    public init(_ extents: [Int]) { self.extents = extents }
    public init(arrayLiteral extents: Int...) { self.extents = extents }

    /// The most elements that a tensor of a model has, and the most parameters that a model has: 2³¹ − 1.
    public static let maximumCount = Int(Int32.max)

    /// The number of elements; at most `maximumCount` in a graph.
    public var count: Int { extents.reduce(1, *) }

    /// Whether the number of elements is at most `maximumCount`.
    public var isWithinLimits: Bool {
        var count = 1
        for extent in extents {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= Self.maximumCount else { return false }
            count = product
        }
        return true
    }

    public var rank: Int { extents.count }

    /// As PyTorch prints it: `[1, 28, 28]`.
    public var description: String { "[\(extents.map(String.init).joined(separator: ", "))]" }
}
