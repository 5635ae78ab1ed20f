import ArgumentParser
import GraphRuntime

/// What becomes of numbers before a model reads them, as `--normalize` has it.
enum NormalizationChoice: String, ExpressibleByArgument, CaseIterable {
    case zeroToOne = "0..1"
    case minusOneToOne = "-1..1"
    case zscore
    case none

    /// Of images.
    var ofPixels: Normalization {
        switch self {
        case .zeroToOne: .zeroToOne
        case .minusOneToOne: .minusOneToOne
        case .zscore: .standardizedPerChannel
        case .none: .none
        }
    }

    /// Of the columns of a table.
    var ofColumns: ColumnNormalization {
        get throws {
            switch self {
            case .zeroToOne: .minMax
            case .minusOneToOne:
                throw ValidationError(
                    "'--normalize -1..1' is for images; a table takes 0..1, zscore or none.")
            case .zscore: .standardized
            case .none: .none
            }
        }
    }
}

/// `32x32`, height first.
struct ImageSize: ExpressibleByArgument {
    let height: Int
    let width: Int

    init(height: Int, width: Int) { (self.height, self.width) = (height, width) }

    init?(argument: String) {
        let numbers = argument.split(whereSeparator: { "x×".contains($0) }).map { Int($0) }
        guard numbers.count == 2, let height = numbers[0], let width = numbers[1],
            (1...1 << 15).contains(height), (1...1 << 15).contains(width)
        else { return nil }
        self.init(height: height, width: width)
    }
}

/// Words with commas between them.
struct WordList: ExpressibleByArgument {
    let words: [String]

    init?(argument: String) {
        words = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        if words.contains("") { return nil }
    }
}
