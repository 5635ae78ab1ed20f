/// How a statement is written, a layer or the loss, for the parser, the diagnostics and the reference page.
public protocol StatementReference: Sendable {
    var keyword: String { get }
    /// What the same is called elsewhere.
    var otherNames: [String] { get }
    /// In the order in which they are written.
    var arguments: [ArgumentReference] { get }
    /// One sentence.
    var summary: String { get }
    /// The definition: `y = x Wᵀ + b`.
    var formula: String { get }
    /// How it is written: `Linear [in] out [bias=true]`.
    var signature: String { get }
}

extension StatementReference {
    public var signature: String {
        ([keyword] + arguments.map(\.signature)).joined(separator: " ")
    }

    /// The argument that a name most likely means.
    func argumentMeant(by name: String) -> ArgumentReference? {
        if let argument = arguments.first(where: { $0.name == name || $0.otherNames.contains(name) }) {
            return argument
        }
        let nearest = suggestion(for: name, among: arguments.map(\.name))
        return arguments.first { $0.name == nearest }
    }
}
