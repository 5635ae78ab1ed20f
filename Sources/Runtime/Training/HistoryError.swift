/// Why a text is no history.
public enum HistoryError: Error, Sendable, Equatable {
    /// The first line is not `epoch,train_loss,…,test_loss,…,seconds`.
    case header([String])
    /// Lines count from 1.
    case cells(line: Int, expected: Int, found: Int)
    case number(line: Int, found: String)
    /// The JSON is not that of a history, for this reason.
    case json(String)
}

extension HistoryError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .header(let found):
            "expected the header epoch,train_loss,…,test_loss,…,seconds, found "
                + found.prefix(8).map(printable).joined(separator: ",")
        case .cells(let line, let expected, let found):
            "line \(line): expected \(expected) cells, found \(found)"
        case .number(let line, let found):
            "line \(line): expected a number, found \(printable(found))"
        case .json(let reason):
            "expected the JSON of a history: \(printable(reason))"
        }
    }
}

extension MetricResult {
    /// One that was read, of which only the name tells what it is.
    init(named name: String, value: Double) {
        let isMean = ["precision", "recall", "f1"].contains(name)
        self.init(
            name: name, value: value,
            isShare: isMean || name.hasPrefix("accuracy") || name.hasPrefix("top"),
            isDetail: isMean || name.hasPrefix("accuracy of "))
    }
}
