import Foundation
import Testing
import TileKernels

/// The kernels for every instruction set, each in a process of its own, since a process chooses once.
@Suite(.serialized) struct RowTests {
    @Test(arguments: ["plain", "avx2", "avx512"])
    func rowsOfEveryLengthAreRight(_ path: String) async {
        setenv("GRAPHC_ISA", path, 1)
        defer { unsetenv("GRAPHC_ISA") }
        await #expect(processExitsWith: .success) {
            for columns in Rows.columnCounts {
                if let mistake = Rows(columns: columns).firstMistake { fatalError(mistake) }
            }
        }
    }

    @Test func allInstructionSetsGiveTheSameBits() async throws {
        var hashes: [String: String] = [:]
        defer { unsetenv("GRAPHC_ISA") }
        for path in ["plain", "avx2", "avx512"] {
            setenv("GRAPHC_ISA", path, 1)
            let result = await #expect(
                processExitsWith: .success, observing: [\.standardOutputContent]
            ) {
                print("hash \(hashOfRandomRows())")
            }
            let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
            let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("hash ") })
            hashes[path] = String(line)
        }
        #expect(Set(hashes.values).count == 1, "\(hashes)")
    }
}

/// A hash of the bits of what the kernels make of rows.
private func hashOfRandomRows() -> UInt64 {
    var hash = BitHash()
    for columns in Rows.columnCounts {
        let rows = Rows(columns: columns)
        hash.add(rows.softmax + rows.logSoftmax + rows.crossEntropy.gradient + rows.crossEntropy.losses)
    }
    return hash.value
}
