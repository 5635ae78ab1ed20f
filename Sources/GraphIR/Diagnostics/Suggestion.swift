/// What someone who wrote `word` most likely meant, if anything comes close.
///
/// A candidate that differs only in case wins; otherwise the first of those with the fewest edits,
/// of which a third of the word's length is allowed. A module in front (`nn.Linear`) does not count.
package func suggestion(for word: String, among candidates: [String]) -> String? {
    let bare = bareName(word)
    guard !bare.isEmpty, bare.utf8.count <= 40 else { return nil }
    let lowercased = bare.lowercased()
    var closest: (candidate: String, distance: Int)?
    for candidate in candidates {
        let distance = editDistance(Array(lowercased), Array(candidate.lowercased()))
        if distance < closest?.distance ?? (max(1, lowercased.count / 3) + 1) {
            closest = (candidate, distance)
        }
    }
    // One edit of a word of one or two letters is another word.
    guard let closest, closest.distance == 0 || lowercased.count > 2 else { return nil }
    return closest.candidate
}

/// A name without the modules in front of it: `Linear` of `nn.Linear`.
func bareName(_ word: String) -> String { word.split(separator: ".").last.map(String.init) ?? "" }

/// The operator or directive that a word in the place of a keyword most likely means: one that goes by this name
/// elsewhere, a loss, or one with a name that comes close.
func keywordMeant(by word: String) -> String? {
    let bare = bareName(word).lowercased()
    if let reference = operatorTable.first(where: { $0.otherNames.contains { $0.lowercased() == bare } }) {
        return reference.keyword
    }
    if let loss = loss(called: word) { return "\(Directive.loss.rawValue) \(loss.keyword)" }
    if isOperatorElsewhere(word) { return nil }
    return suggestion(
        for: word, among: operatorTable.map(\.keyword) + Directive.allCases.map(\.rawValue))
}

/// Whether a word names a layer of PyTorch that is none of ours, however close the names of others come.
func isOperatorElsewhere(_ word: String) -> Bool {
    operatorsElsewhere.contains(bareName(word).lowercased())
}

private let operatorsElsewhere: Set<String> = {
    let names = """
        AdaptiveAvgPool1d AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AlphaDropout
        AvgPool3d BatchNorm3d Bilinear CELU Conv3d ConvTranspose1d ConvTranspose3d Dropout1d Dropout3d GLU
        Hardshrink Hardsigmoid Hardswish Hardtanh Identity InstanceNorm1d InstanceNorm2d InstanceNorm3d
        LocalResponseNorm LogSigmoid LPPool2d MaxPool3d MaxUnpool2d Mish PReLU RMSNorm RReLU ReLU6 SELU Softmax2d
        Softmin Softshrink Softsign SyncBatchNorm Tanhshrink Threshold Unflatten
        """
    return Set(names.split(whereSeparator: \.isWhitespace).map { $0.lowercased() })
}()

/// The number of insertions, deletions, replacements and swaps of neighbours between two words
/// (optimal string alignment).
func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for i in first.indices {
        var row = [i + 1]
        for j in second.indices {
            var distance = min(last[j] + (first[i] == second[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
                distance = min(distance, beforeLast[j - 1] + 1)
            }
            row.append(distance)
        }
        (beforeLast, last) = (last, row)
    }
    return last[second.count]
}
