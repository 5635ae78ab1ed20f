import Foundation
import Testing

@testable import GraphCodegen

/// The checked-in kernels are those that the compiler prints; `GRAPHC_RECORD=1` writes them anew.
struct KernelLibraryTests {
    private let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Sources")

    @Test func theCIsCurrent() throws {
        for file in try KernelLibrary().files {
            try expectFile(sources.appending(path: "TileKernels/\(file.path)"), toBe: file.text)
        }
    }

    /// A kernel is found by its name; here it is compared with what a model needs, whatever its sizes.
    @Test func everyModelFindsItsKernels() throws {
        let library = Dictionary(
            uniqueKeysWithValues: try KernelLibrary().rowForms.map { ($0.kernel.name, $0) })
        for seed: UInt64 in 0..<60 {
            let text = randomModel(seed: seed)
            let program = try compile(text).program
            for case .nest(let nest) in program.functions.flatMap(\.body) {
                let needed = RowForm(kernel: RowKernel(nest), program: program)
                let form = try #require(library[nest.name], "\(text), seed \(seed)")
                #expect(needed.loops == form.loops, "\(text), seed \(seed)")
            }
            for function in program.functions {
                for (statement, slice) in zip(function.body, function.slices) {
                    guard case .fold(let fold) = statement else { continue }
                    let planner = TilePlanner(fold, divided: slice.index, in: program, for: .processor)
                    #expect(planner.fits(.processor), "\(text), seed \(seed)")
                }
            }
        }
    }

    @Test func theSwiftIsCurrent() throws {
        try expectFile(
            sources.appending(path: "Runtime/Kernels/RowKernel+Names.swift"), toBe: KernelLibrary().swiftNames
        )
    }
}
