import GraphIR
import Testing

@Suite struct VerifierTests {
    private func graph() throws -> Graph {
        let text = "model Small; Flatten; Linear 4 3; ReLU; Linear 3 2 bias=false"
        return try #require(analyze(SourceText(path: "", text: text), defaultName: "").graph)
    }

    private func error(after change: (inout Graph) -> Void) throws -> VerificationError? {
        var changed = try graph()
        change(&changed)
        do {
            try changed.verify()
            return nil
        } catch {
            return error
        }
    }

    @Test func aGraphFromTextIsSound() throws { #expect(try error { _ in } == nil) }

    @Test func everyMistakeIsNamed() throws {
        #expect(try error { $0.values[2].id = 7 } == .valueID(expected: 2, found: 7))
        #expect(try error { $0.nodes[1].inputs = [9] } == .unknownValue(9, node: 1))
        #expect(try error { $0.output = -1 } == .unknownInputOrOutput(-1))
        #expect(try error { $0.nodes[1].inputs = [3] } == .usedBeforeItsNode(3, node: 1))
        #expect(try error { $0.nodes[1].output = 1 } == .producedTwice(1, node: 1))
        #expect(try error { $0.nodes[1].inputs = [] } == .inputCount(0, node: 1))
        #expect(
            try error { $0.values[0].shape = [5] } == .shapeDiffers(expected: [5], found: [4], node: 0))
        #expect(
            try error { $0.nodes[1].operation = Linear(inputs: 5, outputs: 3) }
                == .shapeRejected(
                    .extent(argument: "in", expected: [5], found: [4], axis: 0), node: 1))
        #expect(try error { $0.nodes[1].parameters = [0, 5] } == .unknownParameter(5, node: 1))
        #expect(try error { $0.nodes[3].parameters = [0] } == .parameterShared(0, node: 3))
        #expect(
            try error {
                $0.values.append(Graph.Value(id: 5, shape: [1], range: SourceRange(0..<0)))
            } == .neverProduced(5))
        #expect(
            try error { $0.parameters.append($0.parameters[0]) } == .parameterUnowned(3))
    }

    @Test func parametersThatAreNotTheOperatorsAreNamed() throws {
        let changes: [(inout Graph) -> Void] = [
            { $0.nodes[1].parameters = [1, 0] }, { $0.parameters[0].role = .state },
            { $0.parameters[1].initialization = .constant(0) }, { $0.parameters[0].name = "1.bias" },
        ]
        for (index, change) in changes.enumerated() {
            guard case .parametersDiffer(_, _, node: 1) = try error(after: change) else {
                Issue.record("change \(index)")
                continue
            }
        }
    }
}
