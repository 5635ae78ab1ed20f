import Foundation

/// What the command line of an example sets: `--data folder --output folder --epochs 5 --seed 0`.
public struct Options {
    /// The folder with the files of Fashion-MNIST, if `GRAPHC_FASHION_MNIST` in the environment names it.
    public static let fashionMNIST = ProcessInfo.processInfo.environment["GRAPHC_FASHION_MNIST"]

    /// The folder with the data set.
    public let data: String
    /// Whether files of the data set that are missing are downloaded first.
    public let downloads: Bool
    public let epochs: Int
    public let seed: UInt64
    private let output: String

    /// The options of this run.
    ///
    /// - Parameters:
    ///   - data: Where the data set is unless `--data` says so. Nil if the user has to.
    ///   - canDownload: Whether `--download`, in place of `--data`, names a folder that the data set is downloaded to.
    /// - Throws: `UsageError`.
    public init(data: String?, output: String, epochs: Int, canDownload: Bool = false) throws {
        let dataNames = canDownload ? ["--data", "--download"] : ["--data"]
        func usageError(_ problem: String) -> UsageError {
            UsageError(problem: problem, dataNames: dataNames)
        }
        var values: [String: String] = [:]
        var words = CommandLine.arguments.dropFirst()
        while let name = words.popFirst() {
            guard (dataNames + ["--output", "--epochs", "--seed"]).contains(name) else {
                throw usageError("there is no option \(name)")
            }
            guard let value = words.popFirst() else { throw usageError("expected a value behind \(name)") }
            values[name] = value
        }
        guard let data = values["--data"] ?? values["--download"] ?? data else {
            throw usageError("expected \(dataNames.joined(separator: " or ")) with the folder of the data")
        }
        guard let epochs = Int(values["--epochs", default: "\(epochs)"]), epochs > 0 else {
            throw usageError("expected a number of epochs from 1 on")
        }
        guard let seed = UInt64(values["--seed", default: "0"]) else {
            throw usageError("expected a seed from 0 on")
        }
        self.data = data
        downloads = values["--download"] != nil
        self.epochs = epochs
        self.seed = seed
        self.output = values["--output"] ?? output
    }

    /// A data set in the folder `Data` beside the examples.
    public static func included(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Data/\(name)").path
    }

    /// The path of a file in the output folder, which is made if it is not there.
    public func outputPath(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        return "\(output)/\(name)"
    }
}

/// The command line is not understood.
public struct UsageError: Error, CustomStringConvertible {
    let problem: String
    let dataNames: [String]

    public var description: String {
        let program = URL(filePath: CommandLine.arguments[0]).lastPathComponent
        let data = dataNames.map { "\($0) <folder>" }.joined(separator: " | ")
        return """
            \(program): \(problem)
            usage: \(program) \(data) [--output <folder>] [--epochs <n>] [--seed <n>]
            """
    }
}

/// Runs a program; an error is printed and becomes the exit status 1.
public func run(_ program: () throws -> Void) {
    do { try program() } catch { fail(error) }
}

/// Runs a program that waits, for a download say; an error is printed and becomes the exit status 1.
public func run(_ program: () async throws -> Void) async {
    do { try await program() } catch { fail(error) }
}

private func fail(_ error: any Error) -> Never {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
