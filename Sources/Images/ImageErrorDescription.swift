import Foundation
internal import GraphRuntime

extension ImageError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .file(let error):
            shown(error.description)

        case .unknownFormat(let file, let found):
            "\(shown(file)): expected a PNG or a JPEG image, found "
                + (found.isEmpty ? "an empty file" : "a file that begins with \(hex(found))")
        case .truncated(let file, let offset, let expected):
            "\(shown(file)): expected \(expected) at byte \(offset), found the end of the file"
        case .corrupt(let file, let reason):
            "\(shown(file)): cannot be decoded: \(printable(reason, limit: 200))"
        case .tooManyPixels(let file, let height, let width, let limit):
            "\(shown(file)): expected an image of at most \(limit) pixels, found one of \(height) × \(width)"
        case .fileSize(let file, let found, let limit):
            "\(shown(file)): expected a file of at most \(limit) bytes, found one of \(found)"
        case .tooShort(let file, let height, let width, let expected, let found):
            "\(shown(file)): expected at least \(expected) bytes of an image of \(height) × \(width), "
                + "found \(found)"
        case .size(let file, let expectedHeight, let expectedWidth, let height, let width):
            "\(shown(file)): expected an image of \(expectedHeight) × \(expectedWidth), "
                + "found one of \(height) × \(width)"

        case .noClasses(let directory):
            "\(shown(directory)): expected a folder for each class, found none"
        case .unknownClass(let directory, let known):
            "\(shown(directory)): expected the folder of one of the classes \(listed(known)), found another"
        case .noImages(let directory, let otherFiles):
            "\(shown(directory)): expected .png, .jpg or .jpeg files, found "
                + (otherFiles == 0 ? "none" : "\(otherFiles) others")
        case .visitedTwice(let directory):
            "\(shown(directory)): expected to come to each folder once, found a link to one for the second time"
        case .memory(let path, let needed, let available):
            "\(shown(path)): takes \(needed) bytes of memory, \(available) are available"

        case .emptySize(let height, let width):
            "expected a height and a width of at least 1, found \(height) × \(width)"
        case .dataset(let error):
            error.description
        }
    }
}

/// A path may come from a folder that somebody else has made. The system has none that is longer.
private func shown(_ path: String) -> String { printable(path, limit: 4096) }
