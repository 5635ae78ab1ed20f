import ArgumentParser

/// A language that graphc writes.
enum Language: String, CaseIterable, ExpressibleByArgument {
    case swift, c
}

/// Where generated text goes, and in which language: what `-o` and `--emit` say.
struct Destination {
    var place: Place
    var language: Language

    enum Place {
        case standardOutput
        case file(String)
        /// Every model to a file that is named after it.
        case folder(String)
    }

    init(output: String, emit: Language?, modelCount: Int) throws(ValidationError) {
        if output == "-" {
            guard modelCount == 1 else { throw ValidationError("'-o -' takes one model.") }
            place = .standardOutput
            language = emit ?? .swift
            return
        }
        let extensionLanguage = Language.allCases.first { output.hasSuffix(".\($0.rawValue)") }
        if output.hasSuffix("/") || fileType(at: output) == S_IFDIR
            || modelCount > 1 && extensionLanguage == nil
        {
            place = .folder(droppingTrailingSlashes(output))
            language = emit ?? .swift
        } else {
            guard modelCount == 1 else {
                throw ValidationError(
                    "'-o \(output)' is one file, and there are \(modelCount) models. They go to a folder: "
                        + "'-o \(output)/', if that is its name.")
            }
            guard let extensionLanguage else {
                throw ValidationError("'-o \(output)' is neither a .swift or .c file nor a folder nor '-'.")
            }
            guard emit == nil || emit == extensionLanguage else {
                throw ValidationError("'-o \(output)' and --emit name different languages.")
            }
            place = .file(output)
            language = extensionLanguage
        }
    }

    /// The path of a model's Swift or C file.
    func path(for input: ModelInput) -> String {
        switch place {
        case .standardOutput: "\(stem(of: input.fileName)).\(language.rawValue)"
        case .file(let path): path
        case .folder(let folder): "\(folder)/\(stem(of: input.fileName)).\(language.rawValue)"
        }
    }

    /// The path of the header beside a model's C file.
    func headerPath(for input: ModelInput) -> String { String(path(for: input).dropLast()) + "h" }

    /// Every file that a model is written to.
    private func writtenPaths(for input: ModelInput) -> [String] {
        if case .standardOutput = place { return [] }
        switch language {
        case .swift: return [path(for: input)]
        case .c: return [path(for: input), headerPath(for: input)]
        }
    }

    /// Makes sure that no two models go to one file and none to a model.
    func checkPaths(for inputs: [ModelInput]) throws(CommandError) {
        let models = Set(inputs.map { resolvingLinks($0.path) })
        var owners: [String: ModelInput] = [:]
        for input in inputs {
            for path in writtenPaths(for: input) {
                if models.contains(resolvingLinks(path)) { throw .outputIsInput(path: path) }
                // Some file systems do not tell A from a.
                if let owner = owners.updateValue(input, forKey: path.lowercased()) {
                    throw .sameOutput(path: path, first: owner.path, second: input.path)
                }
            }
        }
    }
}
