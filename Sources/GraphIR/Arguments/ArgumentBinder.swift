/// A statement's arguments, matched with those that its reference declares.
struct BoundArguments {
    /// nil if a size that has no default is missing or wrong.
    var arguments: Arguments?
    /// Index into the statement's arguments of each declared one; nil where it is left out.
    var indices: [Int?]
    var diagnostics: [Diagnostic]
}

/// Matches by name first, then by position.
///
/// Where fewer values are given by position than there are sizes without a default, the sizes that can be
/// inferred are taken to be left out: `Linear 10` is `Linear out=10`.
func bind(_ statement: SyntaxTree.Statement, to reference: some StatementReference) -> BoundArguments {
    var binder = ArgumentBinder(statement: statement, reference: reference)
    binder.matchNames()
    binder.matchPositions()
    return binder.boundArguments()
}

private struct ArgumentBinder {
    let statement: SyntaxTree.Statement
    let reference: any StatementReference
    private var indices: [Int?]
    private var diagnostics: [Diagnostic] = []
    /// Whether a value was left over, so that what is missing is not worth a second diagnostic.
    private var hasStrays = false

    init(statement: SyntaxTree.Statement, reference: any StatementReference) {
        self.statement = statement
        self.reference = reference
        indices = Array(repeating: nil, count: reference.arguments.count)
    }

    mutating func matchNames() {
        for (index, argument) in statement.arguments.enumerated() {
            guard let name = argument.name else { continue }
            guard let slot = reference.arguments.firstIndex(where: { $0.name == name.text }) else {
                let meant = reference.argumentMeant(by: name.text)
                report(
                    .unknownArgument(
                        name.text, signature: reference.signature,
                        suggestion: meant.map { "\($0.name)=\(plainValue(argument.value.text))" }),
                    at: name.range)
                hasStrays = true
                continue
            }
            if let first = indices[slot] {
                report(
                    .repeatedArgument(name.text, first: statement.arguments[first].range), at: name.range)
            } else {
                indices[slot] = index
            }
        }
    }

    mutating func matchPositions() {
        let positional = statement.arguments.indices.filter { statement.arguments[$0].name == nil }
        var slots = reference.arguments.indices.filter { indices[$0] == nil }
        slots.removeAll { reference.arguments[$0].isNamed }
        if positional.count < slots.count(where: { reference.arguments[$0].isSizeWithoutDefault }) {
            slots.removeAll { reference.arguments[$0].isInferred }
        } else if let place = placeOfFraction(among: positional, slots) {
            slots.remove(at: place)
        }
        for (slot, index) in zip(slots, positional) { indices[slot] = index }
        if positional.count > slots.count, let repeated = namedAgain(among: positional) {
            hasStrays = true
            report(
                .repeatedArgument(
                    repeated.name.text, first: statement.arguments[repeated.position].range),
                at: repeated.name.range)
        } else {
            reportExcess(positional.dropFirst(slots.count))
        }
        for slot in slots.dropFirst(positional.count)
        where !hasStrays && !reference.arguments[slot].isOptional {
            report(
                .missingArgument(reference.arguments[slot].name, signature: reference.signature),
                at: statement.keyword.range)
        }
    }

    /// Where there are too many values by position: the name that is given to what one of them stands for.
    private func namedAgain(among positional: [Int]) -> (name: SyntaxTree.Word, position: Int)? {
        let places = reference.arguments.indices.filter { !reference.arguments[$0].isNamed }
        for (place, position) in zip(places, positional) {
            if let index = indices[place], index != position, let name = statement.arguments[index].name {
                return (name, position)
            }
        }
        return nil
    }

    /// Where a fraction stands in the place of what can be inferred, and a number may follow: it is meant to be that.
    private func placeOfFraction(among positional: [Int], _ slots: [Int]) -> Int? {
        zip(slots, positional).enumerated().first { place, pair in
            guard reference.arguments[pair.0].isInferred, place + 1 < slots.count,
                case .number = reference.arguments[slots[place + 1]].kind
            else { return false }
            return statement.arguments[pair.1].isFraction
        }?.offset
    }

    private mutating func reportExcess(_ positional: ArraySlice<Int>) {
        guard let first = positional.first, let last = positional.last else { return }
        hasStrays = true
        let found = statement.arguments[first].value
        let isFlag = Bool(found.text) != nil
        let named = zip(reference.arguments, indices).first { argument, index in
            argument.isNamed && index == nil && argument.kind.isFlag == isFlag
        }
        let end = statement.arguments[last].range.upperBound
        report(
            .excessArgument(
                found.text, signature: reference.signature,
                suggestion: named.map { "\($0.0.name)=\(found.text)" }),
            at: SourceRange(found.range.lowerBound..<end))
    }

    /// Reads the values that were matched.
    mutating func boundArguments() -> BoundArguments {
        var values: [Arguments.Value] = []
        var sizes: [String: [Int]] = [:]
        for (declared, index) in zip(reference.arguments, indices) {
            let argument = index.map { statement.arguments[$0] }
            let word = argument?.value
            switch declared.kind {
            case .size(let minimum, let defaultValue):
                let written = word.map { size($0, declared, minimum: minimum).map { [$0] } }
                guard let size = written ?? defaultValue.flatMap({ value(of: $0, sizes, 1) }) else {
                    continue
                }
                sizes[declared.name] = size
                values.append(.size(size[0]))
            case .sizes(_, _, _, orSame: true) where word?.text == "same": values.append(.same)
            case .sizes(let count, let minimum, let defaultValue, _):
                let written = argument.map { list($0, declared, count: count, minimum: minimum) }
                guard let list = written ?? defaultValue.flatMap({ value(of: $0, sizes, count) }) else {
                    continue
                }
                sizes[declared.name] = list
                values.append(.sizes(list))
            case .inferredSize:
                values.append(word.flatMap { size($0, declared, minimum: 1) }.map { .size($0) } ?? .inferred)
            case .inferredShape:
                let written = argument.flatMap { list($0, declared, count: nil, minimum: 1) }
                values.append(written.map { .sizes($0) } ?? .inferred)
            case .number(let defaultValue, let range):
                values.append(.number(word.flatMap { number($0, declared, within: range) } ?? defaultValue))
            case .flag(let defaultValue):
                values.append(.flag(word.flatMap { flag($0, declared) } ?? defaultValue))
            }
        }
        let isComplete = values.count == reference.arguments.count
        return BoundArguments(
            arguments: isComplete
                ? Arguments(names: reference.arguments.map(\.name), values: values) : nil,
            indices: indices, diagnostics: diagnostics)
    }

    /// nil if it is that of a size which is wrong or missing itself.
    private func value(
        of size: ArgumentReference.SizeDefault, _ sizes: [String: [Int]], _ count: Int
    ) -> [Int]? {
        switch size {
        case .constant(let value): Array(repeating: value, count: count)
        case .sameAs(let other): sizes[other]
        }
    }

    /// One number for all directions, or a list with one for each; without a count, a list of any length.
    private mutating func list(
        _ argument: SyntaxTree.Argument, _ declared: ArgumentReference, count: Int?, minimum: Int
    ) -> [Int]? {
        guard let elements = argument.elements else {
            let size = size(argument.value, declared, minimum: minimum)
            return size.map { Array(repeating: $0, count: count ?? 1) }
        }
        guard !elements.isEmpty, elements.count == count ?? elements.count else {
            report(
                .listLength(argument.value.text, argument: declared.name, expected: count),
                at: argument.value.range)
            return nil
        }
        let sizes = elements.map { size($0, declared, minimum: minimum) }
        return sizes.contains(nil) ? nil : sizes.compactMap { $0 }
    }

    private mutating func size(
        _ word: SyntaxTree.Word, _ argument: ArgumentReference, minimum: Int
    ) -> Int? {
        switch readSize(word.text, minimum: minimum) {
        case .success(let size): return size
        case .failure(let problem):
            report(.invalidSize(word.text, argument: argument.name, problem), at: word.range)
            return nil
        }
    }

    private mutating func number(
        _ word: SyntaxTree.Word, _ argument: ArgumentReference, within range: ArgumentReference.NumberRange
    ) -> Double? {
        switch readNumber(word.text, within: range) {
        case .success(let value): return value
        case .failure(let problem):
            report(.invalidNumber(word.text, argument: argument.name, problem), at: word.range)
            return nil
        }
    }

    private mutating func flag(_ word: SyntaxTree.Word, _ argument: ArgumentReference) -> Bool? {
        guard let value = Bool(word.text) else {
            report(.invalidFlag(word.text, argument: argument.name), at: word.range)
            return nil
        }
        return value
    }

    private mutating func report(_ kind: Diagnostic.Kind, at range: SourceRange) {
        diagnostics.append(Diagnostic(kind, range))
    }
}

/// Why a word is not a size.
public enum SizeProblem: Error, Hashable, Sendable {
    case notWhole
    case tooSmall(minimum: Int)
    /// More than `Shape.maximumCount`.
    case tooLarge
}

/// Reads a whole number in plain digits; `minimum` is not negative.
func readSize(_ text: String, minimum: Int) -> Result<Int, SizeProblem> {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy(\.isDigit) else { return .failure(.notWhole) }
    let isZero = digits.allSatisfy { $0 == "0" }
    if isNegative, !isZero { return .failure(.tooSmall(minimum: minimum)) }
    guard let size = Int(digits), size <= Shape.maximumCount else { return .failure(.tooLarge) }
    return size < minimum ? .failure(.tooSmall(minimum: minimum)) : .success(size)
}

/// Why a word is not a number.
public enum NumberProblem: Error, Hashable, Sendable {
    case notANumber
    /// Infinite in single precision, where it would make a NaN of every zero.
    case beyondFloat
    case outside(ClosedRange<Double>)
    case notPositive
}

/// Reads a number in decimal notation.
func readNumber(
    _ text: String, within range: ArgumentReference.NumberRange
) -> Result<Double, NumberProblem> {
    // `Double` also reads `nan` and `infinity`.
    guard text.utf8.contains(where: \.isDigit), let value = Double(text) else { return .failure(.notANumber) }
    guard Float(value).isFinite else { return .failure(.beyondFloat) }
    switch range {
    case .any: break
    case .within(let range): if !range.contains(value) { return .failure(.outside(range)) }
    case .positive: if Float(value) <= 0 { return .failure(.notPositive) }
    }
    return .success(value)
}

extension ArgumentReference {
    fileprivate var isInferred: Bool {
        switch kind {
        case .inferredSize, .inferredShape: true
        case .size, .sizes, .number, .flag: false
        }
    }
    /// Whether it has a value when it is not written.
    fileprivate var isOptional: Bool {
        switch kind {
        case .size(_, let defaultValue), .sizes(_, _, let defaultValue, _): defaultValue != nil
        case .inferredSize, .inferredShape, .number, .flag: true
        }
    }
    fileprivate var isSizeWithoutDefault: Bool { !isOptional || isInferred }
}

extension SyntaxTree.Argument {
    /// Whether it is a number, but none that counts something.
    fileprivate var isFraction: Bool {
        guard elements == nil, case .failure(.notWhole) = readSize(value.text, minimum: 0),
            case .success = readNumber(value.text, within: .any)
        else { return false }
        return true
    }
}
