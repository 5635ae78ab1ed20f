internal import TileKernels
import Foundation

/// A shared library with the C of a model, and the function that graphc has given it for programs that load it.
final class CLibrary: @unchecked Sendable {
    let sizes: tk_sizes

    private let handle: SharedLibrary
    private let run: Run

    private typealias Describe = @convention(c) () -> tk_sizes
    private typealias Run = @convention(c) (UnsafeMutablePointer<tk_pass>, tk_role) -> CInt

    init(path: String, prefix: String, layout: ModelLayout) throws(LibraryError) {
        handle = try SharedLibrary(path: path)
        let describe = try handle.function("\(prefix)_describe", as: Describe.self)
        let version = tk_library_version
        // Before there were versions, libraries had no such function, and described themselves otherwise.
        guard let run = try? handle.function("\(prefix)_run", as: Run.self) else {
            throw .version(path: path, expected: version, found: 0)
        }
        self.run = run
        sizes = describe()
        guard sizes.version == version else {
            throw .version(path: path, expected: version, found: sizes.version)
        }
        for (size, expected, found) in [
            (LibraryError.Size.inputs, layout.inputs, sizes.inputs),
            (.outputs, layout.outputs, sizes.outputs),
            (.targets, layout.loss.readsLabels ? 0 : layout.outputs, sizes.targets),
            (.parameterFloats, layout.parameterFloats, sizes.parameter_floats),
            (.stateFloats, layout.stateFloats, sizes.state_floats),
        ] where found != expected {
            throw .size(path: path, of: size, expected: expected, found: found)
        }
    }

    func function(_ role: tk_role) -> CompiledModel.Function {
        { [self] pass, worker in
            let status = worker.withCWorker { worker in
                var pass = tk_pass(
                    rows: pass.rows, first: pass.first, capacity: pass.capacity, seed: pass.seed,
                    scale: pass.scale, learning_rate: pass.learningRate,
                    first_trained: pass.firstTrained, input: pass.input,
                    labels: pass.labels, targets: pass.targets, parameters: pass.parameters,
                    state: pass.parameters + sizes.parameter_floats, gradients: pass.gradients,
                    arena: pass.arena, output: pass.output, losses: pass.losses, worker: worker,
                    look: pass.search == nil ? nil : look, context: pass.search, isa: 0)
                return run(&pass, role)
            }
            // Batches, labels and workers have been checked before any pass, and losses are looked at behind it.
            precondition(status == 0 || status == notFinite, "a generated function has returned \(status)")
        }
    }
}

private let look: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void = {
    search, layer in
    guard let layer else { return }
    search?.assumingMemoryBound(to: NotFiniteSearch.self).pointee.look(behind: String(cString: layer))
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
