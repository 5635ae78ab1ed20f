/// The name that somebody who wrote `word` most likely meant, if one comes close: the first of those with the fewest
/// letters to change, of which a third of the word's are allowed. Capitals do not count.
func nearest(to word: String, among names: [String]) -> String? {
    let longest = 60
    guard word.utf8.count <= longest else { return nil }
    let letters = Array(word.lowercased())
    var closest: (name: String, distance: Int)?
    for name in names.prefix(1000) where name.utf8.count <= longest {
        let distance = editDistance(letters, Array(name.lowercased()))
        if distance < closest?.distance ?? (letters.count / 3 + 1) { closest = (name, distance) }
    }
    return closest?.name
}

/// The number of insertions, deletions and replacements between two words (Levenshtein).
private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    var distances = Array(0...second.count)
    for (row, letter) in zip(1..., first) {
        var diagonal = distances[0]
        distances[0] = row
        for column in second.indices {
            let above = distances[column + 1]
            distances[column + 1] = min(
                above + 1, distances[column] + 1, diagonal + (letter == second[column] ? 0 : 1))
            diagonal = above
        }
    }
    return distances[second.count]
}
