import Foundation

/// What is expected of a reader, whatever the bytes of a file are: it gives something that holds together, or throws
/// an error that can be shown.
///
/// Tests give it files that a `Mutator` has damaged, the programs in `fuzz` those that libFuzzer makes up. To check another
/// reader is to add a value of this type to a list that both go through.
public struct ReaderCheck: Sendable, CustomStringConvertible {
    public let name: String
    /// Files to begin with, which the reader takes.
    public let seeds: [[UInt8]]
    private let read: @Sendable (_ bytes: [UInt8], _ folder: String) throws -> Void

    /// - Parameter read: Writes a file of these bytes into a folder, reads it, and throws a `Finding` if what it gets does
    ///   not hold together.
    public init(
        name: String, seeds: [[UInt8]],
        read: @escaping @Sendable (_ bytes: [UInt8], _ folder: String) throws -> Void
    ) {
        (self.name, self.seeds, self.read) = (name, seeds, read)
    }

    public var description: String { name }

    /// Reads a file of these bytes.
    ///
    /// - Parameter folder: One that nobody else writes to.
    /// - Returns: the error of the reader, if it throws one.
    /// - Throws: `Finding` if it is none that can be shown, or if something else is wrong.
    @discardableResult
    public func check(_ bytes: [UInt8], in folder: String) throws -> (any Error)? {
        do {
            try read(bytes, folder)
            return nil
        } catch let finding as Finding {
            throw finding
        } catch {
            let message = "\(error)".replacingOccurrences(of: folder, with: "")
            try expect(message.utf8.count < 2000, "a message of \(message.utf8.count) bytes")
            try expect(
                message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control },
                "a control character in \(message.debugDescription)")
            return error
        }
    }
}

/// What a reader should not do.
public struct Finding: Error, CustomStringConvertible {
    public let description: String
}

public func expect(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws(Finding) {
    if !condition { throw Finding(description: otherwise()) }
}

/// - Returns: the path of the file.
@discardableResult
public func write(_ bytes: some Sequence<UInt8>, to path: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
}
