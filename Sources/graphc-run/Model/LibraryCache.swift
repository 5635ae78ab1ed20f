import Foundation
import GraphCodegen
import GraphIR

/// A folder with the libraries of models that have been compiled. What was compiled from the same C by the same compiler
/// is there under the same name, beside that C.
struct LibraryCache {
    private let folder: URL
    private static let limit = 100

    /// In the folder that `GRAPHC_CACHE` in the environment names, or where the system keeps such things.
    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let files = FileManager.default
        let usual =
            environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : URL(filePath: $0) }
            ?? files.urls(for: .cachesDirectory, in: .userDomainMask).first
            ?? files.temporaryDirectory
        folder =
            environment["GRAPHC_CACHE"].flatMap { $0.isEmpty ? nil : URL(filePath: $0) }
            ?? usual.appending(path: "graphc", directoryHint: .isDirectory)
    }

    /// A library in a folder of its own.
    struct Library {
        let folder: URL
        /// Otherwise the folder is to go when the library has been loaded.
        let isKept: Bool

        var path: String { folder.appending(path: "net.so").path }
    }

    /// The library of a model, which is compiled unless it is there.
    ///
    /// - Parameter willCompile: Is called if that takes place now, which can take seconds.
    /// - Throws: `CCompilerError`.
    func library(of code: GeneratedC, willCompile: (CCompiler) -> Void) throws -> Library {
        let compiler = try CCompiler()
        let arguments = ["-std=c11", "-O3", "-shared", "-fPIC", "net.c", "-lm", "-o", "net.so"]
        let recipe = ([compiler.identity] + arguments).joined(separator: "\n")
        let content = [recipe, code.header, code.source].joined(separator: "\n")
        let entry = folder.appending(path: String(fnv1a(content.utf8), radix: 16))
        if isComplete(entry, recipe, code) {
            // Entries go in the order of their last use.
            try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: entry.path)
            return Library(folder: entry, isKept: true)
        }
        willCompile(compiler)
        let made = try compile(code, recipe, arguments, compiler)
        return keep(made, as: entry, recipe, code)
    }

    /// Two contents may have one hash, and a disk may have been full.
    private func isComplete(_ entry: URL, _ recipe: String, _ code: GeneratedC) -> Bool {
        func has(_ name: String, _ text: String) -> Bool {
            (try? Data(contentsOf: entry.appending(path: name)))?.elementsEqual(text.utf8) ?? false
        }
        return has("recipe", recipe) && has("net.h", code.header) && has("net.c", code.source)
            && FileManager.default.fileExists(atPath: entry.appending(path: "net.so").path)
    }

    /// Compiles in a folder of its own, which nobody else knows.
    private func compile(
        _ code: GeneratedC, _ recipe: String, _ arguments: [String], _ compiler: CCompiler
    ) throws -> URL {
        let work = try workFolder()
        do {
            try Data(code.header.utf8).write(to: work.appending(path: "net.h"))
            try Data(code.source.utf8).write(to: work.appending(path: "net.c"))
            try compiler.run(arguments, in: work)
            // The last file, so that there is none without the others.
            try Data(recipe.utf8).write(to: work.appending(path: "recipe"))
            return work
        } catch {
            try? FileManager.default.removeItem(at: work)
            throw error
        }
    }

    /// In the cache, or where the system has temporary files if nothing can be written there.
    private func workFolder() throws -> URL {
        let name = "\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString).tmp"
        let work = folder.appending(path: name)
        do {
            try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
            return work
        } catch {
            let other = FileManager.default.temporaryDirectory.appending(path: "graphc-\(name)")
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
            return other
        }
    }

    /// Puts what was compiled in its place, if that can be. Another process may have been faster, with the same result.
    private func keep(_ made: URL, as entry: URL, _ recipe: String, _ code: GeneratedC) -> Library {
        let files = FileManager.default
        for _ in 0..<2 {
            do {
                try files.moveItem(at: made, to: entry)
                removeOldest()
                return Library(folder: entry, isKept: true)
            } catch  where isComplete(entry, recipe, code) {
                try? files.removeItem(at: made)
                return Library(folder: entry, isKept: true)
            } catch {
                // What is damaged goes, and the next attempt succeeds.
                try? files.removeItem(at: entry)
            }
        }
        return Library(folder: made, isKept: false)
    }

    private func removeOldest() {
        let files = FileManager.default
        let entries =
            (try? files.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: [.contentModificationDateKey]))
            ?? []
        guard entries.count > Self.limit else { return }
        func lastUse(_ entry: URL) -> Date {
            (try? entry.resourceValues(forKeys: [.contentModificationDateKey]))?.contentModificationDate
                ?? .distantPast
        }
        for entry in entries.sorted(by: { lastUse($0) < lastUse($1) }).dropLast(Self.limit) {
            try? files.removeItem(at: entry)
        }
    }
}
