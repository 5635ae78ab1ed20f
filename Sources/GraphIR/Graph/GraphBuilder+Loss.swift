extension GraphBuilder {
    mutating func loss(_ statement: SyntaxTree.Statement?) -> Loss {
        guard let statement else {
            checkLoss(.crossEntropy(), isDefault: true, at: resolved.last?.statement.keyword.range)
            return .crossEntropy()
        }
        guard !statement.isDamaged, let name = name(in: statement, of: .loss, ifMissing: .missingLoss)
        else { return .crossEntropy() }
        let keyword = statement.isForeign ? bareName(name.text) : name.text
        guard let reference = lossTable.first(where: { $0.keyword == keyword }) else {
            report(.unknownLoss(name.text, suggestion: lossMeant(by: name.text)?.keyword), at: name.range)
            return .crossEntropy()
        }
        var named = statement
        named.keyword = name
        named.arguments.removeFirst()
        let bound = bind(named, to: reference)
        diagnostics += bound.diagnostics
        guard let arguments = bound.arguments else { return .crossEntropy() }
        let loss = reference.make(arguments)
        checkLoss(loss, isDefault: false, at: name.range)
        return loss
    }

    private mutating func checkLoss(_ loss: Loss, isDefault: Bool, at range: SourceRange?) {
        guard let range, let output = flow, let last = resolved.last, !last.isGuess else { return }
        switch loss {
        case .crossEntropy:
            guard output.shape.rank == 1 else {
                return report(.unsuitableOutput(loss, isDefault: isDefault, origin: output), at: range)
            }
            if output.shape == [1] { report(.singleClass(origin: output), at: range) }
        case .binaryCrossEntropy, .meanSquaredError, .meanAbsoluteError, .huber: break
        }
        guard let node = nodes.last, node.position == layers.count - 1 else { return }
        let keyword = node.operation.reference.keyword
        switch (loss, node.operation.outputMeaning) {
        case (.crossEntropy, .probabilities), (.crossEntropy, .logProbabilities):
            report(.softmaxBeforeCrossEntropy(keyword: keyword), at: last.statement.keyword.range)
        case (.binaryCrossEntropy, .probabilities), (.binaryCrossEntropy, .logProbabilities),
            (.binaryCrossEntropy, .separateProbabilities):
            report(.sigmoidBeforeBCEWithLogits(keyword: keyword), at: last.statement.keyword.range)
        case (_, .logits), (.crossEntropy, .separateProbabilities), (.meanSquaredError, _),
            (.meanAbsoluteError, _), (.huber, _):
            break
        }
    }
}
