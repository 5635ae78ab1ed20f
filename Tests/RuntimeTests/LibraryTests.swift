import Foundation
import Testing

@testable import GraphRuntime

@Suite struct LibraryTests {
    @Test func whatIsNoLibraryIsNamed() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/net.so"
            func open() throws -> CompiledModel {
                try CompiledModel(library: path, prefix: "net", layout: TinyClassifier.layout)
            }
            let missing = #expect(throws: LibraryError.self) { try open() }
            guard case .cannotOpen(path, let reason) = try #require(missing) else {
                Issue.record("\(String(describing: missing))")
                return
            }
            #expect(reason.contains("net.so"))
            try write(Array("no library".utf8), to: path)
            #expect(throws: LibraryError.self) { try open() }
        }
    }

    /// The C library of the system is a library, but no model.
    @Test func aLibraryWithoutTheFunctionsIsNamed() throws {
        #if os(macOS)
            let path = "/usr/lib/libSystem.B.dylib"
        #else
            let path = try #require(
                [
                    "/usr/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/aarch64-linux-gnu/libc.so.6",
                    "/lib64/libc.so.6",
                ]
                .first(where: FileManager.default.fileExists))
        #endif
        #expect(throws: LibraryError.noFunction(path: path, name: "net_describe")) {
            try CompiledModel(library: path, prefix: "net", layout: TinyClassifier.layout)
        }
    }
}
