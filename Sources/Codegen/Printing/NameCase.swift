extension String {
    /// `crossEntropy` as `cross_entropy`, `FashionMLP` as `fashion_mlp`.
    var snakeCased: String {
        let characters = Array(self)
        var text = ""
        for (index, character) in characters.enumerated() {
            if character.isUppercase, index > 0, text.last != "_" {
                let endsWord = !characters[index - 1].isUppercase
                let startsWord = index + 1 < characters.count && characters[index + 1].isLowercase
                if endsWord || startsWord { text += "_" }
            }
            text += character.lowercased()
        }
        return text
    }
}

extension String {
    /// `linear1_weight` as `linear1Weight`.
    var camelCased: String {
        let words = split(separator: "_")
        guard let first = words.first else { return self }
        return String(first) + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
