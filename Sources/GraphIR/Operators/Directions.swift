/// What a window slides over: the digit in `Conv2d` and `Conv1d`. What is most likely meant comes first.
public enum Directions: Int, Sendable, CaseIterable {
    /// Images, of shape `[channels, height, width]`.
    case two = 2
    /// Signals, of shape `[channels, length]`.
    case one = 1

    var suffix: String { "\(rawValue)d" }

    /// What goes with them in a list that has something for each of `allCases`.
    func choose<Element>(from list: [Element]) -> Element { list[self == .two ? 0 : 1] }

    /// A sample as it might be.
    func example(channels: Int) -> Shape {
        switch self {
        case .one: [channels, 128]
        case .two: [channels, 28, 28]
        }
    }

    /// The formula of an element, whose places along the directions are `places` and those of the window's elements
    /// `taps`.
    func formula(_ text: (_ places: String, _ input: String, _ taps: String) -> String, dilated: Bool)
        -> String
    {
        let names = [("h", "u"), ("w", "v")]
        let used = self == .one ? [("l", "u")] : names
        let input = used.map { "\($0)·stride + \($1)\(dilated ? "·dilation" : "") − padding" }
        func list(_ words: [String]) -> String { words.joined(separator: ", ") }
        return text(list(used.map(\.0)), list(input), list(used.map(\.1)))
    }
}
