import Foundation

/// What one of several workers throws, so that all can stop at the next place where they wait for each other.
final class FirstFailure: @unchecked Sendable {
    private let lock = NSLock()
    private var error: (any Error)?

    var isThere: Bool { lock.withLock { error != nil } }

    func catching(_ body: () throws -> Void) {
        do { try body() } catch {
            lock.withLock { if self.error == nil { self.error = error } }
        }
    }

    func rethrow() throws {
        if let error = lock.withLock({ error }) { throw error }
    }
}
