import Foundation

/// An HTTP server on loopback, on a port that the system has chosen, whose answers a test writes byte by byte. Each
/// answer ends with its connection.
final class HTTPServer: Sendable {
    struct Request: Sendable {
        let path: String
        /// By their names in lower case.
        let headers: [String: String]

        /// Where the part begins that is asked for.
        var rangeStart: Int? {
            headers["range"].flatMap { Int($0.dropFirst("bytes=".count).prefix { $0 != "-" }) }
        }
    }

    enum Step: Sendable {
        case send([UInt8])
        /// Does nothing for so long, or until nobody waits for an answer any more.
        case pause(seconds: Double)
    }

    typealias Answer = @Sendable (_ request: Request, _ index: Int) -> [Step]

    let port: UInt16
    private let state: State

    /// - Parameter answer: Given the request and how many there have been before.
    init(_ answer: @escaping Answer) throws {
        let listener = socket(AF_INET, Int32(streamType), 0)
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
        let state = State()
        self.state = state
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                if state.hasStopped { break }
                guard connection >= 0 else { continue }
                Thread.detachNewThread {
                    serve(connection, state, answer)
                    close(connection)
                }
            }
            close(listener)
        }
    }

    deinit {
        state.stop()
        // Whoever waits for a connection gets one.
        let last = socket(AF_INET, Int32(streamType), 0)
        var address = loopback(port: port)
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = connect(last, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        close(last)
    }

    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { state.requests }
}

extension HTTPServer {
    /// The bytes of an answer. The length is that of the body unless the headers have one.
    static func answer(
        _ status: Int = 200, _ headers: [String: String] = [:], body: [UInt8] = []
    ) -> [UInt8] {
        var lines = ["HTTP/1.1 \(status) Status", "Connection: close"]
        if headers["Content-Length"] == nil { lines.append("Content-Length: \(body.count)") }
        lines += headers.filter { $0.value != "" }.map { "\($0.key): \($0.value)" }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }

    /// The file, or the part of it that is asked for.
    static func file(_ bytes: [UInt8], _ request: Request, entityTag: String? = nil) -> [UInt8] {
        var headers = entityTag.map { ["ETag": $0] } ?? [:]
        guard let start = request.rangeStart, request.headers["if-range"].map({ $0 == entityTag }) ?? true
        else { return answer(200, headers, body: bytes) }
        guard start < bytes.count else { return answer(416) }
        headers["Content-Range"] = "bytes \(start)-\(bytes.count - 1)/\(bytes.count)"
        return answer(206, headers, body: Array(bytes[start...]))
    }

    /// A server of one file.
    convenience init(of bytes: [UInt8]) throws {
        try self.init { request, _ in [.send(HTTPServer.file(bytes, request))] }
    }
}

/// What the threads of a server share.
private final class State: @unchecked Sendable {
    private let lock = NSLock()
    private var received: [HTTPServer.Request] = []
    private var isStopped = false

    var requests: [HTTPServer.Request] { lock.withLock { received } }
    var hasStopped: Bool { lock.withLock { isStopped } }
    func stop() { lock.withLock { isStopped = true } }

    /// Returns how many there have been before.
    func add(_ request: HTTPServer.Request) -> Int {
        lock.withLock {
            received.append(request)
            return received.count - 1
        }
    }
}

private func serve(_ connection: Int32, _ state: State, _ answer: HTTPServer.Answer) {
    guard let request = readRequest(connection) else { return }
    for step in answer(request, state.add(request)) {
        switch step {
        case .send(let bytes):
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    send(connection, $0.baseAddress, $0.count, noSignal)
                }
                guard count > 0 else { return }
                sent += count
            }
        case .pause(let seconds):
            let end = Date().addingTimeInterval(seconds)
            while Date() < end, !state.hasStopped {
                var poll = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
                var byte: UInt8 = 0
                if Foundation.poll(&poll, 1, 10) > 0, recv(connection, &byte, 1, 0) <= 0 { return }
            }
        }
    }
    // What is still unread would make the end of the connection a reset, which may overtake the answer.
    shutdown(connection, Int32(writeSide))
}

private func readRequest(_ connection: Int32) -> HTTPServer.Request? {
    var bytes: [UInt8] = []
    while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
        var byte: UInt8 = 0
        guard bytes.count < 1 << 16, recv(connection, &byte, 1, 0) == 1 else { return nil }
        bytes.append(byte)
    }
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
        guard let colon = line.firstIndex(of: ":") else { continue }
        let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        headers[line[..<colon].lowercased()] = value
    }
    return HTTPServer.Request(path: String(words[1]), headers: headers)
}

private func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
}

#if canImport(Darwin)
    private let streamType = SOCK_STREAM
    private let writeSide = SHUT_WR
    private let noSignal: Int32 = 0
#else
    private let streamType = SOCK_STREAM.rawValue
    private let writeSide = SHUT_WR
    private let noSignal = Int32(MSG_NOSIGNAL)
#endif
