/// The parameters of a model and the state of its layers at one moment, in the order of PyTorch's `state_dict`.
public struct Parameters: RandomAccessCollection, Sendable {
    let layout: ModelLayout
    let arena: FloatArena

    public var startIndex: Int { 0 }
    public var endIndex: Int { layout.parameters.count }

    public subscript(index: Int) -> Tensor {
        let parameter = layout.parameters[index]
        let values = arena.withMemory { memory in
            [Float](unsafeUninitializedCapacity: parameter.count) { values, count in
                if let start = values.baseAddress { parameter.copyElements(of: memory, to: start) }
                count = parameter.count
            }
        }
        return Tensor(
            name: parameter.name, shape: parameter.shape, values: values, element: parameter.element)
    }

    /// The parameter with this name, if there is one.
    public subscript(name: String) -> Tensor? {
        layout.parameters.firstIndex { $0.name == name }.map { self[$0] }
    }
}

extension NeuralNetwork {
    /// The parameters and the state of layers by name and in the order of PyTorch's `state_dict`.
    public var parameters: Parameters {
        let storage = storage
        return Parameters(layout: storage.compiled.layout, arena: storage.parameters)
    }

    /// Gives a parameter or a state new values.
    ///
    /// - Parameter values: As many as the parameter's shape has, the last dimension fastest.
    /// - Throws: `ParameterError` if there is no such parameter or the number of values is wrong.
    public mutating func setParameter(_ name: String, to values: [Float]) throws(ParameterError) {
        let layout = layout
        guard let parameter = layout.parameters.first(where: { $0.name == name }) else {
            throw .name(name, known: layout.parameters.map(\.name))
        }
        guard values.count == parameter.count else {
            throw .length(name, shape: parameter.shape, found: values.count)
        }
        storage.parameters.withMutableMemory { memory in
            parameter.copyElements(values, into: memory)
        }
    }
}

/// Why a parameter was not set.
public enum ParameterError: Error, Sendable, Equatable {
    case name(String, known: [String])
    case length(String, shape: [Int], found: Int)
}
