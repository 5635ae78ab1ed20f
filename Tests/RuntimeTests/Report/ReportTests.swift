import Foundation
import Testing

@testable import GraphRuntime

@Suite struct ReportTests {
    /// Names as somebody might give them who means harm.
    private static let oddNames = ["<script>alert(1)</script> & \"more\"", "犬"]

    @Test func aReportIsAFolder() throws {
        try withTemporaryFolder { folder in
            let report = try imageReport()
            try report.write(to: "\(folder)/a/b")
            #expect(
                try names(inFolder: "\(folder)/a/b").sorted() == [
                    "confusion.svg", "curves.svg", "history.csv", "history.json", "index.html",
                    "mistakes.svg", "model.txt", "predictions.svg", "weights.svg",
                ])
            for (name, content) in report.files {
                #expect(try bytes(of: "\(folder)/a/b/\(name)") == Array(content.utf8))
                if name.hasSuffix(".svg") { #expect(!(try Drawing(of: content).elements("svg").isEmpty)) }
            }
            // Again, in place of the older one.
            try report.write(to: "\(folder)/a/b")
            #expect(throws: FileError.notADirectory("\(folder)/a/b/model.txt")) {
                try report.write(to: "\(folder)/a/b/model.txt")
            }
            #expect(throws: FileError.cannotWrite("\(folder)/a/b/model.txt/c", "create", ENOTDIR)) {
                try report.write(to: "\(folder)/a/b/model.txt/c")
            }
            #expect(throws: FileError.cannotWrite("a\0b", "create", EINVAL)) { try report.write(to: "a\0b") }
        }
    }

    @Test func aModelIsReportedOnAnyDataSet() throws {
        let images = try imageReport()
        #expect(images.title == "TinyClassifier" && images.evaluation?.results.first?.name == "accuracy")
        #expect(images.predictions?.pictures.count == 40 && images.mistakes.count == 40)
        #expect(images.mistakeGrid?.pictures.count == 40 && images.weights?.pictures.count == 5)
        #expect(images.model.contains("1.weight   5 × 3") && images.model.hasSuffix(" 32"))

        let rows = try threePixels(50)
        let table = try TensorDataset(
            inputs: rows.map(\.values), labels: rows.map(\.label), classNames: rows.classNames)
        let tagged = try TinyTagger(seed: 0).report(on: table, title: "t")
        #expect(tagged.predictions == nil && tagged.mistakeGrid == nil && tagged.weights == nil)
        #expect(tagged.files.map(\.name) == ["confusion.svg", "model.txt", "index.html"])
        let page = ReportPage(tagged).html
        #expect(page.contains("<section id=\"mistakes\">") && page.contains("<th>probability</th>"))

        let numbers = try TensorDataset(inputs: [[1, 2, 3], [1, 0, 3]], targets: [[1, 2], [0, 2]])
        let measured = try TinyRegressor(seed: 0).report(on: numbers)
        #expect(measured.files.map(\.name) == ["model.txt", "index.html"])
        #expect(ReportPage(measured).html.contains("<dt>mae</dt>"))
    }

    @Test func aModelThatHasDivergedIsReportedWithoutPredictions() throws {
        var model = TinyClassifier(seed: 0)
        try model.setParameter("3.bias", to: [.nan, 0])
        let report = try model.report(on: try threePixels(50))
        #expect(report.predictions == nil && report.mistakes.isEmpty && report.weights != nil)
        #expect(report.confusion?.undecided.reduce(0, +) == 50)
    }

    @Test func whatIsNotThereIsLeftOut() {
        let empty = Report(title: "<nothing>")
        #expect(empty.files.map(\.name) == ["index.html"])
        let page = ReportPage(empty).html
        #expect(page.contains("<h1>&lt;nothing&gt;</h1>") && !page.contains("<section"))
        let untrained = Report(title: "t", history: History(modelName: "m"))
        #expect(untrained.files.count == 4)
    }

    @Test func largeImagesAreNoLargerThanAScreenShowsThem() throws {
        let pixels = (0..<400 * 200 * 3).map { UInt8(truncatingIfNeeded: $0 / 600) }
        let large = Picture(try PixelImage(pixels: pixels, height: 400, width: 200, channels: .rgb))
        let page = ReportPage(Report(title: "t", predictions: ImageGrid([large]))).html
        let image = try #require(
            page.firstMatch(of: #/<img class="photo" alt="" src="data:image\/png;base64,(.*?)">/#))
        let shown = try decoded(Array(try #require(Data(base64Encoded: String(image.output.1)))))
        #expect(shown.height == 192 && shown.width == 96)
    }

    /// The styles of a drawing within a page are those of the whole page.
    @Test func noStyleHasTwoMeanings() throws {
        var meanings: [String: String] = [:]
        let page = ReportPage(try imageReport()).html
        let styles = page.matches(of: #/<style>(.*?)</style>/#.dotMatchesNewlines()).map { $0.output.1 }
        #expect(styles.count == 4)
        for style in styles {
            var scheme = ""
            for line in style.split(separator: "\n") {
                if line.hasPrefix("@media") { scheme = "dark " }
                let rule = line.split(separator: "{", maxSplits: 1)
                guard rule.count == 2, !line.hasPrefix("@media"), line.hasSuffix("}") else { continue }
                let selector = scheme + rule[0].trimmingCharacters(in: .whitespaces)
                #expect(meanings[selector] ?? String(rule[1]) == rule[1], "\(selector)")
                meanings[selector] = String(rule[1])
            }
        }
        #expect(meanings.count > 30)
    }

    @Test(
        .enabled(if: Chromium.executable != nil, "there is no Chromium on the path or in GRAPHC_CHROMIUM"),
        arguments: [(1280, false), (1280, true), (390, false)])
    func aBrowserShowsAllOfIt(width: Int, isDark: Bool) throws {
        try withTemporaryFolder { folder in
            try imageReport().write(to: folder)
            let page = String(decoding: try bytes(of: "\(folder)/index.html"), as: UTF8.self)
            let shown = try Chromium.open("\(folder)/index.html", width: width, isDark: isDark, in: folder)
            #expect(shown.console == [])
            #expect(shown.document.contains("</body>") && !shown.document.contains("<script"))
            for id in ["curves", "confusion", "predictions", "mistakes", "weights", "model"] {
                #expect(shown.document.contains("<section id=\"\(id)\">"))
            }
            // The same with a script that measures it, which the page itself would not run, in a frame: a
            // window is not as narrow as a phone.
            let policy = try #require(page.firstMatch(of: #/<meta http-equiv="Content-Sec.*?">/#)).output
            let measured = page.replacing(policy, with: "")
                .replacing("</body>", with: "\(Self.measurement)</body>")
            try write(Array(measured.utf8), to: "\(folder)/measured.html")
            try write(Array(Self.frame(width: width).utf8), to: "\(folder)/frame.html")
            let result = try Chromium.open("\(folder)/frame.html", width: 1400, isDark: isDark, in: folder)
            #expect(result.console == [])
            let facts = result.document.firstMatch(of: #/<output>(.*?)</output>/#)?.output.1
            #expect(
                facts?.split(separator: ";") == [
                    "width \(width)", "overflow none", "images 85 of 85", "drawings 3 of 3",
                    isDark ? "rgb(13, 17, 23)" : "rgb(255, 255, 255)", "named",
                ])
        }
    }

    /// Says how wide the page is, what reaches beyond it and does not scroll by itself, and how much has an
    /// extent.
    private static let measurement = """
        <script>
        const all = [...document.body.querySelectorAll('*')];
        const scrolls = e => e && (getComputedStyle(e).overflowX === 'auto' || scrolls(e.parentElement));
        const beyond = all.filter(e => e.getBoundingClientRect().right > innerWidth + 0.5 && !scrolls(e));
        const wide = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
        const images = [...document.images], drawings = [...document.querySelectorAll('svg')];
        const seen = e => e.getBoundingClientRect().width > 20 && e.getBoundingClientRect().height > 20;
        parent.postMessage([
            'width ' + innerWidth,
            'overflow ' + (wide.concat(beyond.map(e => e.outerHTML.slice(0, 80))).join() || 'none'),
            'images ' + images.filter(e => seen(e) && e.naturalWidth > 0).length + ' of ' + images.length,
            'drawings ' + drawings.filter(seen).length + ' of ' + drawings.length,
            getComputedStyle(document.body).backgroundColor,
            document.body.innerText.includes('<scr' + 'ipt>alert(1)') ? 'named' : 'not named',
        ].join(';'), '*');
        </script>
        """

    /// A page that shows what a frame has measured.
    private static func frame(width: Int) -> String {
        """
        <!DOCTYPE html>
        <meta name="color-scheme" content="light dark">
        <output></output>
        <script>onmessage = event => document.querySelector('output').textContent = event.data;</script>
        <iframe src="measured.html" style="border: 0; width: \(width)px; height: 2000px"></iframe>
        """
    }

    private func imageReport() throws -> Report {
        var model = TinyClassifier(seed: 3)
        let data = try threePixels(300, classNames: Self.oddNames)
        let trainer = Trainer(optimizer: .sgd(learningRate: 0.01), epochs: 3, progress: .silent)
        let history = try trainer.fit(&model, on: data, validatingOn: try threePixels(50, seed: 2))
        return try model.report(on: data, history: history)
    }
}
