import Foundation
import Testing

private let model = "Flatten; Linear 6 5; ReLU; Linear 5 3\n"

/// What `graphc` writes where, as its options say.
struct EmitTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(model, to: "small-net.nn")
    }

    @Test func swiftIsNamedAfterTheFile() throws {
        let outcome = try folder.graphc("small-net.nn", "-o", "Net.swift")
        #expect(outcome.status == 0)
        #expect(outcome.output == "" && outcome.errors == "")
        #expect(try folder.text(of: "Net.swift").contains("struct SmallNet"))
        #expect(try folder.contents == ["Net.swift", "small-net.nn"])
    }

    @Test func cHasItsHeaderBesideIt() throws {
        #expect(try folder.graphc("small-net.nn", "-o", "net.c").status == 0)
        #expect(try folder.text(of: "net.c").contains("#include \"net.h\""))
        #expect(try folder.contents == ["net.c", "net.h", "small-net.nn"])
    }

    @Test func aModelLineNamesTheType() throws {
        try folder.write("model Classifier\n" + model, to: "small-net.nn")
        #expect(try folder.graphc("small-net.nn", "-o", "-").output.contains("struct Classifier"))
    }

    @Test func typeNameWinsOverTheModelLine() throws {
        try folder.write("model Classifier\n" + model, to: "small-net.nn")
        let outcome = try folder.graphc("small-net.nn", "-o", "-", "--type-name", "Other")
        #expect(outcome.output.contains("struct Other"))
        #expect(!outcome.output.contains("Classifier {"))
    }

    @Test(arguments: ["", "3D", "a b", "class", "Float"])
    func typeNameMustBeAName(_ name: String) throws {
        let outcome = try folder.graphc("small-net.nn", "-o", "Net.swift", "--type-name", name)
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("'\(name)' cannot name a type"))
        #expect(try folder.contents == ["small-net.nn"])
    }

    /// Of what use it is to know depends on what is written.
    @Test func aTypeOfTheRuntimesThatSwiftWouldHideIsAWarning() throws {
        try folder.write(model, to: "digits.nn")
        let swift = try folder.graphc("digits.nn", "-o", "Digits.swift")
        #expect(swift.status == 0)
        #expect(swift.errors.hasPrefix("digits.nn:1:1: warning: GraphRuntime has a type `Digits` too"))
        #expect(try folder.graphc("digits.nn", "-o", "digits.c").errors == "")
        #expect(try folder.graphc("check", "digits.nn").errors == "")
        #expect(try folder.graphc("digits.nn", "-o", "-", "--type-name", "Small").errors == "")
    }

    @Test(arguments: ["public", "package"])
    func accessIsThatOfTheType(_ access: String) throws {
        let outcome = try folder.graphc("small-net.nn", "-o", "-", "--access", access)
        #expect(outcome.output.contains("\(access) struct SmallNet"))
    }

    @Test func theModelSaysWhoSeesIt() throws {
        try folder.write("public model Shared\n" + model, to: "small-net.nn")
        let text = try folder.graphc("small-net.nn", "-o", "-").output
        let declarations = [
            "public struct Shared", "public static let layout", "public var storage", "public init",
            "public static func",
        ]
        for declaration in declarations { #expect(text.contains(declaration)) }
        // The command line knows better, and C has one kind of function only.
        let internalText = try folder.graphc("small-net.nn", "-o", "-", "--access", "internal").output
        #expect(internalText.contains("\nstruct Shared"))
        for declaration in declarations { #expect(!internalText.contains(declaration)) }
        let c = try folder.graphc("small-net.nn", "-o", "-", "--emit", "c").output
        try folder.write("model Shared\n" + model, to: "small-net.nn")
        #expect(try folder.graphc("small-net.nn", "-o", "-", "--emit", "c").output == c)
    }

    @Test func standardOutputGetsWhatAFileGets() throws {
        #expect(try folder.graphc("small-net.nn", "-o", "Net.swift").status == 0)
        #expect(try folder.graphc("small-net.nn", "-o", "-").output == folder.text(of: "Net.swift"))
    }

    @Test func cGetsStepsOfOptimizers() throws {
        let outcome = try folder.graphc(
            "small-net.nn", "-o", "net.c", "--optimizer", "adam", "--optimizer", "sgd:momentum",
            "--optimizer", "Adam")
        #expect(outcome.status == 0)
        let header = try folder.text(of: "net.h")
        for name in ["small_net_adam_step(", "small_net_adam_init(", "small_net_sgd_momentum_step_shared("] {
            #expect(header.components(separatedBy: name).count == 2, "\(name)")
        }
    }

    @Test(arguments: [
        ("net.c", "adm", "did you mean 'adam'?"), ("Net.swift", "adam", "'--optimizer adam' is for C."),
    ])
    func optimizersThatAreNoneAreNamed(_ output: String, _ name: String, message: String) throws {
        let outcome = try folder.graphc("small-net.nn", "-o", output, "--optimizer", name)
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains(message))
        #expect(try folder.contents == ["small-net.nn"])
    }

    @Test func cOnStandardOutputCompilesAlone() throws {
        let code = try folder.graphc("small-net.nn", "-o", "-", "--emit", "c").output
        try folder.write(code, to: "alone.c")
        let flags = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]
        let outcome = try run(
            URL(filePath: "/usr/bin/env"), ["clang"] + flags + ["alone.c"], in: folder.url)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func textTakesThePlaceOfAFile() throws {
        #expect(try folder.graphc("-e", model, "-o", "Tiny.swift").status == 0)
        #expect(try folder.text(of: "Tiny.swift").contains("struct Tiny"))
        #expect(try folder.graphc("-e", model, "-o", "-").output.contains("struct Net"))
    }

    @Test func aPipeIsAnInput() throws {
        let outcome = try folder.graphc(
            "/dev/stdin", "-o", "-", "--type-name", "Piped", standardInput: model)
        #expect(outcome.output.contains("struct Piped"))
    }

    @Test func severalModelsGoToAFolder() throws {
        try folder.write("Linear 4 2\n", to: "other/net.v2.nn")
        let outcome = try folder.graphc("small-net.nn", "other/net.v2.nn", "-o", "generated/code/")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try folder.text(of: "generated/code/small-net.swift").contains("struct SmallNet"))
        #expect(try folder.text(of: "generated/code/net.v2.swift").contains("struct NetV2"))
    }

    @Test func cGoesToAFolderToo() throws {
        let outcome = try folder.graphc("small-net.nn", "-o", "c/", "--emit", "c")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try folder.contents == ["c", "c/small-net.c", "c/small-net.h", "small-net.nn"])
    }

    @Test(arguments: ["small-net", "SMALL-net"])
    func oneNameForTwoModelsIsAnError(_ name: String) throws {
        try folder.write(model, to: "other/\(name).nn")
        let before = try folder.contents
        let outcome = try folder.graphc("small-net.nn", "other/\(name).nn", "-o", "generated")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors == "graphc: error: 'small-net.nn' and 'other/\(name).nn' would both be written"
                + " to 'generated/\(name).swift'\n")
        #expect(try folder.contents == before)
    }

    @Test(arguments: ["swift", "c"])
    func noTwoModelsOfAProgramHaveOneName(_ language: String) throws {
        try folder.write("# The second.\npublic model SmallNet\n" + model, to: "other.nn")
        let before = try folder.contents
        let outcome = try folder.graphc("small-net.nn", "other.nn", "-o", "generated", "--emit", language)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors == """
                other.nn:2:14: error: `SmallNet` is what another model is called, too
                 2 | public model SmallNet
                   |              ^~~~~~~~
                   = note: the first is at small-net.nn:1:1
                   = hint: another name tells them apart: `model SmallNet2`

                """)
        #expect(try folder.contents == before)
    }

    @Test func aModelIsNeverOverwritten() throws {
        try folder.write(model, to: "net.swift")
        let outcome = try folder.graphc("net.swift", "-o", "./net.swift")
        #expect(outcome.status == 1)
        #expect(try folder.text(of: "net.swift") == model)
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        for language in ["swift", "c"] {
            let first = try folder.graphc("small-net.nn", "-o", "-", "--emit", language).output
            let second = try folder.graphc("small-net.nn", "-o", "-", "--emit", language).output
            #expect(!first.isEmpty && first == second)
        }
    }
}
