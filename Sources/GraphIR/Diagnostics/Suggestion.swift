/// What someone who wrote `word` most likely meant, if anything comes close.
///
/// A candidate that differs only in case wins; otherwise the first of those with the fewest edits,
/// of which a third of the word's length is allowed. A module in front (`nn.Linear`) does not count.
func suggestion(for word: String, among candidates: [String]) -> String? {
    let bare = word.split(separator: ".").last ?? ""
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
