import Foundation

extension History {
    /// Learning curves as an SVG that stands alone: loss on the left, accuracy on the right.
    func chart(title: String) -> String {
        let loss = Panel(
            name: "Loss", x: 72, epochs: epochs.map(\.number), training: epochs.map(\.training.loss),
            validation: epochs.map(\.validation?.loss), unit: "", limits: 0...(.infinity))
        let accuracy = Panel(
            name: "Accuracy", x: 512, epochs: epochs.map(\.number),
            training: epochs.map { 100 * $0.training.accuracy },
            validation: epochs.map { $0.validation.map { 100 * $0.accuracy } }, unit: " %", limits: 0...100)
        let hasValidation = epochs.contains { $0.validation != nil }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 400" width="900" height="400"
            role="img">
            <title>\(escaped(title))</title>
            <style>
            text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #57606a; }
            .title { font-size: 18px; font-weight: 600; fill: #1f2328; }
            .name { font-size: 14px; font-weight: 600; fill: #1f2328; }
            .page { fill: #ffffff; }
            .grid { stroke: #e4e8ec; stroke-width: 1; }
            .axis { stroke: #8c959f; stroke-width: 1; }
            .curve { fill: none; stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: round; }
            .training { stroke: #0969da; }
            .validation { stroke: #d1571c; }
            circle { stroke-width: 0; }
            circle.training { fill: #0969da; }
            circle.validation { fill: #d1571c; }
            @media (prefers-color-scheme: dark) {
            text { fill: #9198a1; }
            .title, .name { fill: #f0f6fc; }
            .page { fill: #0d1117; }
            .grid { stroke: #262c36; }
            .axis { stroke: #656c76; }
            .training { stroke: #4493f8; }
            .validation { stroke: #f0883e; }
            circle.training { fill: #4493f8; }
            circle.validation { fill: #f0883e; }
            }
            </style>
            <rect class="page" width="900" height="400" rx="8"/>
            <text class="title" x="72" y="38">\(escaped(shortened(title)))</text>
            \(legend(hasValidation: hasValidation))
            \(loss.svg)
            \(accuracy.svg)
            </svg>

            """
    }

    private func legend(hasValidation: Bool) -> String {
        let training = legendEntry("train", "training", x: hasValidation ? 740 : 810)
        return hasValidation ? training + "\n" + legendEntry("test", "validation", x: 814) : training
    }

    private func legendEntry(_ text: String, _ style: String, x: Int) -> String {
        #"<path class="curve \#(style)" d="M\#(x) 33h22"/><text x="\#(x + 29)" y="38">\#(text)</text>"#
    }
}

/// One diagram of the chart: a quantity over the epochs.
private struct Panel {
    let name: String
    let x: Double
    let epochs: [Int]
    let training: [Double]
    let validation: [Double?]
    let unit: String
    /// Where an axis ends that needs room around a constant.
    let limits: ClosedRange<Double>

    static let width = 356.0
    static let top = 84.0
    static let height = 252.0

    var svg: String {
        let ticks = Ticks(covering: training + validation.compactMap(\.self), in: limits)
        let bottom = Self.top + Self.height
        var lines = [#"<text class="name" x="\#(short(x))" y="70">\#(name)</text>"#]
        for value in ticks.values {
            let y = short(place(value, in: ticks))
            lines.append(#"<path class="grid" d="M\#(short(x)) \#(y)h\#(short(Self.width))"/>"#)
            lines.append(
                #"<text x="\#(short(x - 8))" y="\#(y)" dy="4.5" text-anchor="end">"#
                    + "\(ticks.label(value))\(unit)</text>")
        }
        for epoch in epochTicks {
            let x = short(place(epoch: epoch))
            lines.append(#"<path class="axis" d="M\#(x) \#(short(bottom))v5"/>"#)
            lines.append(#"<text x="\#(x)" y="\#(short(bottom + 21))" text-anchor="middle">\#(epoch)</text>"#)
        }
        lines.append(#"<path class="axis" d="M\#(short(x)) \#(short(bottom))h\#(short(Self.width))"/>"#)
        lines.append(
            #"<text x="\#(short(x + Self.width / 2))" y="\#(short(bottom + 44))" text-anchor="middle">"#
                + "epoch</text>")
        lines.append(contentsOf: curve(training, "training", ticks))
        lines.append(contentsOf: curve(validation, "validation", ticks))
        return lines.joined(separator: "\n")
    }

    /// A line through the drawable values, interrupted at the others, and a dot at each if there are few.
    private func curve(_ values: [Double?], _ style: String, _ ticks: Ticks) -> [String] {
        var path = ""
        var dots: [String] = []
        var isPenDown = false
        for (epoch, value) in zip(epochs, values) {
            guard let value, isDrawable(value) else {
                isPenDown = false
                continue
            }
            let x = short(place(epoch: epoch))
            let y = short(place(value, in: ticks))
            path += "\(isPenDown ? "L" : "M")\(x) \(y)"
            isPenDown = true
            dots.append(#"<circle class="\#(style)" cx="\#(x)" cy="\#(y)" r="3.25"/>"#)
        }
        guard !path.isEmpty else { return [] }
        return [#"<path class="curve \#(style)" d="\#(path)"/>"#] + (epochs.count <= 30 ? dots : [])
    }

    private func place(_ value: Double, in ticks: Ticks) -> Double {
        Self.top + Self.height * (1 - ticks.fraction(value))
    }

    private func place(epoch: Int) -> Double {
        guard let first = epochs.first, let last = epochs.last, last > first else {
            return x + Self.width / 2
        }
        return x + 12 + (Self.width - 24) * Double(epoch - first) / Double(last - first)
    }

    private var epochTicks: [Int] {
        guard let first = epochs.first, let last = epochs.last else { return [] }
        if last - first < 10 { return Array(first...last) }
        let step = Int(niceStep(Double(last - first) / 7).rounded(.up))
        return [first] + stride(from: (first / step + 1) * step, through: last, by: step)
    }
}

/// The marks of an axis: multiples of 1, 2 or 5 times a power of ten that enclose the values.
private struct Ticks {
    let values: [Double]
    private let digits: Int

    init(covering all: [Double], in limits: ClosedRange<Double>) {
        let drawable = all.filter(isDrawable)
        var low = drawable.min() ?? 0
        var high = drawable.max() ?? 1
        if high - low <= 1e-9 * abs(high) {
            let margin = high == 0 ? 1 : abs(high) / 10
            low = min(low, max(low - margin, limits.lowerBound))
            high = max(high, min(high + margin, limits.upperBound))
        }
        let step = niceStep((high - low) / 5)
        let first = (low / step).rounded(.down)
        let last = (high / step).rounded(.up)
        values = stride(from: first, through: last, by: 1).map { $0 * step }
        digits = max(0, Int((-log10(step)).rounded(.up)))
    }

    func label(_ value: Double) -> String {
        let isLong = digits > 5 || values.contains { abs($0) >= 1e6 }
        return isLong ? String(format: "%.4g", value) : fixed(value, digits)
    }

    /// Where between the first mark and the last a value is.
    func fraction(_ value: Double) -> Double {
        guard let first = values.first, let last = values.last else { return 0 }
        return (value - first) / (last - first)
    }
}

/// Whether a value is finite and its distance to any other such is, too.
private func isDrawable(_ value: Double) -> Bool { abs(value) < 1e300 }

/// The smallest of 1, 2 and 5 times a power of ten that is not less than `step`, a positive number.
private func niceStep(_ step: Double) -> Double {
    let power = pow(10, log10(step).rounded(.down))
    let multiple = [1.0, 2, 5].first { $0 * power >= step * (1 - 1e-9) } ?? 10
    return multiple * power
}

/// A coordinate with two digits at most behind the point.
private func short(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() ? fixed(rounded, 0) : "\(rounded)"
}

/// What of a title fits in front of the legend: the whole one shows where a pointer rests.
private func shortened(_ title: String) -> String {
    let room = 60
    return title.count <= room ? title : title.prefix(room - 1) + "…"
}

/// The text with XML's own characters written as entities, without those that XML does not allow.
private func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\0"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": break
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
