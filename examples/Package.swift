// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "examples",
    platforms: [.macOS(.v13)],
    dependencies: [.package(name: "graphc", path: "..")],
    targets: [
        .target(
            name: "ExampleOptions", dependencies: [.product(name: "GraphRuntime", package: "graphc")],
            path: "ExampleOptions"),
        example("Digits"),
        example("FashionMNIST"),
        example("LeNet"),
        example("FashionCNN"),
        example("SoftmaxRegression"),
        example("MNIST", downloads: true),
        example("Shifts", downloads: true),
        example("ThreeOrSeven", downloads: true),
        example("Resized"),
        example("CIFAR", downloads: true),
        example("Iris"),
        example("Projectiles"),
    ]
)

/// A program whose folder holds its models.
func example(_ name: String, downloads: Bool = false) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["ExampleOptions", .product(name: "GraphRuntime", package: "graphc")]
            + (downloads ? [.product(name: "GraphDownloads", package: "graphc")] : []),
        path: name,
        // Continuous integration builds without warnings, generated code included.
        swiftSettings: Context.environment["GRAPHC_WARNINGS_AS_ERRORS"] == nil
            ? [] : [.treatAllWarnings(as: .error)],
        plugins: [.plugin(name: "GraphcPlugin", package: "graphc")])
}
