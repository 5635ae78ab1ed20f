import GraphRuntime

/// Images that have not the shape which a model reads, where this command has an option for it.
struct SampleShapeError: Error, CustomStringConvertible {
    let expected: [Int]
    let found: [Int]

    /// Throws if resizing helps; whatever else is wrong with a shape is told when training begins.
    static func check(_ data: any Dataset, for model: ModelLayout) throws(SampleShapeError) {
        let (expected, found) = (model.inputShape, data.sampleShape)
        guard expected.count == 3, found.count == 3, expected != found, expected[0] == found[0] else {
            return
        }
        throw SampleShapeError(expected: expected, found: found)
    }

    var description: String {
        """
        the model reads images of \(text(expected)), those of the data set are \(text(found)); \
        `--resize \(expected[1])x\(expected[2])` makes them so
        """
    }

    private func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " × ") }
}
