import Foundation
import Testing

@testable import GraphRuntime

/// What is at the path after a process was killed that had been saving there, or had no room on the disk.
///
/// The processes are of this program. Each finds what it is to do in a folder that is named after its parent, which makes
/// the tests wait for each other.
@Suite(.serialized) struct KilledSaveTests {
    /// The process kills itself before the call with this number. The last of them comes when all is done.
    @Test(arguments: 0...allSteps.count) func killedBeforeAnyCallTheFileIsOldOrNew(_ call: Int) async throws {
        try await withFolder(saying: call) { folder in
            let path = "\(folder)/file"
            try writeAtomically([1, 2], to: path)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                let folder = folderForSaves(of: getppid())
                let call = try numberSaid(in: folder)
                var steps: [WriteStep] = []
                let file = try AtomicFile(at: "\(folder)/file") { step in
                    if steps.count == call { kill(getpid(), SIGKILL) }
                    steps.append(step)
                    return nil
                }
                for byte: UInt8 in 3...5 { try file.write([byte]) }
                try file.replace()
                #expect(steps == allSteps)
                kill(getpid(), SIGKILL)
            }
            let isReplaced = call > allSteps.firstIndex(of: .replace) ?? 0
            #expect(try bytes(of: path) == (isReplaced ? [3, 4, 5] : [1, 2]))
            // The first step has made the temporary file when the second begins.
            let isLeft = call > 0 && !isReplaced
            let files = FileManager.default
            #expect(try files.contentsOfDirectory(atPath: folder).count == (isLeft ? 2 : 1))
            try writeAtomically([6], to: path)
            #expect(try files.contentsOfDirectory(atPath: folder) == ["file"])
        }
    }

    /// A thread of the process kills it at a time of its own while another saves again and again: models of which all
    /// parameters are one number.
    @Test func killedAtAnyInstantTheFileIsThatOfOneModel() async throws {
        for run in 0..<50 {
            let microseconds = Int.random(in: 0..<30_000)
            try await withFolder(saying: microseconds) { folder in
                let path = "\(folder)/w"
                try largeModel(filledWith: 0).save(to: path)
                await #expect(processExitsWith: .signal(SIGKILL)) {
                    let folder = folderForSaves(of: getppid())
                    let microseconds = try numberSaid(in: folder)
                    let path = "\(folder)/w"
                    try largeModel(filledWith: 1).save(to: path)
                    Thread.detachNewThread {
                        usleep(UInt32(microseconds))
                        kill(getpid(), SIGKILL)
                    }
                    for number in 2... { try largeModel(filledWith: Float(number)).save(to: path) }
                }
                let model = try DynamicModel(large, contentsOf: path)
                let values = Set(model.parameters.flatMap(\.values))
                #expect(
                    values.count == 1 && !values.contains(0),
                    "run \(run), after \(microseconds) µs: \(values)")
                try model.save(to: path)
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["w"])
            }
        }
    }

    /// The system writes a part of the file, and then no more.
    @Test func withoutRoomForTheFileTheOldOneStays() async throws {
        try await withFolder(saying: 0) { folder in
            let path = "\(folder)/w"
            try largeModel(filledWith: 0).save(to: path)
            await #expect(processExitsWith: .success) {
                signal(SIGXFSZ, SIG_IGN)
                var limit = rlimit(rlim_cur: 1_500_000, rlim_max: 1_500_000)
                try #require(setrlimit(fileSize, &limit) == 0)
                let path = "\(folderForSaves(of: getppid()))/w"
                for _ in 0..<3 {
                    #expect(throws: FileError.cannotWrite(path, "write", EFBIG)) {
                        try largeModel(filledWith: 1).save(to: path)
                    }
                }
            }
            let model = try DynamicModel(large, contentsOf: path)
            #expect(model.parameters.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["w"])
        }
    }

    /// Runs `body` with the path of a folder that is empty, but that processes are told a number in the one around it.
    private func withFolder(saying number: Int, _ body: (String) async throws -> Void) async throws {
        let files = FileManager.default
        let folder = folderForSaves(of: getpid())
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: URL(filePath: folder).deletingLastPathComponent().path) }
        try Data("\(number)".utf8).write(to: URL(filePath: folder + "-number"))
        try await body(folder)
    }
}

private func folderForSaves(of process: pid_t) -> String {
    FileManager.default.temporaryDirectory.appending(path: "graphc-killed-saves-\(process)/files").path
}

private func numberSaid(in folder: String) throws -> Int {
    try #require(Int(String(contentsOfFile: folder + "-number", encoding: .utf8)))
}

private let allSteps: [WriteStep] = [
    .create, .create, .write, .write, .write, .synchronize, .replace, .synchronizeFolder,
]

/// Two tensors of 1 MB.
private let large = CompiledModel(
    layout: ModelLayout(
        name: "Large", inputShape: [512], outputs: 512, loss: .meanSquaredError,
        parameters: ["0.weight", "1.weight"].enumerated().map { index, name in
            .init(
                name: name, shape: [512, 512], offset: index << 18, axes: [(512, 1), (512, 512)],
                start: .constant(0))
        },
        parameterFloats: 1 << 19, arenaFloatsPerSample: 0),
    forward: { _, _ in }, loss: { _, _ in }, gradient: { _, _ in }, step: { _, _ in })

private func largeModel(filledWith number: Float) -> DynamicModel {
    var model = DynamicModel(large)
    model.storage.parameters.withMutableMemory { $0.update(repeating: number, count: 1 << 19) }
    return model
}

#if canImport(Glibc)
    private let fileSize = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
#else
    private let fileSize = RLIMIT_FSIZE
#endif
