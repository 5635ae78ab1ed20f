extension ModelLayout {
    /// The parameters that are trained, as ranges of the arena; nil if all are.
    ///
    /// - Parameter patterns: Names of others, in which `*` stands for anything.
    /// - Throws: `TrainingError` if a pattern is that of no parameter, or if none is left.
    func ranges(withoutFrozen patterns: [String]) throws(TrainingError) -> [Range<Int>]? {
        if patterns.isEmpty { return nil }
        let names = trainedParameters.map(\.name)
        for pattern in patterns where !names.contains(where: { $0.matches(pattern) }) {
            throw .frozen(pattern, known: names)
        }
        // What lies between two parameters belongs to the first.
        let trained = trainedParameters.sorted { $0.offset < $1.offset }
        let ends = trained.dropFirst().map(\.offset) + [parameterFloats]
        let ranges = zip(trained, ends).compactMap { parameter, end in
            patterns.contains { parameter.name.matches($0) } ? nil : parameter.offset..<end
        }
        if ranges.isEmpty { throw .everythingFrozen }
        return ranges
    }

    /// The number of the first parameter that is trained.
    ///
    /// - Parameter ranges: Those that are trained, in the arena.
    func firstParameter(in ranges: [Range<Int>]) -> Int {
        parameters.firstIndex { parameter in
            parameter.role == .trained && ranges.contains { $0.contains(parameter.offset) }
        } ?? 0
    }
}

extension String {
    /// Whether it is the pattern, in which `*` stands for any characters.
    fileprivate func matches(_ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return self == pattern }
        guard hasPrefix(parts[0]), hasSuffix(parts[parts.count - 1]) else { return false }
        guard count >= parts[0].count + parts[parts.count - 1].count else { return false }
        var rest = dropFirst(parts[0].count).dropLast(parts[parts.count - 1].count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}
