import Foundation
import GraphRuntime

/// How a download reports on its files.
public struct DownloadProgress: Sendable {
    enum Style: Sendable {
        case calls(@Sendable (_ file: String, _ bytes: Int, _ total: Int) -> Void)
        case line(
            width: @Sendable () -> Int, colored: Bool, write: @Sendable (String) -> Void)
    }

    let style: Style

    /// Says nothing.
    public static let silent = DownloadProgress { _, _, _ in }

    /// A line for each file if standard output is a terminal, otherwise nothing. The line has no colours if the
    /// environment has a `NO_COLOR` that is not empty.
    public static var automatic: DownloadProgress {
        guard StandardOutput.isTerminal else { return .silent }
        return DownloadProgress(
            style: .line(
                width: StandardOutput.columns, colored: StandardOutput.allowsColors,
                write: Trainer.Progress.writeToOutput))
    }

    /// A line for each file, `width` columns at most, that is rewritten while the file arrives.
    public static func line(
        width: Int = 80, colored: Bool = false,
        to write: @escaping @Sendable (String) -> Void = Trainer.Progress.writeToOutput
    ) -> DownloadProgress {
        DownloadProgress(style: .line(width: { max(1, width) }, colored: colored, write: write))
    }

    /// Calls `report` whenever something has arrived: with the name of the file, how many bytes of it are there, and
    /// how many there will be. What is there becomes less where a download has to begin anew.
    public init(_ report: @escaping @Sendable (_ file: String, _ bytes: Int, _ total: Int) -> Void) {
        style = .calls(report)
    }

    private init(style: Style) {
        self.style = style
    }
}

/// Reports on one file. Nobody calls it while another call has not returned.
final class DownloadDisplay {
    private let progress: DownloadProgress
    private let file: String
    private let total: Int
    private let start = ContinuousClock.now
    private var nextRedraw = ContinuousClock.now
    private var isLineOpen = false

    init(_ progress: DownloadProgress, file: String, total: Int) {
        self.progress = progress
        self.file = file
        self.total = total
    }

    /// Redraws the line, twenty times a second at most.
    func update(bytes: Int) {
        switch progress.style {
        case .calls(let report):
            report(file, bytes, total)
        case .line(let width, let colored, let write):
            let now = ContinuousClock.now
            guard now >= nextRedraw else { return }
            nextRedraw = now + .milliseconds(50)
            // The last column stays free: terminals wrap there.
            let line = DownloadLine(file: file, bytes: bytes, total: total)
            write("\r\(line.rendered(width: width() - 1, colored: colored))\u{1B}[K")
            isLineOpen = true
        }
    }

    /// Writes the line of the whole file.
    func finish() {
        guard case .line(let width, _, let write) = progress.style else { return }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let line = "\(file)  \(text(bytes: total))  \(fixed(seconds, 2)) s"
        write("\(isLineOpen ? "\r\u{1B}[K" : "")\(line.prefix(width()))\n")
        isLineOpen = false
    }

    /// Leaves the cursor on a new line if the file did not arrive.
    func close() {
        if isLineOpen, case .line(_, _, let write) = progress.style { write("\n") }
        isLineOpen = false
    }
}

/// One moment of a download as a line of text.
struct DownloadLine {
    var file: String
    var bytes: Int
    var total: Int

    /// The file's name, a bar if there is room for one, and how much is there.
    func rendered(width: Int, colored: Bool) -> String {
        let right = " \(text(bytes: bytes)) of \(text(bytes: total))"
        guard file.count + right.count <= width else { return String(file.prefix(max(width, 0))) }
        return barLine(file, right, done: bytes, of: total, width: width, colored: colored)
    }
}
