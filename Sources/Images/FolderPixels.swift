import Foundation
internal import GraphRuntime

/// The pixels of all images of a folder.
struct FolderPixels {
    /// One image behind the other.
    let bytes: [UInt8]
    /// `[height, width, channels]` of each image.
    let shape: [Int]

    /// - Parameters:
    ///   - size: What images are resized to; nil if none is.
    ///   - expected: The size that images must have unless they are resized; nil for that of the first.
    init(
        _ files: FolderListing, _ channels: ImageChannels, size: (height: Int, width: Int)?,
        expected: (height: Int, width: Int)? = nil, pixelLimit: Int
    ) throws(ImageError) {
        let isResized = size != nil
        let (height, width) =
            if let common = size ?? expected {
                common
            } else {
                try EncodedImage(path: files.paths[0], pixelLimit: pixelLimit).size
            }
        guard height > 0, width > 0 else { throw .emptySize(height: height, width: width) }
        let imageSize = clampedProduct(channels.count, clampedProduct(height, width))
        let needed = clampedProduct(files.paths.count, imageSize)
        if let available = availableMemory(), needed > available {
            throw .memory(path: files.directory, needed: needed, available: available)
        }

        let failure = FirstImageError()
        bytes = [UInt8](unsafeUninitializedCapacity: needed) { buffer, filled in
            // Each iteration writes bytes of its own.
            nonisolated(unsafe) let buffer = buffer
            DispatchQueue.concurrentPerform(iterations: files.paths.count) { index in
                failure.catching(at: index) { () throws(ImageError) in
                    let encoded = try EncodedImage(path: files.paths[index], pixelLimit: pixelLimit)
                    guard isResized || encoded.size == (height, width) else {
                        throw .size(
                            file: encoded.name, expectedHeight: height, expectedWidth: width,
                            height: encoded.height, width: encoded.width)
                    }
                    let image = try encoded.decode(channels).resized(to: (height, width))
                    let place = UnsafeMutableBufferPointer(
                        rebasing: buffer[index * imageSize..<(index + 1) * imageSize])
                    _ = place.update(fromContentsOf: image.pixels)
                }
            }
            filled = failure.isThere ? 0 : needed
        }
        try failure.rethrow()
        shape = [height, width, channels.count]
    }
}

/// Of what several threads throw, that of the first image: the same every time.
private final class FirstImageError: @unchecked Sendable {
    private let lock = NSLock()
    private var first: (index: Int, error: ImageError)?

    var isThere: Bool { lock.withLock { first != nil } }

    /// Does not call `body` if what it throws would make no difference.
    func catching(at index: Int, _ body: () throws(ImageError) -> Void) {
        guard lock.withLock({ first.map { index < $0.index } ?? true }) else { return }
        do { try body() } catch {
            lock.withLock {
                if first.map({ index < $0.index }) ?? true { first = (index, error) }
            }
        }
    }

    func rethrow() throws(ImageError) {
        if let first = lock.withLock({ first }) { throw first.error }
    }
}
