// Everything that diagnostics say, in one place. Messages are lowercase and without a full stop, as compilers
// write them; what the user wrote or could write stands in backquotes.

extension Diagnostic {
    /// What is wrong, in one line.
    public var message: String {
        switch kind {
        case .invalidUTF8(let byte, _):
            return "the text is not UTF-8: byte 0x\(hexadecimal(byte))"
        case .controlCharacter(let byte, _):
            return byte == 0
                ? "the text holds a NUL byte"
                : "the text holds the control character U+00\(hexadecimal(byte))"
        case .foreignBlank(let scalar, _):
            let name = (scalar.properties.name ?? "blank").lowercased()
            return "the text holds a \(name) (U+\(hexadecimal(scalar))), which separates nothing"
        case .foreignComment:
            return "`//` does not begin a comment: `#` does"
        case .unreadableWord(let word, _):
            return "\(quoted(word)) is neither a name nor a number"
        case .expectedOperator(let found):
            return "expected an operator, found \(quoted(found))"
        case .callSyntax("[", _):
            return "`Input` takes the extents of a sample without brackets"
        case .callSyntax(let symbol, _):
            return "\(quoted(symbol)) is not part of the language: blanks separate the arguments of a layer"
        case .foreignSeparator(let symbol, _):
            return "\(quoted(symbol)) does not separate layers: `;` or the end of a line does"
        case .sequential(let word, _):
            return "\(quoted(word)) is not written: a model is the layers alone"
        case .strayEquals:
            return "expected the name of an argument in front of `=`"
        case .loneBracket(let bracket):
            switch bracket {
            case "[": return "`[` has no `]` behind it"
            case "(": return "`(` has no `)` behind it"
            case ")": return "`)` has no `(` in front of it"
            default: return "`]` has no `[` in front of it"
            }
        case .missingValue(let argument):
            return "expected a value for \(quoted(argument)) behind `=`"
        case .misplacedDirective(let directive):
            switch directive {
            case .model: return "`model` must be the first statement"
            case .input: return "`Input` must stand before every layer"
            case .loss: return "`loss` must be the last statement"
            }
        case .repeatedDirective(let directive, _):
            return "a model has one \(quoted(directive.rawValue)), this is another"
        case .unknownAccess(let word, _):
            return "\(quoted(word)) does not say who sees a model: `public`, `package` and `internal` do"
        case .accessWithoutModel(let access):
            return "\(quoted(access.rawValue)) stands in front of `model` only"
        case .unknownOperator(let keyword, _):
            return "there is no operator \(quoted(keyword))"
        case .unsupportedOperator(let keyword):
            return "PyTorch's \(quoted(keyword)) is not among the operators of graphc"
        case .emptyModel:
            return "the model has no layers"
        case .missingTypeName:
            return "`model` needs a name behind it"
        case .invalidTypeName(let name, .notAnIdentifier):
            return "\(quoted(name)) cannot name a type: a letter, then letters, digits and `_`, can"
        case .invalidTypeName(let name, .reserved):
            return "\(quoted(name)) cannot name a type: it is reserved"
        case .repeatedTypeName(let name, _, _):
            return "\(quoted(name)) is what another model is called, too"
        case .missingExtents:
            return "`Input` needs the shape of a sample behind it"
        case .missingLoss:
            return "`loss` needs a name behind it"
        case .unknownLoss(let name, _):
            return "there is no loss \(quoted(name))"
        case .excessWord(let word, let directive):
            return "unexpected \(quoted(word)) behind \(quoted(directive.rawValue))"
        case .missingArgument(let argument, _):
            return "missing argument \(quoted(argument))"
        case .excessArgument(let value, _, _):
            return "unexpected argument \(quoted(value))"
        case .unknownArgument(let argument, _, _):
            return "unknown argument \(quoted(argument))"
        case .repeatedArgument(let argument, _):
            return "\(quoted(argument)) is given twice"
        case .invalidSize(let text, let argument, .notWhole):
            return "\(quoted(argument)) must be a whole number in plain digits, found \(quoted(text))"
        case .invalidSize(let text, let argument, .tooSmall(let minimum)):
            return "\(quoted(argument)) must be at least \(minimum), found \(quoted(text))"
        case .invalidSize(let text, let argument, .tooLarge):
            return "\(quoted(argument)) must be at most \(grouped(Shape.maximumCount)), found \(quoted(text))"
        case .listLength(let text, let argument, let expected):
            let list = expected.map { $0 == 1 ? "" : " or a list of \($0)" } ?? " or a list of them"
            return "\(quoted(argument)) takes one number\(list), found \(quoted(text))"
        case .invalidNumber(let text, let argument, .notANumber):
            return "\(quoted(argument)) must be a number, found \(quoted(text))"
        case .invalidNumber(let text, let argument, .beyondFloat):
            return "\(quoted(argument)) must be within the range of a Float, found \(quoted(text))"
        case .invalidNumber(let text, let argument, .outside(let range)):
            let (low, high) = (shortText(range.lowerBound), shortText(range.upperBound))
            return "\(quoted(argument)) must be from \(low) to \(high), found \(quoted(text))"
        case .invalidNumber(let text, let argument, .notPositive):
            return "\(quoted(argument)) must be greater than 0, found \(quoted(text))"
        case .invalidFlag(let text, let argument):
            return "\(quoted(argument)) must be `true` or `false`, found \(quoted(text))"
        case .extentMismatch(let mismatch):
            let expected = mismatch.expected.extents[mismatch.axis]
            let found = mismatch.origin.shape.extents[mismatch.axis]
            return "\(mismatch.keyword) expects \(expected) \(mismatch.unit) but gets \(found)"
        case .lastDimensionsMismatch(let mismatch):
            return "\(mismatch.keyword) normalizes over \(mismatch.expected), "
                + "which are not the last dimensions of \(mismatch.origin.shape)"
        case .rankMismatch(let mismatch):
            return "\(mismatch.keyword) expects samples of \(dimensions(mismatch.expected)) "
                + "but gets \(mismatch.origin.shape)"
        case .windowTooLarge(let mismatch):
            let window = mismatch.window
            let found = Array(mismatch.origin.shape.extents.dropFirst())
            let padded = window.padded(mismatch.origin.shape)
            return "\(mismatch.keyword)'s kernel of \(window.kernel.sizeText) "
                + (window.span == window.kernel ? "" : "spans \(window.span.sizeText) and ")
                + "does not fit into \(found.sizeText)"
                + (padded == found ? "" : ", with its padding \(padded.sizeText)")
        case .paddingTooLarge(let keyword, let window):
            return
                "\(keyword)'s padding of \(window.padding.argumentText) is more than half of its kernel of "
                + window.kernel.argumentText
        case .sameWithStride(let keyword, let window):
            return "`padding=same` goes with a stride of 1, and \(keyword)'s is \(window.stride.argumentText)"
        case .groupsDoNotDivide(let mismatch):
            let (inputs, outputs) = (mismatch.inputs, mismatch.outputs)
            let side = inputs == outputs ? "" : inputs % mismatch.groups != 0 ? " input" : " output"
            let count = inputs % mismatch.groups != 0 ? inputs : outputs
            return
                "\(mismatch.groups) groups do not divide the \(count)\(side) channels of \(mismatch.keyword)"
        case .outputPaddingTooLarge(let keyword, let added, let window):
            return "\(keyword)'s output_padding of \(added.argumentText) is not smaller than its stride of "
                + "\(window.stride.argumentText) or its dilation of \(window.dilation.argumentText)"
        case .nothingLeft(let keyword, let whole, let window, _):
            return
                "\(keyword)'s padding of \(window.padding.argumentText) leaves nothing of \(whole.sizeText)"
        case .unequalParts(let keyword, let output, let origin):
            return "\(keyword) cannot divide \(Array(origin.shape.extents.dropFirst()).sizeText) into "
                + "\(output.sizeText) parts of equal size"
        case .unknownInput(let keyword?, _?, _):
            return "\(keyword) cannot infer its input: nothing before it says which shape a sample has"
        case .unknownInput(let keyword?, nil, _):
            return "\(keyword) has to know the shape of a sample, and nothing before it says it"
        case .unknownInput(nil, _, _):
            return "nothing says which shape a sample has"
        case .tensorTooLarge(let name, let shape):
            return "\(name) of shape \(shape) is too large"
        case .modelTooLarge(let parameters):
            return "the model is too large: up to here it has \(grouped(parameters)) parameters"
        case .tooManyLayers(let count):
            return "the model has \(grouped(count)) layers"
        case .unsuitableOutput(let loss, _, let origin):
            return "\(loss.reference.keyword) expects a vector of logits but the model gives \(origin.shape)"
        case .softmaxBeforeCrossEntropy(let keyword):
            return
                "CrossEntropy takes logits, but the model ends with \(keyword)"
        case .sigmoidBeforeBCEWithLogits(let keyword):
            return "BCEWithLogits takes logits, but the model ends with \(keyword)"
        case .singleClass:
            return "CrossEntropy over a single class is always 0: there is nothing to learn"
        case .hidesRuntimeType(let name, _):
            return "GraphRuntime has a type \(quoted(name)) too, and the model's Swift hides it"
        }
    }

    /// What else there is to know, a line each.
    public func notes(in source: SourceText) -> [String] {
        func location(_ range: SourceRange) -> SourceLocation { source.location(of: range.lowerBound) }
        func provenance(_ origin: ShapeOrigin) -> String {
            "\(origin.shape) comes from \(origin.keyword) at \(location(origin.range))"
        }
        switch kind {
        case .invalidUTF8(_, let count), .controlCharacter(_, let count), .foreignBlank(_, let count),
            .foreignComment(_, let count):
            return count == 1 ? [] : ["\(grouped(count - 1)) more \(count == 2 ? "follows" : "follow")"]
        case .repeatedDirective(_, let first), .repeatedArgument(_, let first):
            return ["the first is at \(location(first))"]
        case .missingArgument(_, let signature), .excessArgument(_, let signature, _),
            .unknownArgument(_, let signature, _):
            return ["it is written `\(signature)`"]
        case .extentMismatch(let mismatch):
            return [
                "expected \(mismatch.expected), found \(mismatch.origin.shape)", provenance(mismatch.origin),
            ]
        case .lastDimensionsMismatch(let mismatch):
            return [provenance(mismatch.origin)]
        case .rankMismatch(let mismatch):
            return [provenance(mismatch.origin)]
        case .windowTooLarge(let mismatch):
            return [provenance(mismatch.origin)]
        case .groupsDoNotDivide(let mismatch):
            return [provenance(mismatch.origin)]
        case .nothingLeft(_, _, _, let origin), .unequalParts(_, _, let origin):
            return [provenance(origin)]
        case .tensorTooLarge:
            return ["a tensor has at most \(grouped(Shape.maximumCount)) elements"]
        case .modelTooLarge:
            return ["a model has at most \(grouped(Shape.maximumCount)) parameters"]
        case .tooManyLayers:
            return [
                "a model has at most \(grouped(Graph.maximumLayerCount)) layers; this is the first beyond"
            ]
        case .unsuitableOutput(_, let isDefault, let origin):
            return [provenance(origin)]
                + (isDefault ? ["CrossEntropy is the loss of a model that names none"] : [])
        case .singleClass(let origin):
            return [provenance(origin)]
        case .repeatedTypeName(_, let first, let isDefault):
            return (isDefault ? [namedAfterFile] : []) + ["the first is at \(first)"]
        case .hidesRuntimeType(let name, let isDefault):
            return (isDefault ? [namedAfterFile] : [])
                + ["`GraphRuntime.\(name)` is the other one"]
        case .unreadableWord, .expectedOperator, .callSyntax, .foreignSeparator, .sequential, .strayEquals,
            .loneBracket, .missingValue,
            .misplacedDirective, .unknownAccess, .accessWithoutModel, .unknownOperator, .unsupportedOperator,
            .emptyModel,
            .missingTypeName, .invalidTypeName,
            .missingExtents, .missingLoss, .unknownLoss, .excessWord, .invalidSize, .listLength,
            .invalidNumber,
            .invalidFlag, .paddingTooLarge, .sameWithStride, .outputPaddingTooLarge, .unknownInput,
            .softmaxBeforeCrossEntropy, .sigmoidBeforeBCEWithLogits:
            return []
        }
    }

    /// What to do about it.
    public var hint: String? {
        switch kind {
        case .unknownOperator(_, let suggestion?), .unknownLoss(_, let suggestion?):
            return "did you mean \(suggestion)?"
        case .unknownOperator, .unsupportedOperator:
            return "`graphc ops` lists all operators"
        case .unknownAccess(_, let fix):
            return quoted(fix)
        case .accessWithoutModel(let access):
            return "`\(access.rawValue) model DigitClassifier`"
        case .unknownLoss:
            return "a loss is one of \(lossTable.map(\.keyword).joined(separator: ", "))"
        case .excessArgument(_, _, let suggestion?), .unknownArgument(_, _, let suggestion?):
            return "did you mean `\(suggestion)`?"
        case .unreadableWord(_, let suggestion):
            return suggestion.map { quoted($0) }
        case .callSyntax(_, let plain), .foreignSeparator(_, let plain), .sequential(_, let plain):
            return plain.isEmpty ? nil : quoted(plain, upTo: 200)
        case .foreignBlank:
            return "put a plain blank in its place"
        case .foreignComment(let plain, _):
            return quoted(plain, upTo: 200)
        case .invalidFlag(let text, let argument):
            return Bool(plainValue(text)).map { quoted("\(argument)=\($0)") }
        case .emptyModel:
            return "a model is, for example, `Flatten; Linear 784 256; ReLU; Linear 256 10`"
        case .missingTypeName:
            return "`model DigitClassifier`"
        case .invalidTypeName(let name, .notAnIdentifier), .invalidTypeName(let name, .reserved):
            return "`model \(typeName(fromFileName: name))`"
        case .repeatedTypeName(let name, _, _):
            return "another name tells them apart: `model \(name)2`"
        case .missingExtents:
            return "`Input 1 28 28`"
        case .missingLoss:
            return "`loss CrossEntropy`"
        case .extentMismatch(let mismatch):
            return quoted(mismatch.fix)
        case .lastDimensionsMismatch(let mismatch):
            return quoted(mismatch.fix)
        case .rankMismatch(let mismatch):
            switch mismatch.fix {
            case .flatten(let text)?:
                return "Flatten gives \(mismatch.origin.shape.count) features here: \(quoted(text))"
            case .input(let shape)?:
                let kind = mismatch.expected == 3 ? "an image has channels, height" : "a signal has channels"
                return "\(kind) and \(mismatch.expected == 3 ? "width" : "length"), as in \(input(shape))"
            case .place(let keyword)?:
                let samples =
                    mismatch.expected == 3
                    ? "images of channels, height and width" : "signals of channels and length"
                return "\(mismatch.keyword) takes \(samples): put it before \(keyword)"
            case nil: return nil
            }
        case .windowTooLarge(let mismatch):
            if let keeping = mismatch.keeping {
                let extents = Array(mismatch.origin.shape.extents.dropFirst())
                return "`padding=\(keeping.argumentText)` keeps \(extents.sizeText)"
            }
            let padded = mismatch.window.padded(mismatch.origin.shape)
            let largest = zip(padded, mismatch.window.dilation).map { ($0 - 1) / $1 + 1 }.min() ?? 1
            return "a kernel of at most \(largest) fits, or a larger padding"
        case .paddingTooLarge(_, let window):
            return "a padding of at most \((window.kernel.min() ?? 0) / 2) fits"
        case .sameWithStride(_, let window):
            return "state it: `padding=\(window.span.map { ($0 - 1) / 2 }.argumentText)`"
        case .groupsDoNotDivide(let mismatch):
            let nearest = divisors(of: mismatch.commonChannels, around: mismatch.groups)
            return nearest.map { "`groups=\($0)`" }.joined(separator: " and ")
                + (nearest.count == 1 ? " does" : " do")
        case .outputPaddingTooLarge(_, _, let window):
            let largest = zip(window.stride, window.dilation).map { max($0, $1) - 1 }
            return "an output_padding of at most \(largest.argumentText) fits"
        case .nothingLeft(_, let whole, _, _):
            return "a padding of at most \(whole.map { ($0 - 1) / 2 }.argumentText) leaves something"
        case .unequalParts(_, let output, let origin):
            let fitting = zip(origin.shape.extents.dropFirst(), output).map { extent, parts in
                extent % parts == 0 ? parts : divisors(of: extent, around: parts).first ?? 1
            }
            return "`output=\(fitting.argumentText)` does"
        case .loneBracket:
            return "a list stands in brackets, as in `kernel=[3 5]`"
        case .unknownInput(_, let fix?, let example):
            return "state it, as in \(quoted(fix)), or begin with \(input(example))"
        case .unknownInput(_, nil, let example):
            return "begin with, for example, \(input(example))"
        case .unsuitableOutput(_, let isDefault, _):
            return isDefault ? "end with `Flatten`, or with `loss MSE`" : "put `Flatten` in front of the loss"
        case .softmaxBeforeCrossEntropy(let keyword):
            return "leave \(keyword) out: CrossEntropy applies LogSoftmax itself"
        case .sigmoidBeforeBCEWithLogits(let keyword):
            return "leave \(keyword) out: BCEWithLogits applies Sigmoid itself"
        case .singleClass:
            return
                "two classes are two outputs, or one with `loss BCEWithLogits`; for a number, use `loss MSE`"
        case .hidesRuntimeType(let name, _):
            return "another name tells them apart: `model \(name)Net`"
        case .invalidUTF8, .controlCharacter, .expectedOperator, .strayEquals,
            .missingValue, .misplacedDirective, .repeatedDirective, .excessWord, .missingArgument,
            .excessArgument, .unknownArgument, .repeatedArgument, .invalidSize, .listLength, .invalidNumber,
            .tensorTooLarge, .modelTooLarge, .tooManyLayers:
            return nil
        }
    }
}

extension Diagnostic.GroupsMismatch {
    /// The greatest number that divides both numbers of channels.
    fileprivate var commonChannels: Int {
        var (divisor, rest) = (inputs, outputs)
        while rest > 0 { (divisor, rest) = (rest, divisor % rest) }
        return divisor
    }
}

/// The next smaller and the next larger divisor of a number, around what does not divide it.
private func divisors(of number: Int, around count: Int) -> [Int] {
    let small = (1...max(1, Int(Double(number).squareRoot()))).filter { number % $0 == 0 }
    let all = small + small.map { number / $0 }
    return [all.filter { $0 < count }.max(), all.filter { $0 > count }.min()].compactMap { $0 }
}

private let namedAfterFile = "the model is named after its file"

/// What the user wrote or could write, in backquotes, shortened to a line's worth.
private func quoted(_ text: String, upTo limit: Int = 60) -> String {
    let visible = visibleText(text)
    return visible.count <= limit ? "`\(visible)`" : "`\(visible.prefix(limit - 1))…`"
}

/// `Input 1 28 28`, in backquotes.
private func input(_ shape: Shape) -> String {
    quoted(([Directive.input.rawValue] + shape.extents.map(String.init)).joined(separator: " "))
}

private func dimensions(_ rank: Int) -> String { rank == 1 ? "1 dimension" : "\(rank) dimensions" }

private func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

private func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0\(digits)" : digits
}
