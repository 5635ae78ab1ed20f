import GraphImages
import GraphRuntime
import Testing

/// Images of independent programs: Pillow's, and those it has read.
@Suite struct DecodingTests {
    @Test func thereAreFixtures() {
        #expect(Fixture.all.count == 27)
    }

    @Test(arguments: Fixture.all)
    func anImageIsWhatPillowReads(_ fixture: Fixture) throws {
        let image = try PixelImage(path: fixture.path)
        #expect(image.height == fixture.height && image.width == fixture.width)
        #expect(image.channels == (fixture.isGray ? .gray : .rgb))
        let rgb = try PixelImage(path: fixture.path, channels: .rgb)
        let gray = try PixelImage(path: fixture.path, channels: .gray)
        #expect(rgb.shape == [3, fixture.height, fixture.width])
        #expect(gray.shape == [1, fixture.height, fixture.width])
        // Decoders of JPEG may round otherwise, and so may a product of 16 bits that becomes one of 8.
        let tolerance = fixture.name.hasSuffix(".jpg") ? 2 : fixture.name.hasSuffix("a16.png") ? 1 : 0
        #expect(largestDifference(rgb.pixels, fixture.rgb) <= tolerance)
        #expect(largestDifference(gray.pixels, fixture.gray) <= tolerance)
        #expect(image.converted(to: .rgb) == rgb && image.converted(to: .gray) == gray)
    }

    @Test func bytesInMemoryAreAnImageToo() throws {
        for fixture in [try Fixture.named("rgb.png"), try Fixture.named("rgb.jpg")] {
            #expect(try PixelImage(encoded: fixture.file) == PixelImage(path: fixture.path))
        }
    }

    @Test func theContentOfAFileSaysWhatItIs() throws {
        let folder = try Folder()
        try folder.write(try Fixture.named("rgb.jpg").file, to: "photo.png")
        #expect(
            try PixelImage(path: folder.path("photo.png")) == PixelImage(path: Fixture.named("rgb.jpg").path))
    }

    @Test func whatFollowsAnImageDoesNoHarm() throws {
        for fixture in [try Fixture.named("rgb.png"), try Fixture.named("rgb.jpg")] {
            let file = try fixture.file
            #expect(try PixelImage(encoded: file + [1, 2, 3]) == PixelImage(encoded: file))
        }
        // Some cameras leave bytes before the marker of the end.
        let jpeg = try Fixture.named("rgb.jpg").file
        #expect(
            try PixelImage(encoded: jpeg.dropLast(2) + [0, 0, 0, 0xFF, 0xD9]) == PixelImage(encoded: jpeg))
    }

    @Test func textsAndProfilesOfAPNGAreNotRead() throws {
        let file = try Fixture.named("rgb.png").file
        let profile = pngChunk("iCCP", [UInt8](repeating: 0xAA, count: 100))
        #expect(try PixelImage(encoded: file[..<33] + profile + file[33...]) == PixelImage(encoded: file))
    }
}

func largestDifference(_ lhs: [UInt8], _ rhs: [UInt8]) -> Int {
    lhs.count != rhs.count ? .max : zip(lhs, rhs).map { abs(Int($0) - Int($1)) }.max() ?? 0
}
