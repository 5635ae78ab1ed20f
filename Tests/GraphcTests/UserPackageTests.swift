import Foundation
import Testing

extension PackageBuildTests {
    /// A package in a folder of its own that uses the plugins as a user would. Its one test takes a minute or two,
    /// because it builds graphc and the runtime for that package.
    struct UserPackageTests {
        private static let repository = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

        /// Stays from run to run: what the package depends on is built once.
        static let scratchFolder = graphcExecutable.deletingLastPathComponent()
            .appending(path: "user-package-build", directoryHint: .isDirectory)

        private static let manifest = """
            // swift-tools-version: 6.0
            import PackageDescription

            let package = Package(
                name: "user-package",
                platforms: [.macOS(.v13)],
                dependencies: [.package(name: "graphc", path: "\(repository.path)")],
                targets: [
                    .executableTarget(
                        name: "App",
                        dependencies: ["Library", .product(name: "GraphRuntime", package: "graphc")],
                        plugins: [.plugin(name: "GraphcPlugin", package: "graphc")]),
                    .target(
                        name: "Library", dependencies: [.product(name: "GraphRuntime", package: "graphc")],
                        plugins: [.plugin(name: "GraphcPlugin", package: "graphc")]),
                    .target(name: "CNet", plugins: [.plugin(name: "GraphcPlugin", package: "graphc")]),
                ])

            """

        private static let program = """
            import GraphRuntime
            import Library

            func describe<M: GraphRuntime.Model>(_ model: M.Type) {
                print(M.layout.name, M.layout.inputShape, M.layout.outputs)
            }

            describe(Plain.self)
            describe(FirstFolderNet.self)
            describe(Größe.self)
            describe(Worker.self)
            describe(Shared.self)

            """

        /// Types of the user's that are named as those which generated code means.
        private static let types = """
            struct Model {}
            struct ModelLayout {}
            struct ModelStorage {}
            struct Pass {}
            struct Kernel {}
            struct Float {}
            struct Int {}
            struct Array {}
            struct String {}

            """

        @Test(.timeLimit(.minutes(20)))
        func modelsBecomeTypesOfTheTarget() throws {
            let package = try TemporaryFolder("graphc user package \(UUID().uuidString)")
            try package.write(Self.manifest, to: "Package.swift")
            try package.write(Self.program, to: "Sources/App/main.swift")
            try package.write(Self.types, to: "Sources/App/Types.swift")
            try package.write("Linear 4 2\n", to: "Sources/App/plain.nn")
            try package.write("Linear 7 3; BatchNorm1d; Dropout\n", to: "Sources/App/worker.nn")
            try package.write("", to: "Sources/Library/Library.swift")
            try package.write("public model Shared\nLinear 8 2\n", to: "Sources/Library/shared.nn")
            try package.write("int nothing;\n", to: "Sources/CNet/net.c")
            try package.write("", to: "Sources/CNet/include/net.h")
            try package.write("Linear 4 2\n", to: "Sources/CNet/models/net.nn")
            try package.write("Linear 5 2\n", to: "Sources/App/first folder/net.nn")
            try package.write("model Größe\nLinear 6 2\n", to: "Sources/App/zweiter Ordner/Größe/net.nn")

            // Two models with one file name, in folders with blanks and letters beyond ASCII.
            let first = try build(package)
            #expect(first.status == 0, "\(first.log)")
            #expect(!first.log.contains("unhandled"), "\(first.log)")
            // A model may be called as a type of GraphRuntime, and lie where it is not compiled, but its author is told.
            let warnings = first.log.split(separator: "\n").filter { $0.contains("warning:") }
            #expect(Set(warnings).count == 2, "\(first.log)")
            #expect(first.log.contains("Sources/CNet/models/net.nn is not compiled:"), "\(first.log)")
            #expect(
                first.log.contains("worker.nn:1:1: warning: GraphRuntime has a type `Worker` too"),
                "\(first.log)")
            #expect(
                try runApp(in: package)
                    == "Plain [4] 2\nFirstFolderNet [5] 2\nGröße [6] 2\nWorker [7] 3\nShared [8] 2\n")

            // Who has no images from files needs no libraries for them.
            let app = try Data(contentsOf: Self.scratchFolder.appending(path: "debug/App"))
            for library in ["libpng", "libturbojpeg"] { #expect(app.range(of: Data(library.utf8)) == nil) }

            // An error in a model is an error of the build, where it is.
            let model = "Sources/App/zweiter Ordner/Größe/net.nn"
            try package.write("model Größe\nLinear 6 3\nLinear 4 2\n", to: model)
            let broken = try build(package)
            #expect(broken.status != 0)
            #expect(broken.log.contains("\(model):3:8: error: "), "\(broken.log)")

            // A changed model is compiled again, the others are not.
            try package.write("model Größe\nLinear 6 3\nLinear 3 4\n", to: model)
            let changed = try build(package)
            #expect(changed.status == 0, "\(changed.log)")
            #expect(changed.log.contains("net.nn"), "\(changed.log)")
            #expect(!changed.log.contains("plain.nn"), "\(changed.log)")
            #expect(
                try runApp(in: package)
                    == "Plain [4] 2\nFirstFolderNet [5] 2\nGröße [6] 4\nWorker [7] 3\nShared [8] 2\n")

            // Two models of one name are an error where the second is, and nowhere else.
            try package.write("model Plain\nLinear 4 2\n", to: "Sources/App/second.nn")
            let twice = try build(package)
            #expect(twice.status != 0)
            let errors = twice.log.split(separator: "\n").filter { $0.contains(": error: ") }
            #expect(errors.count == 1, "\(twice.log)")
            #expect(
                errors[0].contains("second.nn:1:7: error: `Plain` is what another model is called, too"),
                "\(twice.log)")
            try package.write("model Second\nLinear 4 2\n", to: "Sources/App/second.nn")

            // The command plugin for all that writes nothing asks for no permission.
            let inspected = try swift(
                ["package"], ["graphc", "inspect", "Sources/App/plain.nn"], in: package)
            #expect(inspected.status == 0, "\(inspected.log)")
            #expect(inspected.output.contains("Plain from Sources/App/plain.nn"))
            let help = try swift(["package"], ["graphc", "emit", "--help"], in: package)
            #expect(help.status == 0 && help.output.contains("--optimizer"), "\(help.log)")
            let refused = try swift(
                ["package"], ["graphc", "Sources/App/plain.nn", "-o", "plain.c"], in: package)
            #expect(refused.status != 0)
            #expect(refused.log.contains("swift package graphc-emit does"), "\(refused.log)")

            // The command plugin works in the package's folder and hands on the exit status.
            let emitted = try emit("Sources/App/plain.nn", "-o", "missing/plain.c", in: package)
            #expect(emitted.status != 0)
            #expect(emitted.log.contains("cannot write 'missing/plain.h'"), "\(emitted.log)")
            let written = try emit("Sources/App/plain.nn", "-o", "Generated C/", "--emit", "c", in: package)
            #expect(written.status == 0, "\(written.log)")
            #expect(try package.text(of: "Generated C/plain.c").contains("#include \"plain.h\""))
        }

        private func build(_ package: TemporaryFolder) throws -> Outcome {
            try swift(["build"], in: package)
        }

        private func emit(_ arguments: String..., in package: TemporaryFolder) throws -> Outcome {
            try swift(
                ["package"], ["--allow-writing-to-package-directory", "graphc-emit"] + arguments, in: package)
        }

        private func runApp(in package: TemporaryFolder) throws -> String {
            try run(Self.scratchFolder.appending(path: "debug/App"), [], in: package.url).output
        }

        private func swift(
            _ command: [String], _ arguments: [String] = [], in package: TemporaryFolder
        ) throws -> Outcome {
            let swift = {
                try run(
                    URL(filePath: "/usr/bin/env"),
                    ["swift"] + command + ["--scratch-path", Self.scratchFolder.path] + arguments,
                    in: package.url,
                    environment: userEnvironment)
            }
            let outcome = try swift()
            // SwiftPM itself dies of a signal now and then: scripts/build.sh says of which.
            return outcome.status > 128 ? try swift() : outcome
        }
    }
}

extension Outcome {
    fileprivate var log: String { output + errors }
}
