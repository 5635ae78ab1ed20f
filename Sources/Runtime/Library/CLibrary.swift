internal import TileKernels
import Foundation

/// A shared library with the C of a model, and the functions that graphc has given it.
final class CLibrary: @unchecked Sendable {
    let arenaFloats: Int
    let batch: Int
    let threads: Int

    private let handle: SharedLibrary
    private let labelsAreRead: Bool
    private let logitsShared: Logits
    private let lossShared: Loss
    private let gradientShared: Gradient
    private let trainStepShared: TrainStep

    /// A training function, by whether it takes a seed.
    private enum Gradient {
        case plain(PlainGradient)
        case seeded(SeededGradient)
    }

    private enum TrainStep {
        case plain(PlainTrainStep)
        case seeded(SeededTrainStep)
    }

    private typealias Floats = UnsafePointer<Float>
    private typealias MutableFloats = UnsafeMutablePointer<Float>
    private typealias Describe = @convention(c) () -> tk_sizes
    /// Parameters, arena, inputs, samples, logits, worker.
    private typealias Logits =
        @convention(c) (Floats, MutableFloats, Floats, Int, MutableFloats, UnsafePointer<tk_worker>) -> CInt
    /// Parameters, arena, inputs, labels or targets, samples, logits, losses, worker.
    private typealias Loss =
        @convention(c) (
            Floats, MutableFloats, Floats, UnsafeRawPointer, Int, MutableFloats, MutableFloats,
            UnsafePointer<tk_worker>
        ) -> CInt
    /// The same with the gradient before the worker.
    private typealias PlainGradient =
        @convention(c) (
            MutableFloats, MutableFloats, Floats, UnsafeRawPointer, Int, MutableFloats, MutableFloats,
            MutableFloats,
            UnsafePointer<tk_worker>
        ) -> CInt
    /// Parameters, arena, inputs, labels or targets, samples, learning rate, logits, losses, worker.
    private typealias PlainTrainStep =
        @convention(c) (
            MutableFloats, MutableFloats, Floats, UnsafeRawPointer, Int, Float, MutableFloats, MutableFloats,
            UnsafePointer<tk_worker>
        ) -> CInt
    /// The same with the step's seed behind the samples or the learning rate.
    private typealias SeededGradient =
        @convention(c) (
            MutableFloats, MutableFloats, Floats, UnsafeRawPointer, Int, UInt64, MutableFloats, MutableFloats,
            MutableFloats, UnsafePointer<tk_worker>
        ) -> CInt
    private typealias SeededTrainStep =
        @convention(c) (
            MutableFloats, MutableFloats, Floats, UnsafeRawPointer, Int, Float, UInt64, MutableFloats,
            MutableFloats, UnsafePointer<tk_worker>
        ) -> CInt

    init(path: String, prefix: String, layout: ModelLayout) throws(LibraryError) {
        handle = try SharedLibrary(path: path)
        let sizes = try handle.function("\(prefix)_describe", as: Describe.self)()
        for (size, expected, found) in [
            (LibraryError.Size.inputs, layout.inputs, sizes.inputs),
            (.outputs, layout.outputs, sizes.outputs),
            (.targets, layout.loss.readsLabels ? 0 : layout.outputs, sizes.targets),
            (.parameterFloats, layout.parameterFloats, sizes.parameter_floats),
            (.stateFloats, layout.stateFloats, sizes.state_floats),
        ] where found != expected {
            throw .size(path: path, of: size, expected: expected, found: found)
        }
        arenaFloats = sizes.arena_floats
        batch = sizes.batch
        threads = sizes.threads
        labelsAreRead = layout.loss.readsLabels
        logitsShared = try handle.function("\(prefix)_logits_shared", as: Logits.self)
        lossShared = try handle.function("\(prefix)_loss_shared", as: Loss.self)
        let (gradient, step) = ("\(prefix)_gradient_shared", "\(prefix)_train_step_shared")
        if sizes.takes_seed == 0 {
            gradientShared = .plain(try handle.function(gradient, as: PlainGradient.self))
            trainStepShared = .plain(try handle.function(step, as: PlainTrainStep.self))
        } else {
            gradientShared = .seeded(try handle.function(gradient, as: SeededGradient.self))
            trainStepShared = .seeded(try handle.function(step, as: SeededTrainStep.self))
        }
    }

    @Sendable func forward(_ pass: Pass, _ worker: Worker) {
        check(
            worker.withCWorker { worker in
                logitsShared(pass.parameters, pass.arena, pass.input, pass.rows, pass.output, worker)
            })
    }

    @Sendable func loss(_ pass: Pass, _ worker: Worker) {
        check(
            worker.withCWorker { worker in
                lossShared(
                    pass.parameters, pass.arena, pass.input, expected(pass), pass.rows, pass.output,
                    pass.losses, worker)
            })
    }

    @Sendable func gradient(_ pass: Pass, _ worker: Worker) {
        check(
            worker.withCWorker { worker in
                switch gradientShared {
                case .plain(let function):
                    function(
                        pass.parameters, pass.arena, pass.input, expected(pass), pass.rows, pass.output,
                        pass.losses, pass.gradients, worker)
                case .seeded(let function):
                    function(
                        pass.parameters, pass.arena, pass.input, expected(pass), pass.rows, pass.seed,
                        pass.output, pass.losses, pass.gradients, worker)
                }
            })
    }

    @Sendable func step(_ pass: Pass, _ worker: Worker) {
        check(
            worker.withCWorker { worker in
                switch trainStepShared {
                case .plain(let function):
                    function(
                        pass.parameters, pass.arena, pass.input, expected(pass), pass.rows,
                        pass.learningRate, pass.output, pass.losses, worker)
                case .seeded(let function):
                    function(
                        pass.parameters, pass.arena, pass.input, expected(pass), pass.rows,
                        pass.learningRate, pass.seed, pass.output, pass.losses, worker)
                }
            })
    }

    private func expected(_ pass: Pass) -> UnsafeRawPointer {
        labelsAreRead ? UnsafeRawPointer(pass.labels) : UnsafeRawPointer(pass.targets)
    }

    /// Batches, labels and workers have been checked before any pass, and losses are looked at behind it.
    private func check(_ status: CInt) {
        precondition(status == 0 || status == notFinite, "a generated function has returned \(status)")
    }
}

/// `NET_NOT_FINITE`
private let notFinite: CInt = 5

/// A library that is loaded as long as the object lives.
private final class SharedLibrary {
    private let path: String
    private let handle: UnsafeMutableRawPointer

    init(path: String) throws(LibraryError) {
        guard path.isWithoutNUL else { throw .cannotOpen(path: path, reason: "no path has a NUL") }
        // A name without a folder would be looked for where the system has its libraries.
        guard let handle = dlopen(path.contains("/") ? path : "./\(path)", RTLD_NOW | RTLD_LOCAL) else {
            throw .cannotOpen(path: path, reason: String(cString: dlerror()))
        }
        self.path = path
        self.handle = handle
    }

    deinit { dlclose(handle) }

    func function<Function>(_ name: String, as type: Function.Type) throws(LibraryError) -> Function {
        guard let symbol = dlsym(handle, name) else { throw .noFunction(path: path, name: name) }
        return unsafeBitCast(symbol, to: type)
    }
}
