import Foundation
import Testing

@testable import GraphRuntime

/// What a machine does not have is not allocated.
@Suite struct MemoryTests {
    private let samples = randomSamples(40)
    private let labels = (0..<40).map { $0 % 2 }

    /// Every way to run a model, by its name.
    private static let runs:
        [String: @Sendable (inout DynamicModel, inout Optimizer, ImageDataset) throws -> Void] = [
            "logits": { model, _, _ in _ = try model.logits([1, 2, 3]) },
            "logits of a batch": { model, _, _ in _ = try model.logits(batch: [[1, 2, 3]]) },
            "predict": { model, _, _ in _ = try model.predict([1, 2, 3]) },
            "predict a batch": { model, _, _ in _ = try model.predict(batch: [[1, 2, 3]]) },
            "predict a sample": { model, _, data in _ = try model.predict(data[0]) },
            "predict a data set": { model, _, data in _ = try model.predict(data) },
            "evaluate": { model, _, data in _ = try model.evaluate(on: data) },
            "trainStep": { model, optimizer, _ in
                try model.trainStep(inputs: [[1, 2, 3]], labels: [0], optimizer: &optimizer)
            },
            "fit": { model, optimizer, data in
                try Trainer(optimizer: optimizer, epochs: 1, progress: .silent).fit(&model, on: data)
            },
        ]

    @Test(arguments: runs.keys) func aRunAsksBeforeItAllocates(_ name: String) throws {
        let run = try #require(Self.runs[name])
        let data = try threePixels(40)
        var model = DynamicModel(
            storage: ModelStorage(TinyClassifier.compiled, availableMemory: { 1000 }))
        var optimizer = Optimizer.adam()
        let start = model.parameters
        let error = #expect(throws: ModelError.self) { try run(&model, &optimizer, data) }
        guard case .memory(let needed, 1000) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(needed > 1000)
        #expect(model.parameters.elementsEqual(start) && optimizer.steps == 0)
        var rich = DynamicModel(
            storage: ModelStorage(TinyClassifier.compiled, availableMemory: { needed }))
        try run(&rich, &optimizer, data)
    }

    /// Where nobody knows what there is, only what cannot be is refused.
    @Test func withoutAnAnswerThereIsNoCheck() throws {
        let model = DynamicModel(storage: ModelStorage(TinyClassifier.compiled, availableMemory: { nil }))
        #expect(try model.logits(batch: samples).count == 40)
    }

    @Test func onlyGrowthAsks() throws {
        let questions = Counter()
        var model = DynamicModel(
            storage: ModelStorage(TinyClassifier.compiled, availableMemory: { questions.next() }))
        func asks(_ run: () throws -> Void) rethrows -> Int {
            let before = questions.count
            try run()
            return questions.count - before
        }
        #expect(try asks { _ = try model.logits(samples[0]) } == 1)
        #expect(try asks { for sample in samples { _ = try model.logits(sample) } } == 0)
        #expect(try asks { _ = try model.logits(batch: samples) } == 1)
        var optimizer = Optimizer.adam()
        // Gradients and moments.
        for expected in [1, 0, 0] {
            let found = try asks {
                try model.trainStep(inputs: samples, labels: labels, optimizer: &optimizer)
            }
            #expect(found == expected)
        }
        // Its moments are new, but the trainer's evaluation is no larger than what there is.
        let trainer = Trainer(optimizer: .adam(), batchSize: 8, epochs: 3, progress: .silent)
        let data = try threePixels(40)
        #expect(try asks { try trainer.fit(&model, on: data, validatingOn: data) } == 1)
    }

    /// The memory of a large batch is there for the next ones, and given back when there are none.
    @Test func whatIsFarTooLargeIsGivenBack() throws {
        var layout = TinyClassifier.layout
        layout.arenaFloatsPerSample = 1 << 16
        let tiny = CompiledModel.tinyClassifier()
        let model = DynamicModel(
            CompiledModel(
                layout: layout, forward: tiny.forward, loss: tiny.loss, gradient: tiny.gradient,
                step: tiny.step))
        func bytes(_ rows: Int) throws -> Int {
            _ = try model.logits(batch: randomSamples(rows))
            let workspace = try model.storage.workspaces.take(Workspace.Size(rows: 1))
            defer { model.storage.workspaces.giveBack(workspace) }
            return workspace.bytes
        }
        let large = try bytes(128)
        #expect(large > 128 << 18)
        for _ in 0..<7 { #expect(try bytes(1) == large) }
        #expect(try bytes(128) == large)
        for _ in 0..<7 { #expect(try bytes(1) == large) }
        for _ in 0..<3 { _ = try bytes(1) }
        #expect(try bytes(1) < large / 7)
        #expect(try bytes(128) == large)
    }

    /// Plain descent has neither a gradient nor moments.
    @Test func whatAnOptimizerKeepsCounts() throws {
        func needed(_ optimizer: Optimizer) -> Int? {
            var (optimizer, needed) = (optimizer, Int?.none)
            var model = DynamicModel(
                storage: ModelStorage(TinyClassifier.compiled, availableMemory: { 0 }))
            do {
                try model.trainStep(inputs: samples, labels: labels, optimizer: &optimizer)
            } catch ModelError.memory(let bytes, 0) {
                needed = bytes
            } catch { Issue.record(error) }
            return needed
        }
        let parameters = 4 * TinyClassifier.layout.parameterFloats
        let plain = try #require(needed(.sgd(learningRate: 0.1)))
        #expect(needed(.sgd(learningRate: 0.1, momentum: 0.9)) == plain + 2 * parameters)
        #expect(needed(.adam()) == plain + 3 * parameters)
    }

    /// This machine's own memory, whatever it is: 40 samples of 64 TB, and of more than there are addresses for.
    @Test(arguments: [1 << 44, .max / 2, .max]) func anAbsurdBatchIsRefused(floatsPerSample: Int) throws {
        var layout = TinyClassifier.layout
        layout.arenaFloatsPerSample = floatsPerSample
        let compiled = CompiledModel(
            layout: layout, forward: { _, _ in }, loss: { _, _ in }, gradient: { _, _ in },
            step: { _, _ in })
        var model = DynamicModel(compiled)
        var optimizer = Optimizer.sgd(learningRate: 0.1)
        let error = #expect(throws: ModelError.self) {
            try model.trainStep(inputs: samples, labels: labels, optimizer: &optimizer)
        }
        guard case .memory(let needed, let available) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(needed >= clampedProduct(40 * 4, floatsPerSample) && available < needed)
        #expect("\(try #require(error))".contains("; a smaller batch takes less"))
    }

    /// A model of large images is evaluated with fewer samples at a time, so that what can be trained can be evaluated.
    @Test func inferenceTakesNoMoreThanAGibibyte() {
        func rows(_ floatsPerSample: Int) -> Int {
            var layout = TinyClassifier.layout
            layout.arenaFloatsPerSample = floatsPerSample
            return CompiledModel(
                layout: layout, forward: { _, _ in }, loss: { _, _ in }, gradient: { _, _ in },
                step: { _, _ in }
            ).inferenceRows
        }
        #expect(rows(0) == 128)
        #expect(rows(1 << 21) == 128)
        #expect(rows(1 << 22) == 64)
        #expect(rows(1 << 40) == 16)
    }

    /// A gigabyte of gzip may stand for a terabyte.
    @Test func aDataSetThatDoesNotFitIsNotDecompressed() throws {
        let files = try DataFiles()
        let bytes = idx([20, 8, 8], payload: [UInt8](repeating: 0, count: 1280))
        let path = try files.write(gzip(bytes))
        let reader = try IDXReader(path: path, rank: 3...3)
        #expect(throws: IDXError.tooLarge(file: path, shape: [20, 8, 8], limit: 1279)) {
            try reader.readFile(memory: 1279)
        }
        #expect(try reader.readFile(memory: 1280).bytes.count == 1280)
    }

    @Test func theErrorHasUnits() {
        #expect(
            ModelError.memory(needed: 52_428_800_000, available: 999).description
                == "the batch takes 52.4 GB of memory, 999 bytes are available; a smaller batch takes less")
        #expect(
            ModelError.memory(needed: .max, available: 1_000_000).description.hasPrefix(
                "the batch takes 9.22 EB of memory, 1.00 MB are available"))
    }
}

/// What Linux says of its memory, in files of its form.
@Suite struct AvailableMemoryTests {
    @Test func thisMachineHasSome() throws {
        let available = try #require(availableMemory())
        #expect(available > 1 << 20 && available < 1 << 50)
    }

    @Test func itIsThatOfTheMachine() throws {
        #expect(try available(["proc/meminfo": "MemTotal:       100 kB\nMemAvailable:   42 kB\n"]) == 43_008)
        #expect(try available(["proc/meminfo": "MemTotal:       100 kB\n"]) == nil)
        #expect(try available([:]) == nil)
    }

    /// The limits of the groups around count, too; what has been read from files is given back.
    @Test func itIsNoMoreThanAGroupHasLeft() throws {
        var files = [
            "proc/meminfo": "MemAvailable: 1000000 kB\n", "proc/self/cgroup": "0::/user/app\n",
            "sys/fs/cgroup/user/app/memory.max": "max\n", "sys/fs/cgroup/user/app/memory.current": "5\n",
            "sys/fs/cgroup/user/memory.max": "9000\n", "sys/fs/cgroup/user/memory.current": "7000\n",
        ]
        #expect(try available(files) == 2000)
        files["sys/fs/cgroup/user/memory.stat"] = "anon 100\ninactive_file 500\nactive_file 30\n"
        #expect(try available(files) == 2530)
        files["sys/fs/cgroup/user/memory.current"] = "9001\n"
        files["sys/fs/cgroup/user/memory.stat"] = nil
        #expect(try available(files) == 0)
        files["proc/meminfo"] = nil
        #expect(try available(files) == 0)
    }

    /// In a container the folder of the group may be hidden, and the root's is the container's own.
    @Test func theFirstVersionOfGroupsIsReadToo() throws {
        #expect(
            try available([
                "proc/meminfo": "MemAvailable: 1000 kB\n",
                "proc/self/cgroup": "9:name=systemd:/\n4:cpu,memory:/docker/1:2\n0::/\n",
                "sys/fs/cgroup/memory/memory.limit_in_bytes": "50000\n",
                "sys/fs/cgroup/memory/memory.usage_in_bytes": "40000\n",
                "sys/fs/cgroup/memory/memory.stat": "inactive_file 9000\ntotal_inactive_file 100\n",
            ]) == 10_100)
    }

    @Test(arguments: ["", "\n", "0:", "0::/..", "x\u{0}:memory:///\n", ":::::\n", "0::/a b\n"])
    func whatMakesNoSenseIsNoLimit(_ groups: String) throws {
        #expect(
            try available(["proc/meminfo": "MemAvailable: 1 kB\nx\n", "proc/self/cgroup": groups]) == 1024)
    }

    private func available(_ files: [String: String]) throws -> Int? {
        var available: Int?
        try withTemporaryFolder { folder in
            for (path, text) in files {
                let file = URL(fileURLWithPath: "\(folder)/\(path)")
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try write(Array(text.utf8), to: file.path)
            }
            available = memoryOfLinux(under: folder)
        }
        return available
    }
}

/// Counts how often it is asked for memory, which there is plenty of.
private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var questions = 0
    var count: Int { lock.withLock { questions } }
    func next() -> Int {
        lock.withLock { questions += 1 }
        return 1 << 40
    }
}
