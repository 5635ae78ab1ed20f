import CZlib
import Foundation

/// A directory for the files of one test, removed with this value.
final class DataFiles {
    let directory = FileManager.default.temporaryDirectory.path + "/graphc-data-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// - Returns: the path of the file.
    @discardableResult
    func write(_ bytes: [UInt8], as name: String = "file") throws -> String {
        let path = "\(directory)/\(name)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }
}

/// An IDX file of unsigned bytes: a header for `shape`, then `payload`.
func idx(_ shape: [Int], payload: [UInt8]) -> [UInt8] {
    let dimensions = shape.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } }
    return [0, 0, 8, UInt8(shape.count)] + dimensions + payload
}

/// One gzip member.
func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    let size = CInt(MemoryLayout<z_stream>.size)
    try zlib(deflateInit2_(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size))
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, uLong(bytes.count))))
    let code = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = uInt(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = uInt(output.count)
            return deflate(&stream, Z_FINISH)
        }
    }
    try zlib(code)
    return Array(output[..<Int(stream.total_out)])
}

private func zlib(_ code: CInt) throws {
    struct Failure: Error { var code: CInt }
    guard code == Z_OK || code == Z_STREAM_END else { throw Failure(code: code) }
}
