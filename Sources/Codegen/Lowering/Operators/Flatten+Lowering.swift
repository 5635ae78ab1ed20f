import GraphIR

extension Flatten: Lowerable {
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        lowering.flatten(layer.input)
    }
}
