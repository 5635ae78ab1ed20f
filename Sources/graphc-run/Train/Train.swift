import ArgumentParser
import Foundation
import GraphIR
import GraphRuntime

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a model on a folder of images or a table.",
        usage: """
            graphc train model.nn --data DIR|FILE.csv --epochs 5
            graphc train -e 'Flatten; Linear 784 10' --data DIR --optimizer adam --report DIR
            """)

    @OptionGroup var model: ModelArgument

    @OptionGroup(title: "Data") var data: DataArguments

    @OptionGroup(title: "Optimizer") var optimizer: OptimizerArguments

    @Option(help: "How often the training data is gone through.")
    var epochs = 5

    @Option(help: "The samples of a batch.")
    var batchSize = 64

    @Flag(help: "Leave out a last batch that is smaller.")
    var dropLast = false

    @Option(help: "The batches of a step.")
    var accumulate = 1

    @Option(
        help: ArgumentHelp(
            "How the learning rate changes: step:30[:0.1], exponential:0.95 (epochs), cosine, one-cycle.",
            valueName: "schedule"))
    var schedule: ScheduleChoice = .constant

    @Option(help: ArgumentHelp("Epochs in which the learning rate goes up first.", valueName: "epochs"))
    var warmup = 0

    @Option(help: ArgumentHelp("What the gradient's norm is limited to.", valueName: "norm"))
    var clipNorm: Double?

    @Option(help: ArgumentHelp("How images change: flip,crop=4,rotate=10.", valueName: "list"))
    var augment: AugmentationList?

    @Option(help: "Decides on the first parameters, the order of samples, and all that is drawn.")
    var seed: UInt64 = 0

    @Option(help: "The most threads. (default: one a core; the result is always the same)")
    var threads: Int?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where the weights are written to. (default: the model's name.safetensors)", valueName: "path"),
        completion: .file(extensions: ["safetensors"]))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "A folder for curves, predictions, mistakes, the confusion matrix and a page with all of it.",
            valueName: "folder"),
        completion: .directory)
    var report: String?

    @Flag(help: "Go on from the checkpoint that a training has left which was interrupted.")
    var resume = false

    @Flag(help: "Print a line of JSON for every epoch, and one at the end.")
    var json = false

    func validate() throws {
        if warmup < 0 || warmup >= max(1, epochs) && warmup > 0 {
            throw ValidationError("'--warmup \(warmup)' leaves nothing of \(epochs) epochs.")
        }
    }

    func run() throws {
        let text = try model.read()
        let data = try data.read(for: text, seed: seed)
        let compiled = try CompiledModel(text)
        try SampleShapeError.check(data.train, for: compiled.layout)
        var network = DynamicModel(compiled, seed: seed)
        let weights = output ?? model.defaultOutput
        let checkpoint = Checkpoint(of: weights)
        if resume { try checkpoint.load(into: &network, settings: settings) }
        if !json { say(data.summary) }

        Interruption.begin()
        let log = TrainingLog()
        try trainer(samples: data.train.count, validates: data.validation != nil).fit(
            &network, on: data.train, validatingOn: data.validation ?? data.test, starting: .resumed,
            onBatch: { control in if Interruption.isPending { control.stop() } },
            onEpoch: { control in
                guard json, let epoch = control.finishedEpoch else { return }
                let all = try data.evaluations(of: control.model, after: epoch)
                log.print(epoch: epoch.number, all, seconds: epoch.seconds)
            })

        let isInterrupted = network.history.epochs.count < epochs
        var files: [(name: String, path: String)] = []
        if isInterrupted {
            try checkpoint.write(network, settings: settings)
            files.append(("checkpoint", checkpoint.path))
        } else {
            try network.save(to: weights, metadata: DataDescription.metadata(of: data.train))
            checkpoint.remove()
            files.append(("weights", weights))
            if let report {
                try writeReport(network, data, text, to: report)
                files.append(("report", "\(report)/index.html"))
            }
        }
        try finish(network, data, files, isInterrupted: isInterrupted)
        if isInterrupted { throw ExitCode(130) }
    }

    /// Says how it has ended.
    private func finish(
        _ network: DynamicModel, _ data: TrainingData, _ files: [(name: String, path: String)],
        isInterrupted: Bool
    ) throws {
        let history = network.history.epochs
        if json {
            let all = try history.last.map { try data.evaluations(of: network, after: $0) } ?? []
            TrainingLog().printEnd(
                epoch: history.last?.number ?? 0, all, seconds: history.reduce(0) { $0 + $1.seconds },
                isInterrupted: isInterrupted, paths: files)
            return
        }
        if let test = data.test, data.validation != nil, !isInterrupted {
            say("test \(try network.evaluate(on: test))")
        }
        for file in files { say("\(file.name.capitalized): \(file.path)") }
        if isInterrupted {
            say("Interrupted in epoch \(history.count + 1) of \(epochs). This goes on where it stopped:")
            say("  \(commandLine) --resume")
        }
    }

    /// Says of the model what it does with samples that it was not trained on, if there are such.
    private func writeReport(
        _ network: DynamicModel, _ data: TrainingData, _ text: ModelText, to folder: String
    ) throws {
        let seen: any Dataset = data.test ?? data.validation ?? data.train
        var report = try network.report(on: seen, history: network.history)
        if data.validation != nil { report.validationName = "val" }
        report.model = text.table(batchSize: batchSize)
        try report.write(to: folder)
    }

    /// What was typed, as a shell reads it.
    private var commandLine: String {
        (["graphc"] + CommandLine.arguments.dropFirst().filter { $0 != "--resume" }).map(quotedForShell)
            .joined(separator: " ")
    }

    /// What the result depends on, besides the model and the data.
    private var settings: [(option: String, value: String)] {
        [
            ("--optimizer", optimizer.text), ("--batch-size", "\(batchSize)"),
            ("--drop-last", "\(dropLast)"), ("--accumulate", "\(accumulate)"), ("--schedule", "\(schedule)"),
            ("--warmup", "\(warmup)"), ("--clip-norm", clipNorm.map { "\($0)" } ?? "none"),
            ("--augment", augment?.text ?? "none"), ("--validation", "\(data.validation)"),
            ("--seed", "\(seed)"),
        ]
    }

    private func trainer(samples: Int, validates: Bool) -> Trainer {
        let stepSize = max(1, batchSize) * max(1, accumulate)
        return Trainer(
            optimizer: optimizer.value,
            schedule: schedule.schedule(
                epochs: epochs, steps: (samples + stepSize - 1) / stepSize, warmUp: warmup),
            batchSize: batchSize, dropLast: dropLast, accumulation: accumulate,
            clipping: clipNorm.map { .norm($0) }, augmentation: augment?.augmentations ?? [], epochs: epochs,
            seed: seed, threads: threads, progress: progress(validates: validates))
    }

    private func progress(validates: Bool) -> Trainer.Progress {
        if json { return .silent }
        var progress = Trainer.Progress.automatic
        if validates { progress.validationName = "val" }
        return progress
    }
}
