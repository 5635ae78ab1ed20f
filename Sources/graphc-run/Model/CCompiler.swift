import Foundation

/// The C compiler that models are compiled with.
struct CCompiler {
    let path: String

    /// That which `CC` in the environment names, or the clang beside Swift's own compiler, or the first of clang, cc and
    /// gcc.
    ///
    /// - Throws: `CCompilerError.none`.
    init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(CCompilerError) {
        let folders = environment["PATH", default: ""].split(separator: ":").map(String.init)
        func executable(_ name: String) -> String? {
            if name.contains("/") { return isExecutable(name) ? name : nil }
            return folders.map { "\($0)/\(name)" }.first(where: isExecutable)
        }
        if let named = environment["CC"], !named.isEmpty {
            guard let path = executable(named) else { throw .notFound(named) }
            self.path = path
            return
        }
        let beside = executable("swiftc").map { URL(filePath: $0).resolvingSymlinksInPath() }?
            .deletingLastPathComponent().appending(path: "clang").path
        let candidates = [beside, "clang", "cc", "gcc"].compactMap { $0 }
        guard let path = candidates.lazy.compactMap(executable).first else { throw .none }
        self.path = path
    }

    /// Changes when the compiler does.
    var identity: String {
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
        let date = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        return "\(resolved) \(attributes?[.size] ?? 0) \(date)"
    }

    /// Runs it, in a folder.
    ///
    /// - Throws: `CCompilerError.failed` with the beginning of what it says.
    func run(_ arguments: [String], in folder: URL) throws {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        do { try process.run() } catch { throw CCompilerError.failed(path: path, message: "\(error)") }
        let text = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").prefix(10)
            throw CCompilerError.failed(path: path, message: lines.joined(separator: "\n"))
        }
    }
}

private func isExecutable(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        && FileManager.default.isExecutableFile(atPath: path)
}

/// Why a model was not compiled.
enum CCompilerError: Error {
    case none
    /// The environment names one that is not there.
    case notFound(String)
    case failed(path: String, message: String)
}

extension CCompilerError: CustomStringConvertible {
    var description: String {
        switch self {
        case .none:
            """
            expected a C compiler, found none: models are trained by machine code. Install clang or gcc, or \
            name one with CC=path in the environment
            """
        case .notFound(let name):
            "expected the C compiler '\(name)', which CC in the environment names, found none"
        case .failed(let path, let message): "\(path): cannot compile the model\n\(message)"
        }
    }
}
