/// How C walks through the samples of a strip: what each call is given begins at the first of them.
struct CStrip {
    let strip: Strip
    /// What its statements draw with, by what that is called elsewhere.
    let keys: [String: String]
    private let function: LoopFunction
    private let model: CModel

    init(_ strip: Strip, of function: LoopFunction, in model: CModel) {
        self.strip = strip
        self.function = function
        self.model = model
        keys = Dictionary(
            uniqueKeysWithValues: function.body[strip.statements].leaves.streamLengths.map { stream, length in
                ("key\(stream)", model.key(of: stream, length: length, first: "pass->first + from"))
            })
    }

    func place(of buffer: Buffer.ID) -> String {
        let name = model.program[buffer].name
        let floats = model.program.floatsPerSample(of: buffer, in: function)
        return floats.map { "\(name) + \(product("from", $0))" } ?? name
    }

    func print(_ calls: ArraySlice<String>, to printer: inout CodePrinter) {
        let share = "share\(strip.statements.lowerBound)"
        printer.line("const \(model.prefix)_part \(share) = \(model.share(of: .sample, by: strip.block));")
        let head = "for (size_t from = \(share).from; from < \(share).to; from += \(strip.samples))"
        printer.block(head) { printer in
            let rest = "\(share).to - from"
            printer.line(
                "const \(model.prefix)_part strip = "
                    + "{0, \(rest) < \(strip.samples) ? \(rest) : \(strip.samples)};")
            for call in calls { printer.line(call) }
        }
    }
}
