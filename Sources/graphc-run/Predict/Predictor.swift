import GraphImages
import GraphRuntime

/// What a model says of files.
struct Predictor {
    private let model: TrainedModel

    init(_ model: TrainedModel) { self.model = model }

    /// What is said of an image or of a row.
    struct Answer {
        let path: String
        /// That of the row.
        var line: Int?
        let result: Result<Prediction, any Error>
    }

    /// - Parameter body: Is given answers in the order of the paths; those of a table some at a time.
    /// - Throws: What is wrong with the model, whatever it is given.
    func predict(_ batch: PathBatches.Batch, _ body: ([Answer]) -> Void) throws {
        switch batch {
        case .images(let paths): body(try answers(forImages: paths))
        case .table(let path):
            do { try predict(rowsOf: model.reading.table(path), path, body) } catch {
                body([Answer(path: path, result: .failure(error))])
            }
        }
    }

    private func predict(rowsOf table: TableDataset, _ path: String, _ body: ([Answer]) -> Void) throws {
        let together = 1024
        for first in stride(from: 0, to: table.count, by: together) {
            let rows = table[first..<first + together]
            let predictions = try model.network.predictions(of: rows)
            body(
                predictions.enumerated().map { row, prediction in
                    Answer(path: path, line: rows.line(of: row), result: prediction.orNotANumber(path))
                })
        }
    }

    private func answers(forImages paths: [String]) throws -> [Answer] {
        guard let reading = model.reading.images, let shape = reading.shape else {
            return paths.map { Answer(path: $0, result: .failure(SampleReadingError.noImages($0))) }
        }
        guard let channels = ImageChannels.allCases.first(where: { $0.count == shape[0] }) else {
            throw DatasetError.imageChannels(shape[0])
        }
        let images = decoded(paths, channels, height: shape[1], width: shape[2])
        let pixels = images.compactMap { try? $0.get() }
        let data = try ImageDataset(
            pixels: Array(pixels.joined()), sampleShape: [shape[1], shape[2], shape[0]], order: .channelsLast,
            // Nobody looks at them.
            labels: pixels.map { _ in 0 }, classNames: [""],
            transforms: reading.normalization.pixelTransforms(fittedTo: [], shape: shape))
        var predictions = try model.network.predictions(of: data)[...]
        return zip(paths, images).map { path, image in
            Answer(
                path: path,
                result: image.flatMap { _ in (predictions.popFirst() ?? nil).orNotANumber(path) })
        }
    }

    /// The pixels of each file, the channels of each side by side. Several are decoded at a time.
    private func decoded(
        _ paths: [String], _ channels: ImageChannels, height: Int, width: Int
    ) -> [Result<[UInt8], any Error>] {
        inParallel(paths.indices) { index in
            Result {
                let image = try PixelImage(path: paths[index], channels: channels)
                return try image.resized(height: height, width: width).pixels
            }
        }
    }
}

extension DynamicModel {
    /// What the model says of each sample; nil where an output is not a number.
    fileprivate func predictions(of data: some Dataset) throws -> [Prediction?] {
        do { return try predict(data) } catch ModelError.notANumber {
            return try (0..<data.count).map { index in
                do { return try predict(data[index..<index + 1]).first } catch ModelError.notANumber {
                    return nil
                }
            }
        }
    }
}

extension Prediction? {
    fileprivate func orNotANumber(_ path: String) -> Result<Prediction, any Error> {
        map { .success($0) } ?? .failure(AnswerError.notANumber(path))
    }
}

enum AnswerError: Error, CustomStringConvertible {
    case notANumber(String)

    var description: String {
        switch self {
        case .notANumber(let path):
            "\(printable(path)): expected outputs that are numbers, found one that is not; the weights may be too large"
        }
    }
}
