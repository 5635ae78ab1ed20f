import Foundation
import GraphCodegen
import Testing

/// The checked-in kernels are those that the compiler prints; `GRAPHC_RECORD=1` writes them anew.
struct KernelLibraryTests {
    private let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/TileKernels")

    @Test func theHeaderIsCurrent() throws {
        try expectFile(folder.appending(path: "include/kernels.h"), toBe: KernelLibrary().header)
    }

    @Test func theSourceIsCurrent() throws {
        try expectFile(folder.appending(path: "kernels.c"), toBe: KernelLibrary().source)
    }
}
