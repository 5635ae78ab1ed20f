#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What happens to a file when it is written and may fail, in this order.
package enum WriteStep: String, Sendable, CaseIterable {
    case create, write, synchronize, replace
    /// The new file is there. That it still is after a loss of power is all that may fail.
    case synchronizeFolder
    /// In place of what follows a failure of the others but the last: the temporary file goes away.
    case remove
}

/// The steps by which a file comes to be at a path. A failure says which of them it was.
package struct WriteSteps {
    let path: String
    /// Called before every step; an error number in return makes the step fail.
    let willDo: (WriteStep) -> CInt?

    package init(path: String, willDo: @escaping (WriteStep) -> CInt? = { _ in nil }) {
        self.path = path
        self.willDo = willDo
    }

    package func attempt(_ step: WriteStep, _ call: () -> CInt) throws(FileError) {
        if let code = willDo(step) { throw .cannotWrite(path, step.rawValue, code) }
        while call() < 0 {
            guard errno == EINTR else { throw .cannotWrite(path, step.rawValue, errno) }
        }
    }

    package func write(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            try attempt(.write) {
                let count = systemWrite(descriptor, rest.baseAddress, rest.count)
                written += max(count, 0)
                return count < 0 ? -1 : 0
            }
        }
    }

    package func synchronize(_ descriptor: CInt) throws(FileError) {
        try attempt(.synchronize) { fsync(descriptor) }
    }

    package func replace(_ destination: String, by temporary: String) throws(FileError) {
        try attempt(.replace) { rename(temporary, destination) }
    }

    package func synchronizeFolder(of destination: String) {
        // Not every folder that can be written to can be opened, and not every file system can synchronize one.
        guard willDo(.synchronizeFolder) == nil else { return }
        let descriptor = open(folder(of: destination), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0 {
            fsync(descriptor)
            close(descriptor)
        }
    }
}

package func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

extension String {
    /// Whether it can be the path of a file: the system takes a NUL for the end.
    package var isWithoutNUL: Bool { !utf8.contains(0) }
}
