import GraphImages
import GraphRuntime
import Testing

/// Files that are no images are errors that say what is wrong and where.
@Suite struct BadImageTests {
    private func error(_ file: [UInt8], pixelLimit: Int = PixelImage.pixelLimit) -> ImageError? {
        #expect(throws: ImageError.self) {
            try PixelImage(encoded: file, name: "x", pixelLimit: pixelLimit)
        }
    }

    private func header(_ height: UInt32, _ width: UInt32, bits: UInt8 = 8, type: UInt8 = 2) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + pngChunk("IHDR", bigEndian(width) + bigEndian(height) + [bits, type, 0, 0, 0])
    }

    @Test func otherFilesAreNoImages() {
        #expect(error([]) == .unknownFormat(file: "x", found: []))
        #expect(
            error(Array("GIF89a, and so on".utf8)) == .unknownFormat(file: "x", found: Array("GIF89a, ".utf8))
        )
        #expect(
            error(Array("GIF89a, and so on".utf8))?.description
                == "x: expected a PNG or a JPEG image, found a file that begins with 47 49 46 38 39 61 2c 20")
        #expect(error([])?.description == "x: expected a PNG or a JPEG image, found an empty file")
    }

    @Test func aPNGThatEndsAnywhereIsAnError() throws {
        let file = try Fixture.named("rgb.png").file
        for count in 8..<file.count {
            guard case .truncated("x", let offset, _) = error(Array(file[..<count])) else {
                Issue.record("\(count) of \(file.count) bytes")
                continue
            }
            #expect(offset <= count)
        }
        #expect(
            error(Array(file[..<45]))?.description
                == "x: expected a chunk of 385 bytes at byte 33, found the end of the file")
    }

    @Test(arguments: ["rgb.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg", "restarts.jpg"])
    func aJPEGThatEndsAnywhereIsAnError(_ name: String) throws {
        let file = try Fixture.named(name).file
        for count in 3..<file.count {
            guard case .corrupt("x", _) = error(Array(file[..<count])) else {
                Issue.record("\(count) of \(file.count) bytes")
                continue
            }
        }
    }

    @Test func aDamagedPNGIsAnError() throws {
        let file = try Fixture.named("rgb.png").file
        // Every part has a check sum.
        for place in 12..<file.count - 12 {
            var damaged = file
            damaged[place] ^= 0x10
            _ = error(damaged)
        }
    }

    @Test func sizesAreCheckedBeforeMemoryIsTaken() throws {
        let end = pngChunk("IEND", [])
        #expect(
            error(header(100_000, 100_000) + end)
                == .tooManyPixels(file: "x", height: 100_000, width: 100_000, limit: 100_000_000))
        #expect(
            error(header(.max, .max) + end)
                == .tooManyPixels(
                    file: "x", height: Int(UInt32.max), width: Int(UInt32.max), limit: 100_000_000))
        #expect(
            error(header(100_000, 100_000) + end)?.description
                == "x: expected an image of at most 100000000 pixels, found one of 100000 × 100000")
        #expect(
            error(try Fixture.named("rgb.jpg").file, pixelLimit: 153)
                == .tooManyPixels(file: "x", height: 11, width: 14, limit: 153))
        #expect(try PixelImage(encoded: Fixture.named("rgb.jpg").file, pixelLimit: 154).height == 11)
        // Of so many pixels there would be more data, however dense.
        #expect(
            error(header(8000, 9000) + pngChunk("IDAT", [1, 2, 3]) + end)
                == .tooShort(
                    file: "x", height: 8000, width: 9000, expected: 8000 * 9000 / 1032 * 24 / 8, found: 3))
        #expect(
            error(header(8000, 9000, bits: 1, type: 0) + end)?.description
                == "x: expected at least 8720 bytes of an image of 8000 × 9000, found 0")
        var jpeg = try Fixture.named("rgb.jpg").file
        let size =
            try #require(zip(jpeg, jpeg.dropFirst()).enumerated().first { $1 == (0xFF, 0xC0) }).offset + 5
        jpeg.replaceSubrange(size..<size + 4, with: [0x20, 0, 0x20, 0])
        #expect(
            error(jpeg)
                == .tooShort(
                    file: "x", height: 8192, width: 8192, expected: 8192 * 8192 / 512, found: jpeg.count))
        jpeg.replaceSubrange(size..<size + 4, with: [0xFF, 0xDC, 0xFF, 0xDC])
        #expect(
            error(jpeg) == .tooManyPixels(file: "x", height: 65500, width: 65500, limit: 100_000_000))
    }

    @Test func aPNGWithoutPixelsOrOfUnknownKindIsAnError() {
        let end = pngChunk("IEND", [])
        for file in [
            header(0, 5) + end, header(5, 0) + end, header(1, 1) + end, header(1, 1, bits: 3) + end,
            header(1, 1, type: 7) + end, header(1, 1, bits: 255, type: 255) + end,
            header(1, 1) + pngChunk("IDAT", [1, 2, 3]) + end,
            Array(header(1, 1).prefix(8)) + end,
            Array(header(1, 1).prefix(8)) + pngChunk("IHDR", []) + end,
        ] {
            guard case .corrupt("x", let reason) = error(file) else {
                Issue.record("\(file)")
                continue
            }
            #expect(!reason.isEmpty)
        }
    }

    @Test func aFileThatCannotBeReadIsNamed() throws {
        let folder = try Folder()
        #expect(throws: ImageError.file(.cannotRead(folder.path("none.png"), 2))) {
            try PixelImage(path: folder.path("none.png"))
        }
        #expect(throws: ImageError.file(.notAFile(folder.path))) { try PixelImage(path: folder.path) }
        let error = #expect(throws: ImageError.self) { try PixelImage(path: folder.path("a\u{0}b")) }
        #expect(error?.localizedDescription == error?.description)
    }
}
