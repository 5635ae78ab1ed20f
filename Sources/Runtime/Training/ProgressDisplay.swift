import Foundation

/// Reports on one epoch.
struct ProgressDisplay {
    private let progress: Trainer.Progress
    private let title: String
    private let batches: Int
    /// Those of the epochs behind this one.
    private let laterBatches: Int
    private let start = ContinuousClock.now
    /// What an earlier call of `fit` has gone through.
    private let samplesBefore: Int
    private let batchesBefore: Int
    private var nextRedraw = ContinuousClock.now
    private var isLineOpen = false

    init(
        _ progress: Trainer.Progress, epoch: Int, of epochs: Int, batches: Int, samplesBefore: Int,
        batchesBefore: Int
    ) {
        self.progress = progress
        self.samplesBefore = samplesBefore
        self.batchesBefore = batchesBefore
        self.batches = batches
        laterBatches = (epochs - epoch) * batches
        title = "epoch \(aligned(epoch, with: epochs))/\(epochs)"
    }

    /// Redraws the bar, twenty times a second at most.
    mutating func update(batch: Int, _ tally: Tally) {
        guard case .bar(let width, let colored) = progress.style else { return }
        let now = ContinuousClock.now
        guard now >= nextRedraw else { return }
        nextRedraw = now + .milliseconds(50)
        let seconds = (now - start) / .seconds(1)
        let bar = ProgressBar(
            title: title, batch: batch, batches: batches, evaluation: tally.evaluation,
            samplesPerSecond: Double(tally.samples - samplesBefore) / seconds,
            secondsLeft: seconds * Double(batches - batch + laterBatches) / Double(batch - batchesBefore))
        // The last column stays free: terminals wrap there.
        progress.write("\r\(bar.rendered(width: width() - 1, colored: colored))\u{1B}[K")
        isLineOpen = true
    }

    /// Writes the line of the epoch in place of the bar.
    mutating func finish(_ epoch: History.Epoch) {
        switch progress.style {
        case .silent: break
        case .lines: progress.write("\(title)  \(epoch.description(validation: progress.validationName))\n")
        case .bar(let width, _):
            let columns = width()
            let line = title.count + 2 < columns ? "\(title)  " : ""
            let rest = epoch.description(
                columns: columns - line.count, validation: progress.validationName)
            progress.write("\(isLineOpen ? "\r\u{1B}[K" : "")\(line)\(rest)\n")
        }
        isLineOpen = false
    }

    /// Leaves the cursor on a new line if the epoch did not finish.
    func close() {
        if isLineOpen { progress.write("\n") }
    }
}

/// One moment of an epoch as a line of text.
struct ProgressBar {
    var title: String
    var batch: Int
    var batches: Int
    var evaluation: Evaluation
    var samplesPerSecond: Double
    /// Of all epochs.
    var secondsLeft: Double

    /// The parts that fit into `width` columns, the more important ones first, and a bar in what is
    /// left.
    func rendered(width: Int, colored: Bool) -> String {
        var left = title
        var right = ""
        let parts =
            [" \(aligned(batch, with: batches))/\(batches)", "  loss \(text(loss: evaluation.loss))"]
            + evaluation.shown.map { "  \($0)" } + ["  \(rate) samples/s"]
            + (timeLeft.map { ["  \($0) left"] } ?? [])
        for part in parts where left.count + right.count + part.count <= width { right += part }
        left = String(left.prefix(max(width, 0)))
        return barLine(left, right, done: batch, of: batches, width: width, colored: colored)
    }

    /// `0:07`, `12:34` or `1:02:03`
    private var timeLeft: String? {
        guard secondsLeft.isFinite, secondsLeft < 1e9 else { return nil }
        let seconds = Int(secondsLeft.rounded())
        let (minutes, hours) = (seconds / 60 % 60, seconds / 3600)
        let rest = String(format: "%02d", seconds % 60)
        return hours > 0 ? "\(hours):\(String(format: "%02d", minutes)):\(rest)" : "\(minutes):\(rest)"
    }

    private var rate: String {
        switch samplesPerSecond {
        case ..<1e4: fixed(samplesPerSecond, 0)
        case ..<1e7: "\(fixed(samplesPerSecond / 1e3, 0))k"
        default: "\(fixed(samplesPerSecond / 1e6, 0))M"
        }
    }
}

/// The number, with blanks before it where `largest` has more digits.
private func aligned(_ number: Int, with largest: Int) -> String {
    aligned("\(number)", to: "\(largest)".count)
}
