import Foundation

/// Compiles the C that graphc emits for a model, together with one of our drivers.
///
/// - Parameters:
///   - model: The text of the model.
///   - name: Of the program.
///   - settings: Values for what the generated header lets its user define, such as `NET_THREADS`.
/// - Returns: The path of the program.
func buildC(_ model: String, driver: String, name: String, settings: [String: Int] = [:]) throws -> String {
    let folder = Folder.work.appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let source = folder.appending(path: "net.c").path
    let program = folder.appending(path: name).path
    try run([Folder.graphc.path, "-e", model, "--type-name", "Net", "-o", source])
    let peak = Folder.benchmarks.appending(path: "Sources/Peak")
    let includes = [
        folder, Folder.drivers, peak.appending(path: "include"), Folder.kernels.appending(path: "include"),
    ]
    let sources = [
        source, Folder.drivers.appending(path: driver).path, peak.appending(path: "peak.c").path,
        Folder.kernels.appending(path: "gather.c").path, Folder.kernels.appending(path: "pool.c").path,
    ]
    try run(
        ["/usr/bin/env", compiler, "-std=gnu11", "-O3"] + settings.map { "-D\($0)=\($1)" }
            + includes.map { "-I\($0.path)" } + sources + ["-lm", "-pthread", "-o", program])
    return program
}

private let compiler = output(of: ["clang", "--version"]) == nil ? "cc" : "clang"
