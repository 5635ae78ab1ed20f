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
        case .unreadableWord(let word, _):
            return "\(quoted(word)) is neither a name nor a number"
        case .expectedOperator(let found):
            return "expected an operator, found \(quoted(found))"
        case .callSyntax(let symbol, _):
            return "\(quoted(symbol)) is not part of the language: blanks separate the arguments of a layer"
        case .strayEquals:
            return "expected the name of an argument in front of `=`"
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
        case .unknownOperator(let keyword, _):
            return "there is no operator \(quoted(keyword))"
        case .emptyModel:
            return "the model has no layers"
        case .missingTypeName:
            return "`model` needs a name behind it"
        case .invalidTypeName(let name, .notAnIdentifier):
            return "\(quoted(name)) cannot name a type: a letter, then letters, digits and `_`, can"
        case .invalidTypeName(let name, .reserved):
            return "\(quoted(name)) cannot name a type: it is reserved"
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
        case .invalidNumber(let text, let argument, .notANumber):
            return "\(quoted(argument)) must be a number, found \(quoted(text))"
        case .invalidNumber(let text, let argument, .beyondFloat):
            return "\(quoted(argument)) must be within the range of a Float, found \(quoted(text))"
        case .invalidNumber(let text, let argument, .outside(let range)):
            let (low, high) = (shortText(range.lowerBound), shortText(range.upperBound))
            return "\(quoted(argument)) must be from \(low) to \(high), found \(quoted(text))"
        case .invalidFlag(let text, let argument):
            return "\(quoted(argument)) must be `true` or `false`, found \(quoted(text))"
        case .extentMismatch(let mismatch):
            let expected = mismatch.expected.extents[mismatch.axis]
            let found = mismatch.origin.shape.extents[mismatch.axis]
            return "\(mismatch.keyword) expects \(expected) \(mismatch.unit) but gets \(found)"
        case .rankMismatch(let mismatch):
            return "\(mismatch.keyword) expects samples of \(dimensions(mismatch.expected)) "
                + "but gets \(mismatch.origin.shape)"
        case .windowTooLarge(let mismatch):
            let extents = mismatch.origin.shape.extents.suffix(2).map(String.init)
            let found = extents.joined(separator: " × ")
            let padded = "\(mismatch.padded)"
            return "\(mismatch.keyword) has a kernel of \(mismatch.kernel) but gets \(found)"
                + (padded == found ? "" : ", with its padding \(padded)")
        case .paddingTooLarge(let keyword, let padding, let kernel):
            return "\(keyword)'s padding of \(padding.argumentText) is more than half of its kernel of "
                + kernel.argumentText
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
            return "\(loss.rawValue) expects a vector of logits but the model gives \(origin.shape)"
        case .softmaxBeforeCrossEntropy(let keyword):
            return
                "CrossEntropy takes logits, but the model ends with \(keyword)"
        case .singleClass:
            return "CrossEntropy over a single class is always 0: there is nothing to learn"
        }
    }

    /// What else there is to know, a line each.
    public func notes(in source: SourceText) -> [String] {
        func location(_ range: SourceRange) -> SourceLocation { source.location(of: range.lowerBound) }
        func provenance(_ origin: ShapeOrigin) -> String {
            "\(origin.shape) comes from \(origin.keyword) at \(location(origin.range))"
        }
        switch kind {
        case .invalidUTF8(_, let count), .controlCharacter(_, let count):
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
        case .rankMismatch(let mismatch):
            return [provenance(mismatch.origin)]
        case .windowTooLarge(let mismatch):
            return [provenance(mismatch.origin)]
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
        case .unreadableWord, .expectedOperator, .callSyntax, .strayEquals, .missingValue,
            .misplacedDirective, .unknownOperator, .emptyModel, .missingTypeName, .invalidTypeName,
            .missingExtents, .missingLoss, .unknownLoss, .excessWord, .invalidSize, .invalidNumber,
            .invalidFlag, .paddingTooLarge, .unknownInput, .softmaxBeforeCrossEntropy:
            return []
        }
    }

    /// What to do about it.
    public var hint: String? {
        switch kind {
        case .unknownOperator(_, let suggestion?), .unknownLoss(_, let suggestion?),
            .unknownArgument(_, _, let suggestion?):
            return "did you mean \(suggestion)?"
        case .unknownOperator:
            return "`graphc ops` lists all operators"
        case .unknownLoss:
            return "a loss is one of \(Loss.allCases.map(\.rawValue).joined(separator: ", "))"
        case .excessArgument(_, _, let suggestion?):
            return "did you mean `\(suggestion)`?"
        case .unreadableWord(_, let suggestion):
            return suggestion.map { quoted($0) }
        case .callSyntax(_, let plain):
            return plain.isEmpty ? nil : quoted(plain)
        case .emptyModel:
            return "a model is, for example, `Flatten; Linear 784 256; ReLU; Linear 256 10`"
        case .missingTypeName:
            return "`model Digits`"
        case .invalidTypeName(let name, .notAnIdentifier), .invalidTypeName(let name, .reserved):
            return "`model \(typeName(fromFileName: name))`"
        case .missingExtents:
            return "`Input 1 28 28`"
        case .missingLoss:
            return "`loss CrossEntropy`"
        case .extentMismatch(let mismatch):
            return quoted(mismatch.fix)
        case .rankMismatch(let mismatch):
            switch mismatch.fix {
            case .flatten(let text)?:
                return "Flatten gives \(mismatch.origin.shape.count) features here: \(quoted(text))"
            case .image(let shape)?:
                return "an image has channels, height and width, as in \(input(shape))"
            case .place(let keyword)?:
                return
                    "\(mismatch.keyword) takes images of channels, height and width: put it before \(keyword)"
            case nil: return nil
            }
        case .windowTooLarge(let mismatch):
            let largest = min(mismatch.padded.height, mismatch.padded.width)
            return "a kernel of at most \(largest) fits, or a larger padding"
        case .paddingTooLarge(_, _, let kernel):
            return "a padding of at most \(min(kernel.height, kernel.width) / 2) fits"
        case .unknownInput(_, let fix?, let example):
            return "state it, as in \(quoted(fix)), or begin with \(input(example))"
        case .unknownInput(_, nil, let example):
            return "begin with, for example, \(input(example))"
        case .unsuitableOutput(_, let isDefault, _):
            return isDefault ? "end with `Flatten`, or with `loss MSE`" : "put `Flatten` in front of the loss"
        case .softmaxBeforeCrossEntropy(let keyword):
            return "leave \(keyword) out: CrossEntropy applies LogSoftmax itself"
        case .singleClass:
            return "two classes are two outputs; for a number, use `loss MSE`"
        case .invalidUTF8, .controlCharacter, .expectedOperator, .strayEquals,
            .missingValue, .misplacedDirective, .repeatedDirective, .excessWord, .missingArgument,
            .excessArgument, .unknownArgument, .repeatedArgument, .invalidSize, .invalidNumber,
            .invalidFlag, .tensorTooLarge, .modelTooLarge, .tooManyLayers:
            return nil
        }
    }
}

/// What the user wrote, in backquotes, shortened to a line's worth.
private func quoted(_ text: String) -> String {
    let visible = visibleText(text)
    return visible.count <= 60 ? "`\(visible)`" : "`\(visible.prefix(59))…`"
}

/// `Input 1 28 28`, in backquotes.
private func input(_ shape: Shape) -> String {
    quoted(([Directive.input.rawValue] + shape.extents.map(String.init)).joined(separator: " "))
}

private func dimensions(_ rank: Int) -> String { rank == 1 ? "1 dimension" : "\(rank) dimensions" }

private func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0\(digits)" : digits
}
