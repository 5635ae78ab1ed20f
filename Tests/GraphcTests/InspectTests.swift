import Foundation
import Testing

/// What `graphc inspect` prints where, and its exit status.
struct InspectTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("Linear 4 2\n", to: "good.nn")
        try folder.write("Linear 4 2\nLinear 3 2\n", to: "bad.nn")
    }

    @Test func theTableIsTheDefault() throws {
        let outcome = try folder.graphc("inspect", "good.nn")
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(outcome.output.hasPrefix("Good from good.nn: [4] → [2], loss CrossEntropy\n"))
        #expect(outcome.output.contains(#/\ntotal +10 +18 +40 +0\n/#))
    }

    @Test func irIsTheGraph() throws {
        let outcome = try folder.graphc("inspect", "good.nn", "--format", "ir")
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("graph Good\n"))
        #expect(outcome.output.contains("Linear %0 in=4 out=2 bias"))
    }

    @Test func loopsAreThoseBeforeAndAfterThePasses() throws {
        let outcome = try folder.graphc("inspect", "good.nn", "--format", "loops")
        #expect(outcome.status == 0)
        let programs = outcome.output.components(separatedBy: "program Good\n")
        #expect(programs.count == 3)
        #expect(programs[0] == "# As lowered.\n")
        // The bias is added where the product is.
        let product = "linear0_sum[b, o] = acc\n"
        #expect(programs[1].contains(product) && !programs[2].contains(product))
    }

    @Test func jsonIsOneObject() throws {
        let outcome = try folder.graphc("inspect", "--format", "json", "-e", "Linear 4 2")
        #expect(outcome.status == 0)
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        #expect(json?["name"] as? String == "Net")
    }

    @Test func aBatchIsAddedUp() throws {
        let outcome = try folder.graphc("inspect", "good.nn", "--batch", "10")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains(#/\na batch of 10 +inference +training step\nFLOPs +180 /#))
        let json = try folder.graphc("inspect", "good.nn", "--batch", "10", "--format", "json")
        #expect(json.output.contains("\"size\": 10"))
        let bad = try folder.graphc("inspect", "bad.nn", "--batch", "10")
        #expect(bad.status == 1)
        #expect(bad.output == (try folder.graphc("inspect", "bad.nn")).output)
    }

    @Test func aBatchHasSamplesAndAPlace() throws {
        for size in ["0", "-1"] {
            let outcome = try folder.graphc("inspect", "good.nn", "--batch=\(size)")
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("'--batch \(size)': a batch has at least one sample."))
        }
        for format in ["ir", "loops"] {
            let outcome = try folder.graphc("inspect", "good.nn", "--batch", "2", "--format", format)
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("'--batch' is for the table and the JSON."))
        }
    }

    @Test(arguments: ["table", "ir", "json"])
    func aModelWithErrorsIsShownAsFarAsItGoes(_ format: String) throws {
        let outcome = try folder.graphc("inspect", "bad.nn", "--format", format)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("Linear 4 2"))
        #expect(outcome.output.contains("Linear expects 3 features but gets 2"))
        #expect(outcome.errors.hasPrefix("bad.nn:2:8: error: "))
    }

    @Test func loopsNeedAModelWithoutErrors() throws {
        let outcome = try folder.graphc("inspect", "bad.nn", "--format", "loops")
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("bad.nn:2:8: error: "))
    }

    @Test func warningsAreNoErrors() throws {
        let outcome = try folder.graphc("inspect", "-e", "Linear 4 2; Softmax")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("  ^ warning at 1:13: "))
        #expect(outcome.errors.hasPrefix("<command line>:1:13: warning: "))
    }

    @Test func oneModelAtATime() throws {
        let outcome = try folder.graphc("inspect", "good.nn", "bad.nn")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("'inspect' takes one model"))
    }

    @Test func aMissingFile() throws {
        let outcome = try folder.graphc("inspect", "missing.nn")
        #expect(outcome.status == 1)
        #expect(outcome.errors == "graphc: error: cannot read 'missing.nn': No such file or directory\n")
    }
}
