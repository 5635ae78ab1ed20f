import Foundation
import GraphCodegen
import Testing

/// The checked-in optimizers are those that the table prints; `GRAPHC_RECORD=1` writes them anew.
struct OptimizerLibraryTests {
    private let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Sources")

    @Test func theHeaderIsCurrent() throws {
        let file = sources.appending(path: "TileKernels/include/optimizers.h")
        try expectFile(file, toBe: OptimizerLibrary().header)
    }

    @Test func theSourceIsCurrent() throws {
        try expectFile(sources.appending(path: "TileKernels/optimizers.c"), toBe: OptimizerLibrary().source)
    }

    @Test func theSwiftFunctionsAreCurrent() throws {
        let file = sources.appending(path: "Runtime/Optimizers/Optimizer+Table.swift")
        try expectFile(file, toBe: OptimizerLibrary().swift)
    }
}
