@testable import GraphCodegen
@testable import GraphRuntime

/// Runs a program on a batch by the kernel library, as generated Swift does, but without a compiler: hundreds of
/// models in seconds.
final class LibraryRun {
    private let model: PlannedModel
    private let workspace: Workspace
    private let parameters: AlignedBuffer<Float>
    private let team: Team
    private var pass: Pass

    init(_ program: LoopProgram, _ batch: Batch, workers: Int = 1) {
        model = PlannedModel(program: program)
        team = Team(count: workers)
        workspace = Workspace(
            for: model.compiled, size: Workspace.Size(rows: batch.rows, workers: workers, gradients: true))
        parameters = AlignedBuffer(count: program.parameterFloats + program.stateFloats)
        workspace.samples.input.start.update(from: batch.inputs, count: batch.inputs.count)
        workspace.samples.labels.start.update(from: batch.labels, count: batch.labels.count)
        if workspace.samples.targets.count > 0 {
            workspace.samples.targets.start.update(from: batch.targets, count: batch.targets.count)
        }
        let arena = program.arena(of: batch.parameters)
        parameters.start.update(from: arena, count: arena.count)
        pass = workspace.pass(rows: batch.rows, parameters: parameters.start)
        pass.gradients = workspace.gradients.start
        pass.learningRate = batch.learningRate
        pass.seed = batch.seed
    }

    func run(_ role: LoopFunction.Role) throws {
        let failure = FirstFailure()
        team.run { worker in failure.catching { try model.run(role, pass, by: worker) } }
        try failure.rethrow()
    }

    var logits: [Float] { (0..<pass.rows * model.program.outputs).map { pass.output[$0] } }

    var losses: [Float] { (0..<pass.rows).map { pass.losses[$0] } }

    /// Of what is trained, in the order of PyTorch's shapes.
    var gradients: [[Float]] {
        model.program.gradients(
            in: (0..<model.program.parameterFloats).map { workspace.gradients.start[$0] })
    }
}
