/// Why a command stopped, apart from errors in a model.
enum CommandError: Error {
    case cannotRead(path: String, FileProblem)
    case cannotWrite(path: String, FileProblem)
    case cannotPrint(FileProblem)
    /// The compiler contradicts itself; no model can be the reason.
    case compiler(path: String, any Error)
    /// Two models, one generated file.
    case sameOutput(path: String, first: String, second: String)
    /// A generated file would replace its model.
    case outputIsInput(path: String)
    /// The executable that runs models cannot be started.
    case noRunner(expected: String, errno: CInt)
}

/// What is wrong with a file.
enum FileProblem: Error {
    /// A failed system call.
    case system(errno: CInt)
    case largerThan(mebibytes: Int)
    /// A device or a pipe, which cannot be replaced.
    case notAFile
    /// Somebody's own, which is not replaced unasked.
    case notGenerated
}

extension CommandError: CustomStringConvertible {
    var description: String {
        switch self {
        case .cannotRead(let path, let problem): "cannot read '\(path)': \(problem)"
        case .cannotWrite(let path, let problem): "cannot write '\(path)': \(problem)"
        case .cannotPrint(let problem): "cannot write to standard output: \(problem)"
        case .compiler(let path, let error):
            "'\(path)': this is a mistake of graphc, not of the model; please report it: \(error)"
        case .sameOutput(let path, let first, let second):
            "'\(first)' and '\(second)' would both be written to '\(path)'"
        case .outputIsInput(let path): "'\(path)' is both a model and the file to write"
        case .noRunner(let path, let errno):
            """
            cannot start '\(path)', which runs models: \(message(ofErrno: errno)); \
            `swift build -c release --product graphc-run` makes it
            """
        }
    }
}

extension FileProblem: CustomStringConvertible {
    var description: String {
        switch self {
        case .system(let errno): message(ofErrno: errno)
        case .largerThan(let mebibytes): "Larger than \(mebibytes) MiB"
        case .notAFile: "Not a regular file"
        case .notGenerated: "It is there, and graphc has not generated it; --force replaces it"
        }
    }
}
