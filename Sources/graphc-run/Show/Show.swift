import ArgumentParser
import Foundation
import GraphRuntime

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at images or a table.",
        usage: """
            graphc show --data DIR|FILE.csv
            graphc show --data DIR --index 7 --values
            graphc show --data DIR --grid images.svg --count 40
            """)

    @Option(
        help: ArgumentHelp(
            "A folder of images or a table, as `graphc train` takes it.", valueName: "folder|file.csv"),
        completion: .file())
    var data: String

    @Option(
        help: ArgumentHelp("The part of the data: train or test. (default: train)", valueName: "part"))
    var split: DataPart?

    @Option(
        // -1 looks like an option, and is no index.
        parsing: .unconditional,
        help: ArgumentHelp("One sample, counted from 0, in place of a summary of all.", valueName: "number"))
    var index: Int?

    @Flag(help: "The pixels of the image as numbers.")
    var values = false

    @Option(
        help: ArgumentHelp(
            "Draw the first images side by side, in an SVG file.", valueName: "file.svg"),
        completion: .file(extensions: ["svg"]))
    var grid: String?

    @Option(help: "How many images there are in the drawing.")
    var count = 100

    @OptionGroup var classNames: ClassNames

    @OptionGroup(title: "Tables") var table: TableArguments

    func validate() throws {
        if values && index == nil { throw ValidationError("'--values' are those of one image: --index 7.") }
        if grid != nil && index != nil { throw ValidationError("There are --index and --grid. Give one.") }
        if count < 1 { throw ValidationError("'--count \(count)' is no number of images.") }
    }

    func run() throws {
        let source = try DataSource(path: data)
        if case .table(let path) = source { return try show(table: path) }
        try table.refuse(for: data)
        try show(images(source))
    }

    private func images(_ source: DataSource) throws -> any ImagesToShow {
        let names = try classNames.read()
        if case .images(let train, let test) = source {
            guard let folder = split == .test ? test : train else {
                throw DataSourceError.noPart(.test, data)
            }
            return try ImageFiles(directory: folder, classNames: names)
        }
        let reading = ImageReading(normalization: .zeroToOne, classNames: names, shape: nil)
        guard let parts = try reading.read(source) else { throw DataSourceError.unknown(data) }
        guard let part = split == .test ? parts.test : parts.train else {
            throw DataSourceError.noPart(.test, data)
        }
        return StoredImages(data: part)
    }

    private func show(_ images: any ImagesToShow) throws {
        if let index {
            let picture = try images.picture(at: index)
            say(values ? "\(picture.image.table())\n\(picture.caption)" : picture.text())
        } else if let grid {
            let pictures = try images.pictures(count)
            try ImageGrid(pictures, columns: 10, title: title).write(to: grid)
            say("Grid: \(grid)")
        } else {
            say("\(try images.summary())")
        }
    }

    private var title: String { URL(filePath: data).standardizedFileURL.lastPathComponent }

    private func show(table path: String) throws {
        for (option, isGiven) in [
            ("--values", values), ("--grid", grid != nil), ("--class-names", classNames.argument != nil),
        ] where isGiven {
            throw ValidationError("'\(option)' is for images, and '\(path)' is a table.")
        }
        if split == .test { throw DataSourceError.noPart(.test, path) }
        let rows = try table.read(path)
        guard let index else { return say("\(try rows.summary())") }
        let cells = try rows.cells(at: index)
        say("\(printable(path, limit: 4096)):\(rows.line(of: index))")
        say(lines(of: cells).joined(separator: "\n"))
    }

    /// The names of the columns, and what is in them one below the other.
    private func lines(of cells: [(column: String, text: String)]) -> [String] {
        let names = cells.map { printable($0.column) }
        let width = names.map(\.count).max() ?? 0
        return zip(names, cells).map { name, cell in
            name + String(repeating: " ", count: width - name.count) + "  " + printable(cell.text)
        }
    }
}
