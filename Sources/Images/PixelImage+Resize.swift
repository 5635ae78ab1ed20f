public import GraphRuntime

extension PixelImage {
    /// The same image with another number of pixels, each between the nearest four of this one.
    ///
    /// This is PyTorch's `interpolate` of the bytes as floats, with `mode="bilinear", align_corners=False,
    /// antialias=False`, rounded at the end, of two equally near numbers to the even one. It takes four pixels however
    /// much smaller the image becomes.
    ///
    /// - Throws: `ImageError` unless both are positive, or if the machine has no memory for so many pixels.
    public func resized(height: Int, width: Int) throws(ImageError) -> PixelImage {
        guard height > 0, width > 0 else { throw .emptySize(height: height, width: width) }
        let needed = clampedProduct(channels.count, clampedProduct(height, width))
        if let available = availableMemory(), needed > available {
            throw .memory(path: "image", needed: needed, available: available)
        }
        return resized(to: (height, width))
    }

    /// - Precondition: The size is positive.
    func resized(to size: (height: Int, width: Int)) -> PixelImage {
        if size == (height, width) { return self }
        let resize = BilinearResize(from: (height, width), to: size)
        let count = size.height * size.width * channels.count
        let resized = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            pixels.withUnsafeBufferPointer { resize.resize($0, channels: channels.count, into: buffer) }
            filled = count
        }
        return PixelImage(of: resized, size.height, size.width, channels)
    }
}
