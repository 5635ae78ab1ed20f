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

    @Test func opsListsEveryOperator() throws {
        let outcome = try folder.graphc("ops")
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        for reference in operatorTable {
            #expect(lines.contains { $0.hasPrefix(reference.keyword) }, "\(reference.keyword)")
        }
    }

    @Test(arguments: [
        ([], "No model. Name a file, or give the text"),
        (["good.nn"], "Missing expected argument '--output <path>'"),
        (["good.nn", "-e", "Linear 4 2", "-o", "-"], "There are files and -e"),
        (["good.nn", "-o", "net.txt"], "'-o net.txt' is neither a .swift or .c file"),
        (["good.nn", "-o", "net.c", "--emit", "swift"], "'-o net.c' and --emit name different languages"),
        (["good.nn", "bad.nn", "-o", "-"], "'-o -' takes one model"),
        (["good.nn", "bad.nn", "-o", "x", "--type-name", "A"], "Several models cannot have one name"),
        (["good.nn", "-o", "-", "--emit", "rust"], "Please provide one of 'swift' and 'c'"),
        (["good.nn", "-o", "-", "--acess", "public"], "Did you mean '--access'?"),
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
