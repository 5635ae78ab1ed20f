import Foundation
import Testing

/// An image in `Fixtures`, with what is in it according to `scripts/images/make_images.py`.
struct Fixture: CustomTestStringConvertible {
    let name: String
    let height: Int
    let width: Int
    let isGray: Bool
    let rgb: [UInt8]
    let gray: [UInt8]

    var testDescription: String { name }
    var path: String { Self.folder.appending(path: name).path }
    var file: [UInt8] {
        get throws { Array(try Data(contentsOf: URL(filePath: path))) }
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static let all: [Fixture] = {
        struct Content: Decodable {
            let height, width: Int
            let isGray: Bool
            let rgb, gray: Data
        }
        guard let json = try? Data(contentsOf: folder.appending(path: "expected.json")),
            let contents = try? JSONDecoder().decode([String: Content].self, from: json)
        else { return [] }
        return contents.sorted { $0.key < $1.key }.map { name, content in
            Fixture(
                name: name, height: content.height, width: content.width, isGray: content.isGray,
                rgb: Array(content.rgb), gray: Array(content.gray))
        }
    }()

    static func named(_ name: String) throws -> Fixture {
        guard let found = all.first(where: { $0.name == name }) else {
            throw CocoaError(.fileNoSuchFile)
        }
        return found
    }
}
