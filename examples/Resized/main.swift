import ExampleOptions
import Foundation
import GraphRuntime

// Reads images with classes that a text names, makes them 32 × 32 pixels large and goes through them in batches. The
// folder that `--data` names has two files of MNIST's format and `classes.txt`, with a class on each line.
run { try readInBatches(Options(data: Options.included("digits"), output: "results/resized", epochs: 1)) }

func readInBatches(_ options: Options) throws {
    let classes = try String(contentsOfFile: "\(options.data)/classes.txt", encoding: .utf8)
    let images = try ImageDataset(
        images: "\(options.data)/train-images-idx3-ubyte.gz",
        labels: "\(options.data)/train-labels-idx1-ubyte.gz",
        classNames: classes.split(whereSeparator: \.isNewline).map(String.init), normalization: .zeroToOne)
    let resized = try images.resized(height: 32, width: 32)
    print("\(images.count) images of \(images.sampleShape), resized: \(resized.sampleShape)")

    for epoch in 1...options.epochs {
        var batches = 0
        try resized.forEachBatch(of: 64, shuffledBy: options.seed, epoch: epoch) { batch in
            batches += 1
            if batches > 3 { return }
            let names = batch.labels.prefix(4).map { resized.target.classNames[Int($0)] }
            print(
                "epoch \(epoch), batch \(batches): inputs \([batch.count] + resized.sampleShape), "
                    + "labels [\(batch.labels.count)]: \(names.joined(separator: ", ")), …")
        }
        print("epoch \(epoch): \(batches) batches")
    }
    let grid = try options.outputPath("images.svg")
    try ImageGrid(resized.shuffled(seed: options.seed).prefix(24).pictures()).write(to: grid)
    print("Images: \(grid)")
}
