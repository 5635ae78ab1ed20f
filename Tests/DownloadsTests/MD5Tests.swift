import Foundation
import Testing

@testable import GraphDownloads

struct MD5Tests {
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"),
        ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        (
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            "d174ab98d277d9f5a5611c2c9f419d9f"
        ),
        (
            String(repeating: "1234567890", count: 8),
            "57edf4a22be3c955ac49da2e2107b67a"
        ),
    ])
    func theSumsAreThoseOfTheStandard(_ text: String, _ expected: String) {
        #expect(md5(Array(text.utf8)) == expected)
    }

    /// By Python's hashlib.
    @Test(arguments: [
        (55, "6912ee65fff2d9f9ce2508cddf8bcda0"), (56, "51fdd1acda72405dfdfa03fcb85896d7"),
        (63, "48a6295221902e8e0938f773a7185e72"), (64, "b2d3f56bc197fd985d5965079b5e7148"),
        (65, "8bd7053801c768420faf816fadba971c"), (119, "1c772251899a7ff007400b888d6b2042"),
        (120, "b7ba1efc6022e9ed272f00b8831e26e6"), (1000, "a24f1e3ef66950e1327f210e3997ba2c"),
    ])
    func aSumDoesNotDependOnThePiecesThatAreAdded(_ count: Int, _ expected: String) {
        let bytes = (0..<count).map { UInt8($0 % 251) }
        for size in [1, 7, 63, 64, 65, 200, 1000] {
            var sum = MD5()
            for start in stride(from: 0, to: count, by: size) {
                bytes[start..<min(start + size, count)].withUnsafeBytes { sum.add($0) }
            }
            #expect(sum.digest() == expected, "\(size) bytes at a time")
        }
    }

    @Test func theSumOfAFileIsThatOfItsBytes() throws {
        let folder = try TemporaryFolder()
        let bytes = someBytes((1 << 20) + 100)
        try folder.write(bytes, to: "file")
        #expect(try md5(ofFileAt: "\(folder.path)/file") == md5(bytes))
    }

    private static let fashionDirectory = ProcessInfo.processInfo.environment["GRAPHC_FASHION_MNIST"]

    @Test(
        .enabled(if: fashionDirectory != nil, "GRAPHC_FASHION_MNIST does not name the folder of the files"),
        arguments: ["train-labels-idx1-ubyte.gz", "t10k-labels-idx1-ubyte.gz"])
    func theLabelsOfFashionMNISTHaveThePublishedSums(_ name: String) throws {
        let file = try #require(PublishedFiles.fashionMNIST.files.first { $0.name == name })
        #expect(try isWhole(file, at: "\(Self.fashionDirectory ?? "")/\(name)"))
    }

    @Test func everyPublishedFileHasASumASizeAndMirrors() throws {
        for published in PublishedFiles.all {
            for file in published.files {
                #expect(file.md5.wholeMatch(of: #/[0-9a-f]{32}/#) != nil, "\(file)")
                #expect(file.size > 0)
            }
            _ = try Downloader(published, to: "nowhere")
            #expect(!published.mirrors.isEmpty)
        }
    }
}
