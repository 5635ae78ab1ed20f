/// Why a word is not the name of a generated type.
public enum TypeNameProblem: Error, Hashable, Sendable {
    /// It does not start with a letter, or has something other than letters, digits and `_` in it.
    case notAnIdentifier
    /// It means something in Swift, in C, or in generated code.
    case reserved
}

/// Checks that a word can be the name of a generated type, in Swift and in C.
public func checkTypeName(_ name: String) throws(TypeNameProblem) {
    guard let first = name.unicodeScalars.first, first.properties.isXIDStart,
        name.unicodeScalars.allSatisfy({ $0.properties.isXIDContinue }), name.utf8.count <= 255
    else { throw .notAnIdentifier }
    if reservedNames.contains(name) { throw .reserved }
}

/// Whether GraphRuntime has a public type of that name, which a generated type hides from the target that it becomes
/// part of.
func hidesRuntimeType(_ name: String) -> Bool { runtimeTypes.contains(name) }

/// The type's name for a model that does not state one: `Digits` for `models/digits.nn`, `FashionMlp` for
/// `fashion-mlp.nn`; where the file's name makes no type's name by itself, `Net` is put in front of it.
public func typeName(fromFileName path: String) -> String {
    let file = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
    let stem = file.lastIndex(of: ".").map { file[..<$0] } ?? file
    let words = stem.split(whereSeparator: { character in
        !character.unicodeScalars.allSatisfy { $0.properties.isXIDContinue } || character == "_"
    })
    let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    for candidate in [name, "Net" + name] {
        do {
            try checkTypeName(candidate)
            return candidate
        } catch {
            continue
        }
    }
    return "Net"
}

private let reservedNames: Set<String> = {
    let swift = """
        actor any as associatedtype async await borrowing break case catch class consuming continue convenience
        default defer deinit didSet distributed do dynamic else enum extension fallthrough false fileprivate final
        for func get guard if import in indirect infix init inout internal is isolated lazy left let macro mutating
        nil none nonisolated nonmutating open operator optional override package postfix precedencegroup prefix
        private protocol public repeat required rethrows return right self sending set some static struct subscript
        super switch throw throws true try typealias unowned var weak where while willSet Any Self Type Protocol
        """
    let c = """
        auto char const double extern float goto inline int long main register restrict short signed sizeof typedef
        union unsigned void volatile bool and and_eq bitand bitor compl not not_eq or or_eq xor xor_eq alignas
        alignof asm constexpr concept const_cast decltype delete dynamic_cast explicit export friend mutable
        namespace new noexcept nullptr reinterpret_cast requires static_assert static_cast template this
        thread_local typeid typename using virtual wchar_t
        """
    // A type of this name would hide one that no program with a model does without.
    let types = """
        Array Bool Character Double Error Float Int Int32 Int64 Int8 Int16 Never Optional Result Set String Swift
        UInt UInt8 UInt16 UInt32 UInt64 UnsafeMutablePointer UnsafePointer UnsafeMutableBufferPointer
        UnsafeBufferPointer UnsafeRawPointer UnsafeMutableRawPointer Void Sendable Hashable Equatable Collection
        Sequence Range Foundation GraphRuntime TileKernels Model ModelLayout ModelStorage Trainer
        """
    return Set([swift, c, types].flatMap(words(of:)))
}()

/// Those of GraphRuntime's public types that are not reserved.
private let runtimeTypes: Set<String> = {
    let names = """
        Accuracy Augmentation AugmentedDataset BatchRows Batches CIFAR10 CIFAR100 CIFARError
        CSVSeparator CheckpointError CheckpointRule ColumnNormalization CompiledModel Concatenation
        ConfusionMatrix DataDescription DataDescriptionError Dataset DatasetError DatasetSummary Digits
        DynamicModel EarlyStopping Evaluation Example FashionMNIST FileError FirstLayerError
        GeneratedDataset GradientClipping History HistoryError IDXError IDXFile IDXFolder ImageChannels
        ImageDataset ImageGrid ImageOrder KMNIST Kernel LabelAccuracy LibraryError LoadReport MNIST
        MeanAbsoluteError Metric MetricResult MissingValues Mistake ModelError Monitor NearestMean
        NeuralNetwork Normalization NotFinite Optimizer OptimizerError Outcome Outcomes ParameterError
        Parameters Pass Picture PixelImage PixelTransform Prediction RSquared Report ResizedDataset
        SafetensorsError SafetensorsFile Schedule SplitMix64 Subset TableColumn TableDataset TableError
        TableSchema Target Tensor TensorDataset TopKAccuracy TrainingControl TrainingError Worker
        """
    return Set(words(of: names))
}()

/// What stands between spaces and line breaks, byte by byte: each start of graphc reads the lists above.
private func words(of text: String) -> [String] {
    text.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }.map { String(Substring($0)) }
}
