import Foundation

/// What standard output is, for those who write to it.
package enum StandardOutput {
    /// Whether it is a terminal that knows how to move its cursor.
    package static var isTerminal: Bool {
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Whether the environment has no `NO_COLOR`, or an empty one.
    package static var allowsColors: Bool {
        ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
    }

    /// The columns of the terminal that it is, or 80.
    @Sendable package static func columns() -> Int {
        var size = winsize()
        let answered = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
        return answered && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}
