extension GraphBuilder {
    mutating func loss(_ statement: SyntaxTree.Statement?) -> Loss {
        guard let statement else {
            checkLoss(.crossEntropy, isDefault: true, at: resolved.last?.statement.keyword.range)
            return .crossEntropy
        }
        guard !statement.isDamaged,
            let word = onlyWord(of: statement, directive: .loss, ifMissing: .missingLoss)
        else { return .crossEntropy }
        guard let loss = Loss(rawValue: word.text) else {
            let suggestion = suggestion(for: word.text, among: Loss.allCases.map(\.rawValue))
            report(.unknownLoss(word.text, suggestion: suggestion), at: word.range)
            return .crossEntropy
        }
        checkLoss(loss, isDefault: false, at: word.range)
        return loss
    }

    private mutating func checkLoss(_ loss: Loss, isDefault: Bool, at range: SourceRange?) {
        guard let range, let output = flow, let last = resolved.last, !last.isGuess, loss == .crossEntropy
        else { return }
        guard output.shape.rank == 1 else {
            return report(.unsuitableOutput(loss, isDefault: isDefault, origin: output), at: range)
        }
        if output.shape == [1] { report(.singleClass(origin: output), at: range) }
        guard let node = nodes.last, node.position == layers.count - 1 else { return }
        switch node.operation.outputMeaning {
        case .logits: break
        case .probabilities, .logProbabilities:
            report(
                .softmaxBeforeCrossEntropy(keyword: node.operation.reference.keyword),
                at: last.statement.keyword.range)
        }
    }
}
