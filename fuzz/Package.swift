// swift-tools-version: 6.2
import PackageDescription

// Built with `--sanitize fuzzer`, which brings the main function: see `make fuzz`.
let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v13)],
    dependencies: [.package(name: "graphc", path: "..")],
    targets: [
        // The sources of a target of graphc's tests, by a link.
        .target(name: "ReaderChecks", dependencies: [.product(name: "GraphRuntime", package: "graphc")]),
        .executableTarget(
            name: "Fuzz", dependencies: ["ReaderChecks", .product(name: "GraphImages", package: "graphc")],
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]),
    ]
)
