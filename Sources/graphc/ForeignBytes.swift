// The name of a file is any bytes, and a String is not. A byte of an argument that is not UTF-8 becomes a scalar for
// private use, and a byte again where the system is given a path.

private let firstForeignScalar: UInt32 = 0x10FF00

/// The arguments of the process, without its name.
func commandLineArguments() -> [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { CommandLine.unsafeArgv[$0] }
        .map { text(ofCString: $0) }
}

/// The text of bytes that end with a 0.
func text(ofCString bytes: UnsafePointer<CChar>) -> String {
    var rest = Array(UnsafeBufferPointer(start: bytes, count: strlen(bytes))).map(UInt8.init(bitPattern:))[
        ...]
    var text = String.UnicodeScalarView()
    while let first = rest.first {
        let scalar = leadingScalar(of: rest)
        // One that stands for a byte would be taken for it.
        if let scalar, scalar.value < firstForeignScalar {
            text.append(scalar)
            rest = rest.dropFirst(UTF8.width(scalar))
        } else {
            text.append(Unicode.Scalar(firstForeignScalar + UInt32(first)) ?? "\u{FFFD}")
            rest = rest.dropFirst()
        }
    }
    return String(text)
}

/// The scalar that the bytes begin with; nil if they are not UTF-8.
private func leadingScalar(of bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
    for length in 1...min(4, bytes.count) {
        let text = String(decoding: bytes.prefix(length), as: UTF8.self)
        if text.utf8.elementsEqual(bytes.prefix(length)) { return text.unicodeScalars.first }
    }
    return nil
}

/// The path as the system takes it, with a 0 at its end.
func systemPath(_ path: String) -> [CChar] {
    path.unicodeScalars.flatMap { scalar in
        scalar.value < firstForeignScalar
            ? Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            : [UInt8(scalar.value & 0xFF)]
    }.map(CChar.init(bitPattern:)) + [0]
}

/// The text with U+FFFD in place of every byte that is not UTF-8.
func shown(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        shown.append(scalar.value < firstForeignScalar ? scalar : "\u{FFFD}")
    }
    return String(shown)
}
