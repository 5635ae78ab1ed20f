// What is not part of the language, but so common elsewhere that it is understood, for one error instead of many.

extension Parser {
    /// The layers of what stands on one line, as other languages have it: `Flatten, Linear 784 10`. They are understood,
    /// so that what else is wrong with them is told at once.
    mutating func parts(of tokens: ArraySlice<Token>) -> ([ArraySlice<Token>], areForeign: Bool) {
        let isSequential = bareName(tokens[tokens.startIndex]) == "Sequential"
        let inside = isSequential ? insideOfCall(tokens) : tokens
        let separators = layerSeparators(of: inside)
        guard isSequential || !separators.isEmpty else { return ([tokens], false) }
        var parts: [ArraySlice<Token>] = []
        var start = inside.startIndex
        for end in separators + [inside.endIndex] {
            parts.append(plainTokens(inside[start..<end])[...])
            start = end + 1
        }
        parts.removeAll(where: \.isEmpty)
        let plain = parts.map(plainText).joined(separator: "; ")
        if let first = separators.first, !isSequential {
            let symbol = word(inside[first])
            report(.foreignSeparator(symbol: symbol.text, plain: plain), at: symbol.range)
        } else {
            let symbol = word(tokens[tokens.startIndex])
            report(.sequential(symbol.text, plain: plain), at: symbol.range)
        }
        return (parts, true)
    }

    /// What stands between the outermost parentheses.
    private func insideOfCall(_ tokens: ArraySlice<Token>) -> ArraySlice<Token> {
        var inside = tokens.dropFirst()
        if let first = inside.first, word(first).text == "(" { inside.removeFirst() }
        if let last = inside.last, word(last).text == ")" { inside.removeLast() }
        return inside
    }

    /// Where there is an arrow between two layers, or a comma.
    private func layerSeparators(of tokens: ArraySlice<Token>) -> [Int] {
        var depth = 0
        return tokens.indices.filter { index in
            switch tokens[index].kind {
            case .arrow: return true
            case .punctuation, .bracket:
                let symbol = word(tokens[index]).text
                if symbol == "," {
                    return depth == 0 && beginsLayer(tokens[(index + 1)...])
                }
                depth += symbol == "(" || symbol == "[" ? 1 : -1
                return false
            case .word, .number, .equals, .separator, .unreadable, .damaged: return false
            }
        }
    }

    /// Whether a word stands here that is no value and no argument's name.
    private func beginsLayer(_ tokens: ArraySlice<Token>) -> Bool {
        guard let first = tokens.first, first.kind == .word, tokens.dropFirst().first?.kind != .equals else {
            return false
        }
        return bareName(first).first?.isUppercase == true && Bool(bareName(first).lowercased()) == nil
    }

    /// `Linear(784, 256)` is understood, so that what else is wrong with it is told at once.
    mutating func readable(_ tokens: ArraySlice<Token>) -> (ArraySlice<Token>, isForeign: Bool) {
        let isInput = begins(tokens, .input)
        let mark = tokens.first { $0.kind == .punctuation || isInput && $0.kind == .bracket }
        guard let mark else { return (tokens, false) }
        let plain = plainTokens(tokens)[...]
        let symbol = word(mark)
        report(.callSyntax(symbol: symbol.text, plain: plainText(of: plain)), at: symbol.range)
        return (plain, true)
    }

    /// The tokens without the marks of a call; what is a tuple in it, `kernel_size=(3, 5)`, is a list.
    private func plainTokens(_ tokens: ArraySlice<Token>) -> [Token] {
        let isInput = begins(tokens, .input)
        let nameCount = begins(tokens, .loss) ? 2 : 1
        var plain: [Token] = []
        var openLists: [Bool] = []
        for (position, token) in tokens.enumerated() {
            guard token.kind == .punctuation || token.kind == .bracket else {
                plain.append(token)
                continue
            }
            var isMark = isInput
            switch word(token).text {
            case "(":
                // The parenthesis behind the name is that of the call.
                isMark = isMark || position <= nameCount
                openLists.append(!isMark)
            case ")": isMark = openLists.popLast() != true
            case ",": isMark = true
            default: break
            }
            if !isMark { plain.append(Token(kind: .bracket, range: token.range)) }
        }
        return plain
    }

    /// A statement in the words of this language.
    private func plainText(of tokens: ArraySlice<Token>) -> String {
        guard let first = tokens.first else { return "" }
        let keyword = keywordMeant(by: word(first).text) ?? bareName(first)
        var reference: (any StatementReference)? = operatorTable.first { $0.keyword == keyword }
        var text = keyword
        var last = ""
        var rest = tokens.dropFirst()
        if begins(tokens, .loss), let name = rest.popFirst() {
            let loss = lossMeant(by: word(name).text)
            reference = loss
            text += " \(loss?.keyword ?? bareName(name))"
        }
        for (token, next) in zip(rest, rest.dropFirst().map(\.kind) + [.separator]) {
            let written = word(token).text
            var piece = plainValue(written)
            if token.kind == .bracket { piece = isOpening(token) ? "[" : "]" }
            if next == .equals { piece = reference?.argumentMeant(by: written)?.name ?? written }
            let touches = ["=", "]"].contains(piece) || ["=", "["].contains(last)
            text += touches ? piece : " \(piece)"
            last = piece
        }
        return text
    }

    private func begins(_ tokens: ArraySlice<Token>, _ directive: Directive) -> Bool {
        tokens.first.map { bareName($0).lowercased() == directive.rawValue.lowercased() } ?? false
    }

    func isOpening(_ bracket: Token) -> Bool { ["[", "("].contains(word(bracket).text) }

    /// The name without the modules in front of it: `Linear` of `nn.Linear`.
    private func bareName(_ token: Token) -> String { GraphIR.bareName(word(token).text) }
}
