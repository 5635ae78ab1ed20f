import Foundation
import ReaderChecks

/// What libFuzzer calls once. It writes the files to begin with into the folder of the corpus.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer
) -> CInt {
    do {
        let corpus = URL(fileURLWithPath: variable("GRAPHC_FUZZ_CORPUS"))
        try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
        for (number, seed) in target.seeds.enumerated() {
            try Data(seed).write(to: corpus.appendingPathComponent("seed\(number)"))
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch { fatalError("\(error)") }
    return 0
}

/// What libFuzzer calls with each input that it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    do {
        try target.check(Array(UnsafeBufferPointer(start: start, count: count)), in: folder)
    } catch { fatalError("\(error)") }
    return 0
}

/// All of them. Those of a module with libraries of its own are a list in a file of its tests, to which a link beside this
/// one leads; the module is a dependency of this program.
private let readers = dataReaders + imageReaders

/// The reader that the environment names.
private let target: ReaderCheck = {
    let name = variable("GRAPHC_FUZZ_TARGET")
    guard let target = readers.first(where: { $0.name == name }) else {
        fatalError("expected one of \(readers.map(\.name).joined(separator: ", ")), found \(name)")
    }
    return target
}()

private let folder = FileManager.default.temporaryDirectory.path + "/graphc-fuzz-\(getpid())"

private func variable(_ name: String) -> String {
    guard let value = ProcessInfo.processInfo.environment[name] else { fatalError("\(name) is not set") }
    return value
}
