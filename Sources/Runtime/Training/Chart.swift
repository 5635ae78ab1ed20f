import Foundation

extension History {
    /// Learning curves as an SVG that stands alone: loss on the left, the first metric on the right.
    func chart(title: String, validationName: String = "test") -> String {
        drawing(
            title: title, Frame(height: 400), heading: heading(title),
            legend: legend(validationName, right: 892, y: 33), panels: panels(of: curves))
    }

    /// The loss and the first metric, each as a chart of its own, half as wide.
    func halfCharts(validationName: String) -> [String] {
        panels(of: curves).map { panel in
            drawing(
                title: panel.name, Frame(left: Int(panel.x) - 64, top: 44, width: 432, height: 348),
                legend: legend(validationName, right: panel.x + 360, y: 65), panels: [panel])
        }
    }

    private var curves: [Curve] {
        [Curve(epochs, \.training, "training"), Curve(epochs, { $0.validation }, "validation")]
    }

    private func legend(_ validationName: String, right: Double, y: Double) -> [String] {
        guard epochs.contains(where: { $0.validation != nil }) else {
            return [legendEntry("train", "training", x: right - 82, y: y)]
        }
        return [
            legendEntry("train", "training", x: right - 152, y: y),
            legendEntry(validationName, "validation", x: right - 78, y: y),
        ]
    }

    /// The curves of several trainings, each in a colour; where there are two sets, that on the training set dashed.
    static func chart(of runs: [(name: String, history: History)], title: String) -> String {
        let hasValidation = runs.contains { $0.history.epochs.contains { $0.validation != nil } }
        var curves: [Curve] = []
        var legend: [String] = []
        if hasValidation {
            legend.append(legendEntry("train", "dashed training", x: 740, y: 33))
            legend.append(legendEntry("test", "training", x: 814, y: 33))
        }
        for (number, run) in runs.enumerated() {
            let style = "run run\(number % 8)"
            let epochs = run.history.epochs
            curves.append(Curve(epochs, \.training, hasValidation ? "dashed \(style)" : style))
            curves.append(Curve(epochs, { $0.validation }, style))
            let (column, row) = (Double(number % 3), Double(number / 3))
            legend.append(
                legendEntry(shortened(run.name, to: 32), style, x: 72 + column * 276, y: 409 + row * 24))
        }
        return drawing(
            title: title, Frame(height: 410 + (runs.count + 2) / 3 * 24), heading: heading(title),
            legend: legend, panels: panels(of: curves))
    }
}

/// What of the plane is seen.
private struct Frame {
    var left = 0
    var top = 0
    var width = 900
    var height: Int

    var extents: String { #"width="\#(width)" height="\#(height)""# }
}

/// A chart around its diagrams.
private func drawing(
    title: String, _ frame: Frame, heading: String = "", legend: [String], panels: [Panel]
) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" \(frame.extents)
    viewBox="\(frame.left) \(frame.top) \(frame.width) \(frame.height)" role="img">
    <title>\(escaped(title))</title>
    <style>
    \(styles)
    </style>
    <rect class="page" x="\(frame.left)" y="\(frame.top)" \(frame.extents) rx="8"/>
    \(([heading] + legend + panels.map(\.svg)).joined(separator: "\n"))
    </svg>

    """
}

private func heading(_ title: String) -> String {
    #"<text class="title" x="72" y="38">\#(escaped(shortened(title, to: 60)))</text>"#
}

private func legendEntry(_ text: String, _ style: String, x: Double, y: Double) -> String {
    #"<path class="curve \#(style)" d="M\#(short(x)) \#(short(y))h22"/>"#
        + #"<text x="\#(short(x + 29))" y="\#(short(y + 5))">\#(escaped(text))</text>"#
}

private let styles = """
    \(SVGStyles.page)
    .name { font-size: 14px; font-weight: 600; fill: #1f2328; }
    .grid { stroke: #e4e8ec; stroke-width: 1; }
    .axis { stroke: #8c959f; stroke-width: 1; }
    .curve { fill: none; stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: round; }
    .training { stroke: #0969da; }
    .validation { stroke: #d1571c; }
    circle { stroke-width: 0; }
    circle.training { fill: #0969da; }
    circle.validation { fill: #d1571c; }
    .dashed { stroke-dasharray: 5 4; stroke-width: 1.5; }
    .run { stroke: currentColor; }
    circle.run { fill: currentColor; }
    .run0 { color: #0969da; }
    .run1 { color: #d1571c; }
    .run2 { color: #1a7f37; }
    .run3 { color: #8250df; }
    .run4 { color: #bf3989; }
    .run5 { color: #9a6700; }
    .run6 { color: #0598bc; }
    .run7 { color: #57606a; }
    @media (prefers-color-scheme: dark) {
    \(SVGStyles.darkPage)
    .name { fill: #f0f6fc; }
    .grid { stroke: #262c36; }
    .axis { stroke: #656c76; }
    .training { stroke: #4493f8; }
    .validation { stroke: #f0883e; }
    circle.training { fill: #4493f8; }
    circle.validation { fill: #f0883e; }
    .run0 { color: #4493f8; }
    .run1 { color: #f0883e; }
    .run2 { color: #3fb950; }
    .run3 { color: #ab7df8; }
    .run4 { color: #db61a2; }
    .run5 { color: #d29922; }
    .run6 { color: #39c5cf; }
    .run7 { color: #9198a1; }
    }
    """

/// What an evaluation says in each epoch.
private struct Curve {
    let epochs: [Int]
    let evaluations: [Evaluation?]
    let style: String

    init(_ epochs: [History.Epoch], _ evaluation: (History.Epoch) -> Evaluation?, _ style: String) {
        self.epochs = epochs.map(\.number)
        evaluations = epochs.map(evaluation)
        self.style = style
    }
}

/// The loss, and the first metric that there is.
private func panels(of curves: [Curve]) -> [Panel] {
    let losses = curves.map { Line($0) { $0.loss } }
    let isLogarithmic = spansDecades(losses.flatMap(\.values).compactMap(\.self))
    let loss = Panel(
        name: isLogarithmic ? "Loss, logarithmic" : "Loss", x: 72, lines: losses, unit: "",
        limits: 0...(.infinity), isLogarithmic: isLogarithmic)
    let results = curves.flatMap(\.evaluations).compactMap { $0?.results.first { !$0.isDetail } }
    // Axes without curves, where there is no epoch at all.
    let isEmpty = curves.allSatisfy(\.epochs.isEmpty)
    guard let metric = results.first ?? (isEmpty ? Accuracy().results.first : nil) else { return [loss] }
    let factor = metric.isShare ? 100.0 : 1
    let second = Panel(
        name: metric.name.prefix(1).uppercased() + metric.name.dropFirst(), x: 512,
        lines: curves.map { Line($0) { evaluation in evaluation[metric.name].map { factor * $0 } } },
        unit: metric.isShare ? " %" : "",
        limits: metric.isShare ? 0...100 : -Double.infinity...Double.infinity)
    return [loss, second]
}

/// Whether what happens among the smaller of these would not be seen beside the largest.
private func spansDecades(_ values: [Double]) -> Bool {
    let drawable = values.filter(isDrawable)
    guard let low = drawable.min(), let high = drawable.max(), low > 0 else { return false }
    return high / low > 1000
}

/// A quantity over the epochs.
private struct Line {
    let epochs: [Int]
    let values: [Double?]
    let style: String

    init(_ curve: Curve, _ value: (Evaluation) -> Double?) {
        (epochs, style) = (curve.epochs, curve.style)
        values = curve.evaluations.map { $0.flatMap(value) }
    }
}

/// One diagram of the chart: a quantity over the epochs.
private struct Panel {
    let name: String
    let x: Double
    let lines: [Line]
    let unit: String
    /// Where an axis ends that needs room around a constant.
    let limits: ClosedRange<Double>
    var isLogarithmic = false

    static let width = 356.0
    static let top = 84.0
    static let height = 252.0

    var svg: String {
        let values = lines.flatMap(\.values).compactMap(\.self)
        let ticks = isLogarithmic ? Ticks(decadesOf: values) : Ticks(covering: values, in: limits)
        let bottom = Self.top + Self.height
        var parts = [#"<text class="name" x="\#(short(x))" y="70">\#(name)</text>"#]
        for value in ticks.values {
            let y = short(place(value, in: ticks))
            parts.append(#"<path class="grid" d="M\#(short(x)) \#(y)h\#(short(Self.width))"/>"#)
            parts.append(
                #"<text x="\#(short(x - 8))" y="\#(y)" dy="4.5" text-anchor="end">"#
                    + "\(ticks.label(value))\(unit)</text>")
        }
        for epoch in epochTicks {
            let x = short(place(epoch: epoch))
            parts.append(#"<path class="axis" d="M\#(x) \#(short(bottom))v5"/>"#)
            parts.append(#"<text x="\#(x)" y="\#(short(bottom + 21))" text-anchor="middle">\#(epoch)</text>"#)
        }
        parts.append(#"<path class="axis" d="M\#(short(x)) \#(short(bottom))h\#(short(Self.width))"/>"#)
        parts.append(
            #"<text x="\#(short(x + Self.width / 2))" y="\#(short(bottom + 44))" text-anchor="middle">"#
                + "epoch</text>")
        for line in lines { parts += curve(line, ticks) }
        return parts.joined(separator: "\n")
    }

    /// A line through the drawable values, interrupted at the others, and a dot at each if there are few.
    private func curve(_ line: Line, _ ticks: Ticks) -> [String] {
        var path = ""
        var dots: [String] = []
        var isPenDown = false
        for (epoch, value) in zip(line.epochs, line.values) {
            guard let value, isDrawable(value) else {
                isPenDown = false
                continue
            }
            let x = short(place(epoch: epoch))
            let y = short(place(value, in: ticks))
            path += "\(isPenDown ? "L" : "M")\(x) \(y)"
            isPenDown = true
            dots.append(#"<circle class="\#(line.style)" cx="\#(x)" cy="\#(y)" r="3.25"/>"#)
        }
        guard !path.isEmpty else { return [] }
        return [#"<path class="curve \#(line.style)" d="\#(path)"/>"#]
            + (line.epochs.count <= 30 && !line.style.hasPrefix("dashed") ? dots : [])
    }

    private func place(_ value: Double, in ticks: Ticks) -> Double {
        Self.top + Self.height * (1 - ticks.fraction(value))
    }

    private func place(epoch: Int) -> Double {
        guard let first = epochs.min(), let last = epochs.max(), last > first else {
            return x + Self.width / 2
        }
        return x + 12 + (Self.width - 24) * Double(epoch - first) / Double(last - first)
    }

    private var epochs: [Int] { lines.flatMap(\.epochs) }

    private var epochTicks: [Int] {
        guard let first = epochs.min(), let last = epochs.max() else { return [] }
        if last - first < 10 { return Array(first...last) }
        let step = Int(niceStep(Double(last - first) / 7).rounded(.up))
        return [first] + stride(from: (first / step + 1) * step, through: last, by: step)
    }
}

/// The marks of an axis: multiples of 1, 2 or 5 times a power of ten that enclose the values, or powers of ten.
private struct Ticks {
    let values: [Double]
    private let digits: Int
    private var isLogarithmic = false

    /// - Parameter all: Some of them are drawable, and those are positive.
    init(decadesOf all: [Double]) {
        let drawable = all.filter(isDrawable)
        let first = Int(log10(drawable.min() ?? 1).rounded(.down))
        let last = Int(log10(drawable.max() ?? 1).rounded(.up))
        let step = max(1, (last - first + 5) / 6)
        values = stride(from: first, to: last + step, by: step).map { pow(10, Double($0)) }
        (digits, isLogarithmic) = (0, true)
    }

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
        if isLogarithmic { return String(format: "%g", value) }
        let isLong = digits > 5 || values.contains { abs($0) >= 1e6 }
        return isLong ? String(format: "%.4g", value) : fixed(value, digits)
    }

    /// Where between the first mark and the last a value is.
    func fraction(_ value: Double) -> Double {
        guard let first = values.first, let last = values.last else { return 0 }
        return isLogarithmic
            ? (log10(value) - log10(first)) / (log10(last) - log10(first)) : (value - first) / (last - first)
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
