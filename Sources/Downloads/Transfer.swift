import CCurl
import Foundation

/// Takes what a transfer brings, in turns. What it throws ends the transfer.
protocol TransferReceiver: AnyObject, Sendable {
    func begin(_ response: Response) throws
    func receive(_ bytes: UnsafeRawBufferPointer) throws
}

enum TransferError: Error {
    /// In the library's words.
    case failed(String)
    /// For a time nothing has arrived.
    case stalled
}

/// A GET request on its way, by libcurl, in a thread of its own.
///
/// `URLSession` is none for this: on Linux, a connection that ends in the middle of a header ends the process, and data
/// that say they are gzip arrive unpacked.
final class Transfer: @unchecked Sendable {
    private let url: String
    private let headers: [String]
    /// Nil when it has ended.
    private var receiver: (any TransferReceiver)?
    private let stallLimit: Duration
    /// Of the thread of the transfer alone.
    private var response = Response()
    private var hasBegun = false

    private let lock = NSLock()
    private var lastArrival = ContinuousClock.now
    /// Whether the receiver has been called and has not returned.
    private var isHanding = false
    private var outcome: Result<Void, any Error>?
    private var continuation: Waiting?

    /// Returns when everything has arrived. When it has returned or thrown, the receiver hears no more of it, even if the
    /// thread needs a moment to notice a cancellation.
    ///
    /// - Throws: What the receiver throws, a `TransferError` or a `CancellationError`.
    static func run(
        _ url: String, headers: [String], into receiver: any TransferReceiver, stallLimit: Duration
    ) async throws {
        let transfer = Transfer(url, headers, receiver, stallLimit)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { transfer.start($0) }
        } onCancel: {
            transfer.end(.failure(CancellationError()))
        }
    }

    private init(
        _ url: String, _ headers: [String], _ receiver: any TransferReceiver, _ stallLimit: Duration
    ) {
        self.url = url
        self.headers = headers
        self.receiver = receiver
        self.stallLimit = stallLimit
    }

    private func start(_ continuation: Waiting) {
        lock.withLock { self.continuation = continuation }
        settle()
        guard isGoing else { return }
        watch()
        Thread.detachNewThread { self.perform() }
    }

    private func end(_ result: Result<Void, any Error>) {
        lock.withLock { if outcome == nil { outcome = result } }
        settle()
    }

    /// Lets go of the receiver and resumes whoever waits for the end, if this is the end and the receiver has returned.
    private func settle() {
        let (waiting, result) = lock.withLock {
            guard outcome != nil, !isHanding else { return (Waiting?.none, outcome) }
            receiver = nil
            return (continuation.take(), outcome)
        }
        if let waiting, let result { waiting.resume(with: result) }
    }

    private func perform() {
        let lines: [UnsafeMutablePointer<CChar>?] = headers.map { strdup($0) }
        defer { for line in lines { free(line) } }
        let error = UnsafeMutablePointer<CChar>.allocate(capacity: CURL_GET_ERROR_SIZE)
        defer { error.deallocate() }
        let isWhole = url.withCString { url in
            (lines.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { headers in
                var request = curl_get_request(
                    url: url, headers: headers.baseAddress,
                    context: Unmanaged.passUnretained(self).toOpaque(),
                    did_receive_header: { context, line, count in
                        transfer(context).take(header: UnsafeRawBufferPointer(start: line, count: count))
                    },
                    did_receive: { context, bytes, count in
                        transfer(context).take(UnsafeRawBufferPointer(start: bytes, count: count))
                    },
                    may_continue: { transfer($0).isGoing })
                return curl_get(&request, error)
            }
        }
        // An answer need not have a body, and a redirection to nowhere is one, too.
        if isWhole { _ = hand { try begin() } }
        end(isWhole ? .success(()) : .failure(TransferError.failed(String(cString: error))))
    }

    fileprivate var isGoing: Bool { lock.withLock { outcome == nil } }

    fileprivate func take(header line: UnsafeRawBufferPointer) -> Bool {
        hand {
            // Behind a body in chunks there may be more headers.
            guard !hasBegun else { return }
            guard response.add(line: line) else { throw TransferError.failed("a head without end") }
            if response.isLast { try begin() }
        }
    }

    fileprivate func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        hand {
            try begin()
            try receiver?.receive(bytes)
        }
    }

    private func begin() throws {
        guard !hasBegun else { return }
        hasBegun = true
        try receiver?.begin(response)
    }

    /// Does it unless the transfer has ended, and returns whether it goes on. No lock is held meanwhile: whoever is told of
    /// the progress may cancel.
    private func hand(_ body: () throws -> Void) -> Bool {
        let isGoing = lock.withLock {
            isHanding = outcome == nil
            return isHanding
        }
        guard isGoing else { return false }
        let result = Result { try body() }
        lock.withLock {
            isHanding = false
            lastArrival = .now
            if case .failure = result, outcome == nil { outcome = result }
        }
        settle()
        return self.isGoing
    }

    /// Ends it if nothing arrives for too long.
    private func watch() {
        let rest = lock.withLock {
            outcome == nil ? isHanding ? stallLimit : lastArrival + stallLimit - .now : nil
        }
        guard let rest else { return }
        guard rest > .zero else { return end(.failure(TransferError.stalled)) }
        DispatchQueue.global().asyncAfter(deadline: .now() + rest / .seconds(1)) { [weak self] in
            self?.watch()
        }
    }
}

private typealias Waiting = CheckedContinuation<Void, any Error>

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer {
    // A request calls back only with the context that it was given.
    Unmanaged.fromOpaque(context.unsafelyUnwrapped).takeUnretainedValue()
}
