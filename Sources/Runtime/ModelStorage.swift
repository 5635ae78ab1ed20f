/// The flat parameter arena of a model, with value semantics.
public struct ModelStorage: Sendable {
    public init(layout: ModelLayout) {}
}
