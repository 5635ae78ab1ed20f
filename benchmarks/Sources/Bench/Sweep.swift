/// Models that differ in one thing.
struct Sweep {
    let title: String
    /// What they differ in.
    let axis: String
    let nets: [Net]

    static let all = [
        Sweep(
            title: "Width (2 hidden layers, batch 64)", axis: "width",
            nets: [64, 128, 256, 512, 1024, 2048, 4096].map {
                .perceptron($0, width: $0, depth: 2, batch: 64)
            }),
        Sweep(
            title: "Depth (width 256, batch 64)", axis: "depth",
            nets: [1, 2, 4, 8, 16].map { .perceptron($0, width: 256, depth: $0, batch: 64) }),
        Sweep(
            title: "Batch (width 512, 2 hidden layers)", axis: "batch",
            nets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].map {
                .perceptron($0, width: 512, depth: 2, batch: $0)
            }),
        Sweep(
            title: "Channels (2 convolutions of 3 × 3, images of 14 × 14)", axis: "channels",
            nets: [1, 2, 3, 4, 6, 8, 16, 32, 64, 128, 256, 512].map { .convolutional($0, channels: $0) }),
        Sweep(
            title: "Images (2 convolutions of 3 × 3, 32 channels)", axis: "image",
            nets: [7, 14, 28, 56, 112, 224].map { .convolutional($0, image: $0) }),
        Sweep(
            title: "Kernels (2 convolutions, 32 channels, images of 14 × 14)", axis: "kernel",
            nets: [1, 2, 3, 4, 5, 6, 7].map { .convolutional($0, kernel: $0) }),
        Sweep(
            title: "Convolutions (3 × 3, 32 channels, images of 14 × 14)", axis: "convolutions",
            nets: [1, 2, 4, 8, 12, 16, 20].map { .convolutional($0, depth: $0) }),
    ]

    static let quick = [
        Sweep(
            title: "Width (2 hidden layers, batch 64)", axis: "width",
            nets: [64, 256].map { .perceptron($0, width: $0, depth: 2, batch: 64) }),
        Sweep(
            title: "Channels (2 convolutions of 3 × 3, images of 14 × 14)", axis: "channels",
            nets: [1, 32].map { .convolutional($0, channels: $0) }),
    ]
}
