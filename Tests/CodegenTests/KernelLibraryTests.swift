import Foundation
import Testing

@testable import GraphCodegen

/// The checked-in kernels are those that the compiler prints; `GRAPHC_RECORD=1` writes them anew.
struct KernelLibraryTests {
    private let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Sources")

    @Test func theCIsCurrent() throws {
        for file in KernelLibrary().files {
            try expectFile(sources.appending(path: "TileKernels/\(file.path)"), toBe: file.text)
        }
    }

    @Test func theLibraryHasRoomForEveryFold() throws {
        for seed: UInt64 in 0..<60 {
            let text = randomModel(seed: seed)
            let program = try compile(text).program
            for function in program.functions {
                for (statement, slice) in zip(function.body, function.slices) {
                    guard case .fold(let fold) = statement else { continue }
                    let planner = TilePlanner(fold, divided: slice.index, in: program, for: .processor)
                    #expect(planner.fits(.processor), "\(text), seed \(seed)")
                }
            }
        }
    }
}
