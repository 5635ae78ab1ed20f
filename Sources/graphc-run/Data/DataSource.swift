import Foundation
import GraphRuntime

/// What there is at a path, by the names of its files.
enum DataSource {
    /// Four files of MNIST's format.
    case idx(directory: String)
    case cifar10(directory: String)
    case cifar100(directory: String)
    /// A folder for each class; those for testing may be missing.
    case images(train: String, test: String?)
    case table(path: String)

    /// - Throws: `DataSourceError`.
    init(path: String) throws(DataSourceError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .missing(path)
        }
        guard isFolder.boolValue else {
            guard isTable(path) else { throw .notATable(path) }
            self = .table(path: path)
            return
        }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        func has(_ prefix: String) -> Bool { names.contains { $0.hasPrefix(prefix) } }
        if has("train-images") || has("t10k-images") {
            self = .idx(directory: path)
        } else if has("cifar-10-") || has("data_batch_1.bin") {
            self = .cifar10(directory: path)
        } else if has("cifar-100-") || names.contains("train.bin") {
            self = .cifar100(directory: path)
        } else {
            let folders = names.filter { !$0.hasPrefix(".") && directoryExists(at: "\(path)/\($0)") }
            guard !folders.isEmpty else { throw .unknown(path) }
            func folder(_ names: [String]) -> String? {
                folders.first { names.contains($0.lowercased()) }.map { "\(path)/\($0)" }
            }
            self = .images(
                train: folder(["train", "training"]) ?? path,
                test: folder(["test", "testing"]) ?? folder(["val", "valid", "validation"]))
        }
    }
}

/// Whether the name of a file is that of a table.
func isTable(_ path: String) -> Bool {
    let name = path.lowercased()
    return [".csv", ".tsv", ".csv.gz", ".tsv.gz"].contains { name.hasSuffix($0) }
}

/// Why a path has no data.
enum DataSourceError: Error {
    case missing(String)
    case notATable(String)
    case unknown(String)
    /// There is no part of that name.
    case noPart(DataPart, String)
    case noClassNames(String)
}

extension DataSourceError: CustomStringConvertible {
    var description: String {
        switch self {
        case .missing(let path): "\(printable(path)): expected a folder or a .csv file, found nothing"
        case .notATable(let path):
            "\(printable(path)): expected a folder, or a table that is called .csv, .tsv or either with .gz"
        case .unknown(let path):
            """
            \(printable(path)): expected files of MNIST's format (train-images-idx3-ubyte.gz …), CIFAR's archive \
            or files, or a folder of images for each class, found none of them
            """
        case .noPart(let part, let path): "\(printable(path)): expected data for \(part), found none"
        case .noClassNames(let path):
            "\(printable(path)): expected the names of classes, one a line, found none"
        }
    }
}
