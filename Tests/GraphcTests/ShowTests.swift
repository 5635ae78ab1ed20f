import Foundation
import Testing

/// `graphc show`, on images and tables that are written here.
@Suite struct ShowTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.writePNG([[[0], [255]], [[128], [64]]], to: "pets/train/cat/1.png")
        try folder.writePNG([[[255], [255], [255]]], to: "pets/train/dog/1.png")
        try folder.writePNG([[[255], [0]]], to: "pets/train/dog/2.png")
        try folder.writePNG([[[200, 100, 0]]], to: "pets/test/cat/1.png")
        try folder.write(
            "size,\"kind of\",price\n1.5,\"a\nb\",10\n2,c,20\n-3e3,c,10\n", to: "homes.csv")
    }

    /// Of different sizes: no image is resized for it.
    @Test func aSummaryCountsAndMeasures() throws {
        let outcome = try show("--data", "pets")
        // 255 five times, 0 twice, 128 and 64.
        let pixels: [Double] = [0, 255, 128, 64, 255, 255, 255, 255, 0].map { $0 / 255 }
        let mean = pixels.reduce(0, +) / 9
        let squares: [Double] = pixels.map { ($0 - mean) * ($0 - mean) }
        let deviation = (squares.reduce(0, +) / 9).squareRoot()
        #expect(
            outcome.output == """
                3 images of different shapes, 2 classes

                class  images
                cat         1
                dog         2

                channel    mean  deviation
                gray     \(String(format: "%.4f     %.4f", mean, deviation))

                """)
        let test = try show("--data", "pets", "--split", "test").output
        #expect(test.hasPrefix("1 images of 3 × 1 × 1, 1 classes\n"))
        #expect(test.contains("\nred      0.7843     0.0000\ngreen    0.3922     0.0000\n"))
    }

    @Test func anImageIsShownWithItsClass() throws {
        #expect(
            try show("--data", "pets", "--index", "1").output == "@@@@@@\ndog\npets/train/dog/1.png\n")
        #expect(
            try show("--data", "pets", "--index", "0", "--values").output
                == "   0 255\n 128  64\ncat\npets/train/cat/1.png\n")
        let colours = try show("--data", "pets", "--index", "0", "--values", "--split", "test")
        #expect(colours.output.hasPrefix("red\n 200\n\ngreen\n 100\n\nblue\n   0\ncat\n"))
        let digit = try show("--data", digits, "--index", "3")
        #expect(digit.output.hasSuffix("\n4\n") && digit.output.contains("@@"))
        let named = try show(
            "--data", digits, "--index", "3", "--class-names", "o,i,ii,iii,iv,v,vi,vii,viii,ix")
        #expect(named.output.hasSuffix("\niv\n"))
    }

    @Test(arguments: [("pets", 3), (digits, 100)]) func aGridHasTheFirstImages(data: String, images: Int)
        throws
    {
        let outcome = try show("--data", data, "--grid", "grid.svg")
        #expect(outcome.output == "Grid: grid.svg\n")
        let all = try folder.text(of: "grid.svg")
        #expect(all.matches(of: #/<image /#).count == images)
        #expect(try show("--data", data, "--grid", "two.svg", "--count", "2").status == 0)
        #expect(try folder.text(of: "two.svg").matches(of: #/<image /#).count == 2)
    }

    @Test func aRowIsShownByItsColumns() throws {
        let outcome = try show("--data", "homes.csv", "--categories", "kind of", "--index", "1")
        // The row before it has two lines.
        #expect(outcome.output == "homes.csv:4\nsize     2\nkind of  c\nprice    20\n")
        let targets = try show(
            "--data", "homes.csv", "--targets", "price,size", "--categories", "kind of", "--index", "2")
        #expect(targets.output == "homes.csv:5\nkind of  c\nprice    10\nsize     -3000\n")
    }

    @Test func theLastColumnHasClassesUnlessItsNumbersAreNotWhole() throws {
        let classes = try show("--data", "homes.csv", "--categories", "kind of").output
        #expect(
            classes.hasPrefix("3 samples of 3, 2 classes\n\nclass  samples\n10           2\n20           1\n")
        )
        try folder.write("x,y\n1,0.5\n2,1\n", to: "line.csv")
        #expect(try show("--data", "line.csv").output.hasPrefix("2 samples of 1\n\ninput    mean"))
        #expect(
            try show("--data", "line.csv", "--label", "y").output.hasPrefix("2 samples of 1, 2 classes\n"))
    }

    @Test(
        arguments: [
            (["--data", "pets", "--index", "3"], 1, "the index of a sample in 0 ..< 3, found 3"),
            (["--data", "pets", "--index", "-1"], 1, "the index of a sample in 0 ..< 3, found -1"),
            (["--data", digits, "--index", "1437"], 1, "in 0 ..< 1437, found 1437"),
            (["--data", "homes.csv", "--index", "9", "--categories", "kind of"], 1, "in 0 ..< 3, found 9"),
            (["--data", "homes.csv"], 1, "homes.csv:2: column 'kind of': expected a number, found 'a"),
            (["--data", "homes.csv", "--label", "prize"], 1, "did you mean 'price'?"),
            (["--data", "homes.csv", "--split", "test"], 1, "homes.csv: expected data for test"),
            (["--data", "homes.csv", "--values", "--index", "0"], 64, "'--values' is for images"),
            (["--data", "homes.csv", "--grid", "a.svg"], 64, "'--grid' is for images"),
            (["--data", "pets", "--label", "x"], 64, "'--label' is for tables"),
            (["--data", "pets", "--values"], 64, "'--values' are those of one image"),
            (["--data", "pets", "--index", "0", "--grid", "a.svg"], 64, "Give one"),
            (["--data", "pets", "--grid", "a.svg", "--count", "0"], 64, "'--count 0' is no number"),
            (["--data", "pets", "--grid", "no/such/a.svg"], 1, "no/such/a.svg: cannot be written"),
            (
                ["--data", "pets", "--class-names", "dog"], 1,
                "cat: expected the folder of one of the classes"
            ),
            (["--data", "empty"], 1, "empty: expected files of MNIST's format"),
            (["--data", "hollow"], 1, "hollow/cat: expected .png, .jpg or .jpeg files, found none"),
            (["--data", "damaged"], 1, "damaged/cat/1.png: expected a PNG or a JPEG image"),
            (["--data", "damaged", "--index", "0"], 1, "damaged/cat/1.png: expected a PNG or a JPEG image"),
            (["--data", "damaged", "--grid", "a.svg"], 1, "damaged/cat/1.png: expected a PNG"),
            ([], 64, "Missing expected argument '--data"),
        ] as [([String], Int32, String)])
    func whatCannotBeShownIsAnError(options: [String], status: Int32, message: String) throws {
        try folder.write("no image", to: "damaged/cat/1.png")
        for name in ["empty", "hollow/cat"] {
            try FileManager.default.createDirectory(
                atPath: folder.path(name), withIntermediateDirectories: true)
        }
        let outcome = try folder.runner(["show"] + options)
        #expect(outcome.status == status && outcome.output == "", "\(outcome)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!folder.contains("a.svg"))
    }

    private func show(_ options: String...) throws -> Outcome { try folder.runner(["show"] + options) }
}
