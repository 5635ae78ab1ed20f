import ReaderChecks
import Testing

/// The readers of images are given damaged files. `make fuzz` does so for longer, and looks for what has not been tried.
@Suite struct DamagedImageTests {
    @Test(arguments: imageReaders) func aDamagedFileIsReadOrRefused(_ reader: ReaderCheck) throws {
        #expect(reader.seeds.count == Fixture.all.count)
        let seed = UInt64.random(in: 0 ... .max)
        var mutator = Mutator(seed: seed)
        let folder = try Folder()
        for file in reader.seeds {
            let error = try reader.check(file, in: folder.path)
            #expect(error == nil, "a file to begin with")
        }
        for round in 0..<2000 {
            let bytes = mutator.mutation(of: reader.seeds)
            do { try reader.check(bytes, in: folder.path) } catch {
                Issue.record("seed \(seed), round \(round): \(error)")
                return
            }
        }
    }
}
