import Foundation
import GraphRuntime

/// Prints a line to standard error.
func printError(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
}

/// Prints a line to standard output, behind what training has written.
func say(_ text: String) { Trainer.Progress.writeToOutput(text + "\n") }

/// A word as a shell reads it.
func quotedForShell(_ word: String) -> String {
    let isPlain =
        !word.isEmpty
        && word.unicodeScalars.allSatisfy {
            CharacterSet.alphanumerics.contains($0) || "-_./=,:+@%".unicodeScalars.contains($0)
        }
    return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
}
