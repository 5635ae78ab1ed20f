import GraphIR
import GraphRuntime

/// A model with its weights, how samples become what it reads, and what its outputs mean.
struct TrainedModel {
    let network: DynamicModel
    let reading: SampleReading
    /// The classes, or the names of the numbers that are predicted.
    let target: Target

    /// The columns with what is predicted, if it reads a table.
    var answerColumns: [String] { reading.schema?.answerNames ?? [] }

    /// Compiles a model and loads its weights. What the weights say of the data is looked at first.
    ///
    /// - Parameter defaultWeights: Where they are unless the arguments say it.
    /// - Throws: What is wrong with the weights; `WeightsError`.
    init(_ model: ModelText, _ arguments: WeightsArguments, defaultWeights: String) throws {
        let path = arguments.weights ?? defaultWeights
        let description = try DataDescription(metadata: SafetensorsFile(path: path).metadata)
        if let option = arguments.imageOption, description.schema != nil {
            throw WeightsError.isOfTable(path, option: option)
        }
        let names = try arguments.classNames.read() ?? description.classNames
        reading = SampleReading(
            description, shape: model.graph.imageShape(like: description.sampleShape),
            normalization: arguments.normalize?.ofPixels, classNames: names.isEmpty ? nil : names)
        if reading.schema == nil, reading.images == nil {
            let readsImages = model.graph.imageShape() != nil
            throw readsImages ? WeightsError.noDescription(path) : .neither(path)
        }
        let compiled = try CompiledModel(model)
        network = try DynamicModel(compiled, contentsOf: path)
        target = try description.schema?.target ?? compiled.layout.target(named: names)
    }
}

extension ModelLayout {
    /// The classes of these names, or of numbers if there are none.
    fileprivate func target(named names: [String]) throws(WeightsError) -> Target {
        guard names.isEmpty || names.count == classes else {
            throw .classNames(expected: classes, found: names.count)
        }
        return .label(classNames: names.isEmpty ? (0..<classes).map(String.init) : names)
    }
}

/// Weights that do not say how data is to be read.
enum WeightsError: Error {
    /// They are of a model of images, and an option could.
    case noDescription(String)
    /// They are of a model that reads no images.
    case neither(String)
    /// There are others than the classes that the model tells apart.
    case classNames(expected: Int, found: Int)
    /// An option is for images, and they are of a model of tables.
    case isOfTable(String, option: String)
}

extension WeightsError: CustomStringConvertible {
    var description: String {
        switch self {
        case .noDescription(let path):
            """
            \(printable(path)): expected metadata that says what became of pixels in training, found none; \
            --normalize says it in its place
            """
        case .neither(let path):
            "\(printable(path)): expected metadata that says how the table was read in training, found none"
        case .classNames(let expected, let found):
            "expected the names of \(expected) classes, found \(found)"
        case .isOfTable(let path, let option):
            """
            \(printable(path)): the model was trained on a table, and how that is read is known; \(option) is for \
            images
            """
        }
    }
}
