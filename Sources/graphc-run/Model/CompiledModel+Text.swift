import Foundation
import GraphCodegen
import GraphIR
import GraphRuntime

extension CompiledModel {
    /// Compiles a model to C, that to a library, and loads it. The library is kept, and compiled once only.
    ///
    /// - Throws: `CCompilerError` if there is no C compiler, or if it fails.
    convenience init(_ model: ModelText) throws {
        let code = model.compilation.c(sourceName: "net.nn", headerName: "net.h")
        let library = try LibraryCache().library(of: code) {
            printError("compiling \(model.graph.name) with \($0.path)")
        }
        defer { if !library.isKept { try? FileManager.default.removeItem(at: library.folder) } }
        try self.init(
            library: library.path, prefix: "net",
            layout: ModelLayout(model.compilation, named: model.graph.name))
    }
}

extension ModelLayout {
    /// What the Swift of the same model says of itself.
    init(_ compilation: Compilation, named name: String) {
        let program = compilation.program
        self.init(
            name: name, inputShape: program.inputShape.extents, outputs: program.outputs,
            loss: Loss(program.loss),
            parameters: program.parameters.map { Parameter($0, in: program) },
            parameterFloats: program.parameterFloats, stateFloats: program.stateFloats,
            smallestBatch: program.smallestTrainingBatch,
            piece: program.trainsInPieces ? compilation.target.piece : nil,
            arenaFloatsPerSample: program.arenaFloatsPerSample, arenaFloatsOnce: program.arenaFloatsOnce,
            arenaFloatsPerWorker: program.arenaFloatsPerWorker,
            flopsPerSample: program.flopsPerSample(of: .forward),
            text: compilation.source.text, graphHash: compilation.graph.hash)
    }
}

extension ModelLayout.Loss {
    fileprivate init(_ loss: GraphIR.Loss) {
        self =
            switch loss {
            case .crossEntropy: .crossEntropy
            case .binaryCrossEntropy: .binaryCrossEntropy
            case .meanSquaredError: .meanSquaredError
            case .meanAbsoluteError: .meanAbsoluteError
            case .huber: .huber
            }
    }
}

extension ModelLayout.Parameter {
    fileprivate init(_ place: ParameterPlace, in program: LoopProgram) {
        let buffer = program[place.buffer]
        let start: ModelLayout.Start =
            switch place.parameter.initialization {
            case .uniform(let bound): .uniform(bound: Float(bound))
            case .constant(let value): .constant(Float(value))
            }
        self.init(
            name: place.parameter.name, shape: place.parameter.shape.extents,
            offset: program.arenaOffset(of: place),
            axes: place.axes.flatMap { $0 }.map { (buffer.extents[$0].constant ?? 1, buffer.strides[$0]) },
            start: start, role: place.parameter.role == .state ? .state : .trained,
            element: place.parameter.element == .int64 ? .int64 : .float32)
    }
}
