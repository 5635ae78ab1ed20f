import Foundation
import ReaderChecks
import Testing

/// Each reader is given damaged files. `make fuzz` does so for longer, and looks for what has not been tried.
@Suite struct DamagedFileTests {
    @Test(arguments: dataReaders) func aDamagedFileIsReadOrRefused(_ reader: ReaderCheck) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var mutator = Mutator(seed: seed)
        try withTemporaryFolder { folder in
            for file in reader.seeds {
                let error = try reader.check(file, in: folder)
                #expect(error == nil, "a file to begin with")
            }
            // Also within gzip data that is whole, and as gzip data that is not.
            let zipped = try reader.seeds.map(gzip)
            for round in 0..<2000 {
                let bytes = mutator.mutation(of: round % 8 == 0 ? zipped : reader.seeds)
                do { try reader.check(round % 8 == 1 ? gzip(bytes) : bytes, in: folder) } catch {
                    Issue.record("seed \(seed), round \(round): \(error)")
                    return
                }
            }
        }
    }
}
