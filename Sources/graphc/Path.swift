/// The part after the last slash.
func fileName(of path: String) -> String {
    String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
}

/// The part before the last slash.
func folder(of path: String) -> String {
    switch path.lastIndex(of: "/") {
    case nil: "."
    case path.startIndex: "/"
    case let slash?: String(path[..<slash])
    }
}

/// The file's name without its extension: `digits` of `models/digits.nn`.
func stem(of path: String) -> String {
    let name = fileName(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
}

/// The same folder: `models` for `models/`.
func droppingTrailingSlashes(_ path: String) -> String {
    path.last == "/" && path.count > 1 ? droppingTrailingSlashes(String(path.dropLast())) : path
}
