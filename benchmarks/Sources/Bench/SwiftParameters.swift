import Foundation
import GraphRuntime

/// What is done with parameters besides training. The file is in memory where the system has a folder for that.
final class SwiftParameters {
    private var model = LargeMLP(seed: 0)
    private let path: String

    init() {
        let memory = URL(filePath: "/dev/shm")
        let isThere = FileManager.default.fileExists(atPath: memory.path)
        let folder = isThere ? memory : FileManager.default.temporaryDirectory
        path = folder.appending(path: "graphc-bench-\(UUID().uuidString).safetensors").path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func start() -> Answer { timed { model = LargeMLP(seed: 1) } }

    func save() throws -> Answer { try timed { try model.save(to: path) } }

    func load() throws -> Answer {
        if !FileManager.default.fileExists(atPath: path) { try model.save(to: path) }
        return try timed { try model.load(from: path) }
    }

    private func timed(_ run: () throws -> Void) rethrows -> Answer {
        let start = ContinuousClock.now
        try run()
        return Answer(seconds: (ContinuousClock.now - start) / .seconds(1))
    }
}
