/// A column of a table that models read.
public struct TableColumn: Sendable, Equatable, Codable {
    public let name: String
    /// The categories, in the order of their inputs: one of them is 1, the others are 0. None for a column of numbers.
    public let categories: [String]
    /// A number x becomes `(x − shift) · scale`, computed in Double and rounded to a float at the end.
    public let shift: Double
    public let scale: Double

    init(name: String, categories: [String] = [], shift: Double = 0, scale: Double = 1) {
        (self.name, self.categories, self.shift, self.scale) = (name, categories, shift, scale)
    }

    /// The inputs that the column becomes: `age`, or `colour=green` and `colour=red`.
    public var inputNames: [String] {
        categories.isEmpty ? [name] : categories.map { "\(name)=\($0)" }
    }

    /// How a cell, a number or the index of a category, becomes inputs.
    var encoding: CellEncoding {
        CellEncoding(width: inputNames.count, isCategory: !categories.isEmpty, shift: shift, scale: scale)
    }
}

/// What `TableColumn` says, without its names.
struct CellEncoding: Sendable {
    let width: Int
    let isCategory: Bool
    let shift: Double
    let scale: Double

    func write(_ cell: Float, to inputs: UnsafeMutablePointer<Float>) {
        if isCategory {
            inputs.update(repeating: 0, count: width)
            inputs[Int(cell)] = 1
        } else {
            inputs[0] = Float((Double(cell) - shift) * scale)
        }
    }
}

/// How the columns of numbers in a table become those that a model reads. Categories stay 0 and 1.
public enum ColumnNormalization: Sendable, Equatable {
    /// As they are.
    case none
    /// 0 … 1, as scikit-learn's `MinMaxScaler`: `(x − minimum) / (maximum − minimum)`. A column of one number alone
    /// becomes 0.
    case minMax
    /// `(x − mean) / deviation`, as scikit-learn's `StandardScaler`, by the standard deviation of the population. A
    /// deviation of zero counts as one.
    case standardized

    /// The shift and the scale for these numbers.
    func fitted(to numbers: some Collection<Float>) -> (shift: Double, scale: Double) {
        switch self {
        case .none: return (0, 1)
        case .minMax:
            let (low, high) = (Double(numbers.min() ?? 0), Double(numbers.max() ?? 0))
            return (low, low == high ? 1 : 1 / (high - low))
        case .standardized:
            let count = Double(max(1, numbers.count))
            let mean = numbers.reduce(0) { $0 + Double($1) } / count
            let squares = numbers.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
            let deviation = (squares / count).squareRoot()
            return (mean, deviation == 0 ? 1 : 1 / deviation)
        }
    }
}
