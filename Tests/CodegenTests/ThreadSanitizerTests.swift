import GraphCodegen
import Testing

/// What workers of generated C write and read at the same time does not overlap, but for vectors that end in the
/// elements of another, whose values are never used: ThreadSanitizer has nothing to say.
struct ThreadSanitizerTests {
    private static let options = ["-O1", "-g", "-fsanitize=thread"]

    @Test(
        .enabled(if: canSanitize()),
        arguments: [
            "Linear 33 65; GELU; Linear 65 17; Softmax; Linear 17 5",
            "Input 3 9 9; Conv2d 5 3 padding=1; BatchNorm2d; ReLU; MaxPool2d 2; Conv2d 35 3; Dropout; Flatten; Linear 9",
        ])
    func threadsAreNotInEachOthersWay(_ text: String) throws {
        let models = try [compile(text, name: "Net0")]
        let request = EmittedC.Request(
            model: 0, batch: Batch(for: models[0].program, rows: 37, seed: 1))
        let program = try EmittedC(
            models, compiler: CCompiler(named: "gcc"), options: Self.options, hasPaths: true)
        // The program fails if there was a race.
        for path in 0...2 { _ = try program.answers(to: [request], path: path, threads: 4) }
    }

    /// Whether gcc is there with its sanitizer.
    private static func canSanitize() -> Bool {
        guard let compiler = CCompiler(named: "gcc"), let folder = try? TemporaryFolder(),
            (try? folder.write("int main(void) { return 0; }", to: "main.c")) != nil
        else { return false }
        let arguments = Self.options + ["main.c", "-o", "main"]
        return (try? folder.run(compiler.path, arguments).status) == 0
    }
}
