import Foundation
import GraphIR
import Testing

/// The other commands, and what happens when a command line is wrong.
struct CommandTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("Linear 4 2\n", to: "good.nn")
        try folder.write("Linear 4 2\nLinear 3 2\n", to: "bad.nn")
    }

    @Test func checkIsSilentAboutAGoodModel() throws {
        let outcome = try folder.graphc("check", "good.nn")
        #expect(outcome.status == 0)
        #expect(outcome.output == "" && outcome.errors == "")
    }

    @Test func checkReportsAndWritesNothing() throws {
        let before = try folder.contents
        let outcome = try folder.graphc("check", "good.nn", "bad.nn")
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("bad.nn:2:8: error: "))
        #expect(try folder.contents == before)
    }

    @Test func checkTakesAText() throws {
        let outcome = try folder.graphc("check", "-e", "Linear 4 2; Linear 3 2")
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("<command line>:1:20: error: "))
    }

    #if os(Linux)
        /// Otherwise it would find fault with graphc in every build of a package with sanitizers.
        @Test func leakSanitizerIsTurnedOff() throws {
            let symbols = try run(
                URL(filePath: "/usr/bin/env"), ["nm", "-g", graphcExecutable.path], in: folder.url)
            #expect(symbols.output.contains(#/ T __lsan_is_turned_off\n/#))
        }
    #endif

    @Test func opsListsEveryOperator() throws {
        let outcome = try folder.graphc("ops")
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        for reference in operatorTable {
            #expect(lines.contains { $0.hasPrefix(reference.keyword) }, "\(reference.keyword)")
        }
    }

    @Test(arguments: [["check", "-"], ["inspect", "-"], ["-", "-o", "-"], ["-", "-o", "piped-net.c"]])
    func aDashIsStandardInput(_ arguments: [String]) throws {
        let good = try run(
            graphcExecutable, arguments, in: folder.url, standardInput: "Linear 4 2\nSoftmax\nloss MSE\n")
        #expect(good.status == 0 && good.errors == "")
        let bad = try run(graphcExecutable, arguments, in: folder.url, standardInput: "Linear 4 2\nRelu\n")
        #expect(bad.status == 1)
        #expect(bad.errors.hasPrefix("<standard input>:2:1: error: "))
    }

    @Test func whatIsPipedIsNamedAfterTheOutput() throws {
        let text = "Linear 4 2\n"
        #expect(try folder.graphc("-", "-o", "-", standardInput: text).output.contains("struct Net:"))
        #expect(try folder.graphc("-", "-o", "piped-net.c", standardInput: text).status == 0)
        #expect(try folder.text(of: "piped-net.h").contains("piped_net_logits("))
    }

    @Test func ofVeryManyErrorsTheFirstAreShown() throws {
        let twenty = String(repeating: "Relu\n", count: 20)
        try folder.write("Linear 4 2\n" + twenty, to: "twenty.nn")
        try folder.write("Linear 4 2\n" + twenty + "Rleu\nSofmax\n", to: "many.nn")
        func errors(_ arguments: String...) throws -> (shown: Int, log: String) {
            let log = try run(graphcExecutable, arguments, in: folder.url).errors
            return (log.matches(of: #/: error: /#).count, log)
        }
        #expect(try errors("check", "twenty.nn").shown == 20)
        #expect(try !errors("check", "twenty.nn").log.contains("more"))
        for command in ["check", "inspect"] {
            let (shown, log) = try errors(command, "many.nn")
            #expect(shown == 20)
            #expect(log.hasSuffix("many.nn: 2 more errors; --all-errors prints everything\n"))
            #expect(try errors(command, "many.nn", "--all-errors").shown == 22)
        }
        // Of each file.
        #expect(try errors("check", "many.nn", "many.nn").shown == 40)
    }

    @Test(arguments: [
        ([], "No model. Name a file, or give the text"),
        (["good.nn"], "Missing expected argument '--output <path>"),
        (["good.nn", "-e", "Linear 4 2", "-o", "-"], "There are files and -e"),
        (["good.nn", "-o", "net.txt"], "'-o net.txt' is neither a .swift or .c file"),
        (["good.nn", "-o", "net.c", "--emit", "swift"], "'-o net.c' and --emit name different languages"),
        (["good.nn", "bad.nn", "-o", "-"], "'-o -' takes one model"),
        (["good.nn", "bad.nn", "-o", "x", "--type-name", "A"], "Several models cannot have one name"),
        (["good.nn", "-o", "-", "--emit", "rust"], "Please provide one of 'swift' and 'c'"),
        (["good.nn", "-o", "-", "--acess", "public"], "Did you mean '--access'?"),
        (["good.nn", "bad.nn", "-o", "out.swift"], "They go to a folder: '-o out.swift/'"),
        (["good.nn", "-o", "a.swift", "-o", "b.swift"], "There are 2 outputs"),
        (["good.nn", "-o", "net.c", "--access", "public"], "'--access public' is for Swift"),
        (["-", "-", "-o", "out"], "Standard input can be read once"),
        (["chek", "good.nn"], "There is neither a subcommand nor a file 'chek'. Did you mean 'check'?"),
        (["Inspect", "good.nn"], "Did you mean 'inspect'?"),
        (["teach", "good.nn"], "`graphc help` lists the subcommands."),
    ])
    func aWrongCommandLineIsExplained(_ arguments: [String], _ explanation: String) throws {
        let outcome = try run(graphcExecutable, arguments, in: folder.url)
        #expect(outcome.status == 64)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains(explanation))
        #expect(outcome.errors.contains(#/(?i)usage: graphc/#))
        #expect(try folder.contents == ["bad.nn", "good.nn"])
    }
}
