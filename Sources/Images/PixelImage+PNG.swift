internal import CPNG
public import GraphRuntime

extension PixelImage {
    /// Writes the image as a PNG file: whatever fails, all of the old file is there, or all of the new.
    ///
    /// - Throws: `ImageError`, which names the file.
    public func writePNG(to path: String) throws(ImageError) {
        let file = try encodedPNG(name: path)
        try ImageError.wrapping { () throws(FileError) in try writeAtomically(file, to: path) }
    }

    /// The content of a PNG file of this image.
    ///
    /// - Throws: `ImageError` if there is more of it than PNG allows.
    public func encodedPNG() throws(ImageError) -> [UInt8] { try encodedPNG(name: "image") }

    private func encodedPNG(name: String) throws(ImageError) -> [UInt8] {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.height = png_uint_32(clamping: height)
        image.width = png_uint_32(clamping: width)
        image.format = channels == .rgb ? png_uint_32(PNG_FORMAT_FLAG_COLOR) : 0
        var size = png_size_limit(&image)
        var isWritten = false
        let file = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            isWritten = png_image_write_to_memory(&image, buffer.baseAddress, &size, 0, pixels, 0, nil) != 0
            filled = isWritten ? size : 0
        }
        guard isWritten else { throw .corrupt(file: name, reason: image.text) }
        return file
    }
}
