import Foundation
import Testing

extension PackageBuildTests {
    /// What the documentation shows is true: its files are written, its commands are run, in the order of the page
    /// and in a folder of their own, and what they print is what the page says.
    ///
    /// A code block whose fence names a file (```` ```swift main.swift ````) is that file, or its continuation. In a
    /// ```` ```console ```` block, `$` stands before a command and below is what it prints; a line `…` is any number
    /// of lines, and times may differ. Other blocks only show something.
    struct DocumentationTests {
        @Test(
            .timeLimit(.minutes(20)),
            arguments: pages)
        func whatItShowsIsTrue(_ path: String) throws {
            let page = try Page(path)
            let folder = try TemporaryFolder("graphc documentation \(UUID().uuidString)")
            var files: [String: String] = [:]
            for block in page.blocks {
                if let file = block.file {
                    files[file, default: ""] += block.lines.map { $0 + "\n" }.joined()
                    try folder.write(inRepository(files[file] ?? ""), to: file)
                } else if block.language == "console" {
                    for command in block.commands { try check(command, in: folder, page: path) }
                } else {
                    // Code that nothing compiles would be wrong before long.
                    #expect(!["swift", "c", "nn", "sh"].contains(block.language), "\(path):\(block.line)")
                }
            }
        }

        @Test func theFilesThatContributorsAreToldOfExist() throws {
            let text = try Page("CONTRIBUTING.md").text
            let paths = text.matches(of: #/`((?:Sources|Tests|Plugins|scripts|docs|examples)[\w+./-]*)`/#)
            #expect(!paths.isEmpty)
            for path in paths { expectFile(repository.appending(path: String(path.output.1))) }
        }

        @Test(arguments: pages) func linksLeadSomewhere(_ path: String) throws {
            let folder = repository.appending(path: path).deletingLastPathComponent()
            for link in try Page(path).text.matches(of: #/\]\((?!https?:)([^)#]+)/#) {
                expectFile(folder.appending(path: String(link.output.1)))
            }
        }

        private func expectFile(_ file: URL, sourceLocation: SourceLocation = #_sourceLocation) {
            #expect(
                FileManager.default.fileExists(atPath: file.path), "\(file.path)",
                sourceLocation: sourceLocation)
        }

        private func check(_ command: Command, in folder: TemporaryFolder, page: String) throws {
            var environment = userEnvironment
            let tools = graphcExecutable.deletingLastPathComponent().path
            environment["PATH"] = "\(tools):\(environment["PATH", default: ""])"
            // What the packages depend on is built once.
            environment["SWIFTPM_BUILD_DIR"] = UserPackageTests.scratchFolder.path
            // The log of a build is not shown.
            let isBuild = command.text.hasPrefix("swift ")
            let outcome = try run(
                URL(filePath: "/bin/sh"),
                ["-c", (isBuild ? "" : "exec 2>&1; ") + inRepository(command.text)],
                in: folder.url,
                environment: environment)
            let printed = outcome.output.replacing(repository.path, with: "../graphc")
                .split(separator: "\n", omittingEmptySubsequences: false).map(comparable)
            #expect(
                matches(command.output.map(comparable)[...], printed.dropLast()[...]),
                "\(page):\(command.line): \(command.text)\n\(outcome.output)\(outcome.errors)")
            if !command.output.contains(where: { $0.contains("error") }) {
                #expect(outcome.status == 0, "\(page):\(command.line): \(outcome.errors)")
            }
        }

        /// The line without a time and without blanks at its end.
        private func comparable(_ line: some StringProtocol) -> String {
            var text = String(line).replacing(#/\d+\.\d\d s$/#, with: "0.00 s")
            while text.last == " " { text.removeLast() }
            return text
        }

        private func matches(_ expected: ArraySlice<String>, _ printed: ArraySlice<String>) -> Bool {
            guard let first = expected.first else { return printed.isEmpty }
            if first == "…" {
                return printed.indices.contains { matches(expected.dropFirst(), printed[$0...]) }
                    || matches(expected.dropFirst(), [])
            }
            return first == printed.first && matches(expected.dropFirst(), printed.dropFirst())
        }

        /// The text with this package's own folder in place of `../graphc`, where the documentation has it.
        private func inRepository(_ text: String) -> String {
            text.replacing("path: \"../graphc\"", with: "name: \"graphc\", path: \"../graphc\"")
                .replacing("../graphc", with: repository.path)
                // Built as the packages of the other pages are; the numbers are the same to the bit.
                .replacing(
                    "-c release --package-path examples", with: "--package-path \(repository.path)/examples")
        }
    }
}

private let pages =
    ["README.md", "CONTRIBUTING.md", "examples/README.md"]
    + [
        "language", "inspect", "runtime", "data", "training", "looking", "reports", "downloads", "images",
        "c", "command-line", "terminal",
    ].map { "docs/\($0).md" }

/// A Markdown file and its fenced blocks.
private struct Page {
    let text: String
    private(set) var blocks: [Block] = []

    init(_ path: String) throws {
        text = try String(contentsOf: repository.appending(path: path), encoding: .utf8)
        var open: Block?
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            if line.hasPrefix("```"), let block = open {
                blocks.append(block)
                open = nil
            } else if line.hasPrefix("```") {
                let words = line.dropFirst(3).split(separator: " ", maxSplits: 1).map(String.init)
                open = Block(
                    language: words.first ?? "", file: words.count > 1 ? words[1] : nil, line: index + 1)
            } else {
                open?.lines.append(line)
            }
        }
        #expect(open == nil, "\(path): a block has no end")
    }
}

private struct Block {
    let language: String
    let file: String?
    /// Where it starts in the page.
    let line: Int
    var lines: [String] = []

    var commands: [Command] {
        var commands: [Command] = []
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("$ ") {
                commands.append(Command(text: String(line.dropFirst(2)), line: self.line + index + 1))
            } else if !commands.isEmpty {
                commands[commands.count - 1].output.append(line)
            }
        }
        return commands
    }
}

private struct Command {
    let text: String
    let line: Int
    var output: [String] = []
}
