// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "graphc",
    platforms: [.macOS(.v13)],
    products: [
        .library(name: "GraphRuntime", targets: ["GraphRuntime"]),
        .library(name: "GraphDownloads", targets: ["GraphDownloads"]),
        .library(name: "GraphImages", targets: ["GraphImages"]),
        .library(name: "GraphCompiler", targets: ["GraphIR", "GraphCodegen"]),
        .executable(name: "graphc", targets: ["graphc"]),
        .executable(name: "graphc-run", targets: ["graphc-run"]),
        .plugin(name: "GraphcPlugin", targets: ["GraphcPlugin"]),
        .plugin(name: "GraphcCommandPlugin", targets: ["GraphcCommandPlugin"]),
        .plugin(name: "GraphcEmitPlugin", targets: ["GraphcEmitPlugin"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
    ],
    targets: [
        .target(name: "GraphIR"),
        .target(name: "GraphCodegen", dependencies: ["GraphIR"], path: "Sources/Codegen"),
        // The kernels are optimized whatever the build mode of the package that uses them.
        .target(
            name: "TileKernels", cSettings: [.unsafeFlags(["-O3", "-std=c11", "-ffp-contract=off"])]),
        .systemLibrary(name: "CZlib"),
        .target(
            name: "GraphRuntime", dependencies: ["TileKernels", "CZlib"], path: "Sources/Runtime",
            swiftSettings: [.unsafeFlags(["-O"])]),
        // Linked by the name under which it is there without its headers.
        .target(
            name: "CCurl",
            linkerSettings: [
                .linkedLibrary(":libcurl.so.4", .when(platforms: [.linux])),
                .linkedLibrary("curl", .when(platforms: [.macOS])),
            ]),
        .target(
            name: "GraphDownloads", dependencies: ["GraphRuntime", "CCurl"], path: "Sources/Downloads",
            swiftSettings: [.unsafeFlags(["-O"])]),
        // Named to pkg-config, they would be missed in every package that uses any of these products.
        .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(
            name: "CTurboJPEG", providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
        .target(
            name: "GraphImages", dependencies: ["GraphRuntime", "CPNG", "CTurboJPEG"], path: "Sources/Images",
            swiftSettings: [
                .unsafeFlags(["-O"]),
                .unsafeFlags(["-Xcc", "-I/opt/homebrew/include"], .when(platforms: [.macOS])),
            ],
            linkerSettings: [.unsafeFlags(["-L/opt/homebrew/lib"], .when(platforms: [.macOS]))]),
        .executableTarget(
            name: "graphc",
            dependencies: [
                "GraphIR", "GraphCodegen",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        // What graphc starts to run models, so that the plugins need none of it.
        .executableTarget(
            name: "graphc-run",
            dependencies: [
                "GraphIR", "GraphCodegen", "GraphRuntime", "GraphImages",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .plugin(name: "GraphcPlugin", capability: .buildTool(), dependencies: ["graphc"]),
        .plugin(
            name: "GraphcCommandPlugin",
            capability: .command(
                intent: .custom(verb: "graphc", description: "Check models, or show what they cost.")),
            dependencies: ["graphc"]),
        .plugin(
            name: "GraphcEmitPlugin",
            capability: .command(
                intent: .custom(
                    verb: "graphc-emit", description: "Write the Swift or C of a model into the package."),
                permissions: [
                    .writeToPackageDirectory(
                        reason: "The source is written there. For help: swift package graphc emit --help")
                ]),
            dependencies: ["graphc"]),
        .testTarget(name: "GraphIRTests", dependencies: ["GraphIR"], exclude: ["Goldens"]),
        .testTarget(
            name: "CodegenTests", dependencies: ["GraphIR", "GraphCodegen", "GraphRuntime"],
            exclude: ["Goldens"]),
        .testTarget(name: "DownloadsTests", dependencies: ["GraphDownloads", "GraphRuntime"]),
        .testTarget(
            name: "ImagesTests", dependencies: ["GraphImages", "GraphRuntime", "ReaderChecks"],
            exclude: ["Fixtures"]),
        .testTarget(name: "KernelTests", dependencies: ["TileKernels"], exclude: ["Machine"]),
        .testTarget(name: "GoldenSwiftTests", dependencies: ["GraphCodegen", "GraphIR", "GraphRuntime"]),
        // Runs graphc. It cannot depend on it too: the plugin of other tests does, and both would be linked.
        .testTarget(name: "GraphcTests", dependencies: ["GraphIR"]),
        .testTarget(
            name: "ParityTests", dependencies: ["GraphIR", "GraphRuntime", "TileKernels"],
            plugins: ["GraphcPlugin"]),
        // What is expected of readers of files, also for the programs in the folder fuzz.
        .target(name: "ReaderChecks", dependencies: ["GraphRuntime"], path: "Tests/ReaderChecks"),
        .testTarget(
            name: "RuntimeTests", dependencies: ["GraphRuntime", "ReaderChecks", "TileKernels"]),
        .testTarget(
            name: "TrainingTests", dependencies: ["GraphRuntime"], plugins: ["GraphcPlugin"]),
    ],
    cLanguageStandard: .c11
)

// The tests interpret what the compiler makes of hundreds of models: a quarter of an hour unless it is optimized, which
// takes a package that depends on this one longer to build.
if Context.environment["GRAPHC_OPTIMIZED_COMPILER"] != nil {
    for target in package.targets where ["GraphIR", "GraphCodegen"].contains(target.name) {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-O"])]
    }
}

// Continuous integration builds without warnings. The flags are not for packages that depend on this one.
if Context.environment["GRAPHC_WARNINGS_AS_ERRORS"] != nil {
    for target in package.targets where target.type != .plugin && target.type != .system {
        target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
        target.cSettings = (target.cSettings ?? []) + [.treatAllWarnings(as: .error)]
    }
}
