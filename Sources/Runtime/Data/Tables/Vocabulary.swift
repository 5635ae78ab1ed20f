/// Texts that occur in a column, each with an index.
struct Vocabulary {
    /// More would hardly be categories.
    static let limit = 1 << 16

    private(set) var names: [String] = []
    private var indices: [String: Int32] = [:]
    /// Whether those that are there are all.
    private let isComplete: Bool

    init() { isComplete = false }

    init(_ names: [String]) {
        self.names = names
        indices = Dictionary(zip(names, 0...), uniquingKeysWith: { first, _ in first })
        isComplete = true
    }

    mutating func index(of text: UnsafeBufferPointer<UInt8>) throws(TableError.Reason) -> Int32 {
        let name = String(decoding: text, as: UTF8.self)
        if let index = indices[name] { return index }
        guard !isComplete else { throw .unknownCategory(name, known: names) }
        guard names.count < Self.limit else { throw .tooManyCategories(limit: Self.limit) }
        guard name.utf8.elementsEqual(text) else { throw .encoding }
        let index = Int32(names.count)
        indices[name] = index
        names.append(name)
        return index
    }

    /// Puts the names in order: as numbers if all are such, otherwise by their UTF-8.
    ///
    /// - Returns: the new index for each old one; nil if all stay where they are.
    mutating func sort() -> [Int32]? {
        guard !isComplete, !names.isEmpty else { return nil }
        let numbers = names.compactMap { Double($0).flatMap { $0.isFinite ? $0 : nil } }
        let areNumbers = numbers.count == names.count
        let order = names.indices.sorted { first, second in
            if areNumbers, numbers[first] != numbers[second] { return numbers[first] < numbers[second] }
            return names[first].utf8.lexicographicallyPrecedes(names[second].utf8)
        }
        var places = [Int32](repeating: 0, count: names.count)
        for (new, old) in zip(Int32(0)..., order) { places[old] = new }
        names = order.map { names[$0] }
        return places
    }
}
