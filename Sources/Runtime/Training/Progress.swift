import Foundation

extension Trainer {
    /// How a trainer reports on its epochs.
    public struct Progress: Sendable {
        enum Style: Sendable {
            case silent
            case lines
            case bar(width: @Sendable () -> Int, colored: Bool)
        }

        let style: Style
        let write: @Sendable (String) -> Void
        /// What the line of an epoch calls the data set that the model is evaluated on.
        public var validationName = "test"

        init(style: Style, write: @escaping @Sendable (String) -> Void) {
            (self.style, self.write) = (style, write)
        }

        /// Says nothing.
        public static let silent = Progress(style: .silent) { _ in }

        /// A bar if standard output is a terminal, otherwise lines. The bar has no colours if the
        /// environment has a `NO_COLOR` that is not empty.
        public static var automatic: Progress {
            guard StandardOutput.isTerminal else { return .lines() }
            return Progress(
                style: .bar(width: StandardOutput.columns, colored: StandardOutput.allowsColors),
                write: writeToOutput)
        }

        /// A line for every epoch, with its newline, to standard output or to `write`.
        public static func lines(
            to write: @escaping @Sendable (String) -> Void = writeToOutput
        ) -> Progress {
            Progress(style: .lines, write: write)
        }

        /// One line, `width` columns at most, that is rewritten while an epoch runs and then replaced
        /// by the line of the epoch.
        public static func bar(
            width: Int = 80, colored: Bool = false,
            to write: @escaping @Sendable (String) -> Void = writeToOutput
        ) -> Progress {
            Progress(style: .bar(width: { max(1, width) }, colored: colored), write: write)
        }

        /// Writes to standard output, behind what `print` has written, and without delay.
        public static let writeToOutput: @Sendable (String) -> Void = { text in
            print(text, terminator: "")
            fflush(nil)
        }
    }
}
