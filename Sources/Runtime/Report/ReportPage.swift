import Foundation

/// A report as a page that stands alone: drawings and images are in it, and there are no scripts.
struct ReportPage {
    private let report: Report

    init(_ report: Report) { self.report = report }

    var html: String {
        let sections = [curves, confusion, predictions, mistakes, weights, model]
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" \
            content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <link rel="icon" href="data:,">
            <title>\(escaped(report.title))</title>
            <style>
            \(styles)
            </style>
            </head>
            <body>
            <h1>\(escaped(report.title))</h1>
            \(facts)
            \(sections.compactMap(\.self).joined(separator: "\n"))
            </body>
            </html>

            """
    }

    /// What one wants to know first.
    private var facts: String {
        var facts: [(name: String, value: String)] = []
        if let evaluation = report.evaluation {
            facts.append(("loss", text(loss: evaluation.loss)))
            let isShort = evaluation.results.count <= 8
            facts += evaluation.results.filter { isShort || !$0.isDetail }.map { ($0.name, $0.shown) }
        }
        if let matrix = report.confusion { facts.append(("samples", "\(matrix.samples)")) }
        if let epochs = report.history?.epochs, !epochs.isEmpty {
            facts.append(("epochs", "\(epochs.count)"))
            facts.append(("seconds of training", fixed(epochs.reduce(0) { $0 + $1.seconds }, 2)))
        }
        if facts.isEmpty { return "" }
        let items = facts.map { "<div><dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd></div>" }
        return "<dl class=\"facts\">\n\(items.joined(separator: "\n"))\n</dl>"
    }

    private var curves: String? {
        guard let history = report.history else { return nil }
        let charts = history.halfCharts(validationName: report.validationName).map { "<div>\($0)</div>" }
            .joined(separator: "\n")
        let metric = history.epochs.lazy.flatMap(\.training.results).first { !$0.isDetail }
        func cells(_ evaluation: Evaluation?) -> [String] {
            let loss = evaluation.map { text(loss: $0.loss) } ?? ""
            let result = metric.flatMap { metric in evaluation?.results.first { $0.name == metric.name } }
            return [loss] + (metric == nil ? [] : [result?.shown ?? ""])
        }
        func header(_ set: String) -> [String] {
            ["\(set) loss"] + (metric.map { ["\(set) \($0.name)"] } ?? [])
        }
        let rows = history.epochs.map {
            ["\($0.number)"] + cells($0.training) + cells($0.validation) + [fixed($0.seconds, 2)]
        }
        return section(
            "Learning curves", id: "curves",
            "<div class=\"charts\">\n\(charts)\n</div>\n"
                + details(
                    "Each epoch",
                    table(["epoch"] + header("train") + header(report.validationName) + ["seconds"], rows)))
    }

    private var confusion: String? {
        guard let matrix = report.confusion else { return nil }
        let (shares, support) = ([matrix.precision, matrix.recall, matrix.f1], matrix.support)
        let rows = matrix.classNames.enumerated().map { label, name in
            [name] + shares.map { $0[label].map(percent) ?? "–" } + ["\(support[label])"]
        }
        let drawing = "<div class=\"wide\">\n\(matrix.svg())</div>"
        let table = table(["class", "precision", "recall", "F1", "samples"], rows)
        // Beside the drawing if that leaves room.
        let content =
            rows.count <= 12
            ? "<div class=\"pair\">\n\(drawing)\n<div class=\"wide\">\(table)</div>\n</div>"
            : "\(drawing)\n\(details("Each class", table))"
        return section("Confusion matrix", id: "confusion", content)
    }

    private var predictions: String? {
        report.predictions.map { section("Predictions", id: "predictions", figures($0)) }
    }

    private var mistakes: String? {
        if let grid = report.mistakeGrid, !grid.pictures.isEmpty {
            return section("The surest mistakes", id: "mistakes", figures(grid))
        }
        if report.mistakes.isEmpty { return nil }
        let rows = report.mistakes.map {
            ["\($0.index)", $0.className, $0.predictedName, text(loss: Double($0.probability))]
        }
        return section(
            "The surest mistakes", id: "mistakes",
            "<div class=\"wide\">\(table(["sample", "true", "predicted", "probability"], rows))</div>")
    }

    private var weights: String? {
        report.weights.map { section("Weights of the first layer", id: "weights", figures($0)) }
    }

    private var model: String? {
        report.model.isEmpty ? nil : section("Model", id: "model", "<pre>\(escaped(report.model))</pre>")
    }

    private func section(_ title: String, id: String, _ content: String) -> String {
        "<section id=\"\(id)\">\n<h2>\(title)</h2>\n\(content)\n</section>"
    }

    private func details(_ title: String, _ content: String) -> String {
        "<details>\n<summary>\(title)</summary>\n<div class=\"wide\">\(content)</div>\n</details>"
    }

    private func table(_ header: [String], _ rows: [[String]]) -> String {
        func row(_ cells: [String], _ tag: String) -> String {
            "<tr>" + cells.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>"
        }
        return "<table>\n" + ([row(header, "th")] + rows.map { row($0, "td") }).joined(separator: "\n")
            + "\n</table>"
    }

    /// Images that flow, as many in a row as there is room for.
    private func figures(_ grid: ImageGrid) -> String {
        let figures = grid.pictures.map { picture in
            let image = "data:image/png;base64,\(Data(picture.image.forPage.png).base64EncodedString())"
            let style = max(picture.image.height, picture.image.width) > 96 ? " class=\"photo\"" : ""
            let mark =
                switch picture.mark {
                case .right: " class=\"good\""
                case .wrong: " class=\"bad\""
                case nil: ""
                }
            let caption = picture.lines.map(escaped).joined(separator: "<br>")
            return
                "<figure\(mark)><img\(style) alt=\"\" src=\"\(image)\"><figcaption>\(caption)</figcaption></figure>"
        }
        let title = grid.title.isEmpty ? "" : "<p>\(escaped(grid.title))</p>\n"
        return "\(title)<div class=\"figures\">\n\(figures.joined(separator: "\n"))\n</div>"
    }
}

extension PixelImage {
    /// No larger than it is shown on a screen with two pixels for one.
    fileprivate var forPage: PixelImage {
        let scale = 192 / Double(max(height, width))
        if scale >= 1 { return self }
        return shrunk(
            height: max(1, Int(Double(height) * scale)), width: max(1, Int(Double(width) * scale)))
    }
}

extension MetricResult {
    /// The value alone.
    fileprivate var shown: String { isShare ? percent(value) : text(loss: value) }
}

private let styles = """
    :root { color-scheme: light dark; --ink: #1f2328; --soft: #57606a; --line: #d0d7de; --page: #ffffff;
      --inset: #f6f8fa; --green: #1a7f37; --red: #cf222e; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #f0f6fc; --soft: #9198a1; --line: #3d444d; --page: #0d1117; --inset: #151b23;
        --green: #3fb950; --red: #f85149; }
    }
    body { margin: 0 auto; padding: 24px 16px 48px; max-width: 1100px; background: var(--page); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
    h1 { font-size: 26px; line-height: 1.25; margin: 0 0 16px; }
    h2 { font-size: 19px; margin: 40px 0 12px; padding-bottom: 6px; border-bottom: 1px solid var(--line); }
    .facts { display: flex; flex-wrap: wrap; gap: 12px; margin: 0; }
    .facts div { background: var(--inset); border: 1px solid var(--line); border-radius: 8px; padding: 8px 16px; }
    .facts dt { color: var(--soft); font-size: 13px; }
    .facts dd { margin: 0; font-size: 20px; font-weight: 600; font-variant-numeric: tabular-nums; }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 16px; }
    svg { display: block; height: auto; }
    .charts svg { width: 100%; }
    .wide { overflow-x: auto; }
    .pair { display: flex; flex-wrap: wrap; gap: 16px; align-items: center; }
    .pair .wide { max-width: 100%; }
    .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(112px, 1fr)); gap: 16px 8px; }
    figure { margin: 0; text-align: center; }
    figure img { width: 96px; height: 96px; object-fit: contain; image-rendering: pixelated; padding: 2px;
      border: 1px solid var(--line); border-radius: 4px; background: var(--page); }
    figure.good img { border: 3px solid var(--green); padding: 0; }
    figure.bad img { border: 3px solid var(--red); padding: 0; }
    figure .photo { image-rendering: auto; }
    figcaption { color: var(--soft); font-size: 12px; line-height: 1.35; margin-top: 4px; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { padding: 4px 12px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
    th { color: var(--soft); font-weight: 600; }
    th:first-child, td:first-child { text-align: left; padding-left: 0; }
    @media (max-width: 480px) { table { font-size: 13px; } th, td { padding: 4px 0 4px 10px; } }
    summary { cursor: pointer; margin: 12px 0; color: var(--soft); }
    pre { overflow-x: auto; background: var(--inset); border: 1px solid var(--line); border-radius: 8px;
      padding: 12px 16px; font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: normal; }
    """
