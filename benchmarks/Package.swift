// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v13)],
    dependencies: [
        .package(name: "graphc", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    ],
    targets: [
        .target(name: "Peak", cSettings: [.unsafeFlags(["-O3", "-std=c11"])]),
        .executableTarget(
            name: "Bench",
            dependencies: [
                "Peak",
                .product(name: "GraphRuntime", package: "graphc"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            plugins: [.plugin(name: "GraphcPlugin", package: "graphc")]),
    ]
)
