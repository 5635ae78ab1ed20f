/// The buffers of a statement as parameters of its function: statements that differ in nothing but their buffers
/// are one function.
struct CSlots {
    /// In the order of the parameters.
    private(set) var buffers: [Buffer.ID] = []
    private var names: [Buffer.ID: String] = [:]
    private let written: Set<Buffer.ID>
    private let program: LoopProgram

    init(_ statement: Statement, in program: LoopProgram) {
        self.program = program
        let targets = statement.targets.map(\.buffer).removingDuplicates
        let reads = statement.loads.map(\.buffer).removingDuplicates
        written = Set(targets)
        for buffer in reads where !written.contains(buffer) { add(buffer, "in\(names.count)") }
        for (index, buffer) in targets.enumerated() { add(buffer, "out\(index)") }
    }

    private mutating func add(_ buffer: Buffer.ID, _ name: String) {
        buffers.append(buffer)
        names[buffer] = name
    }

    /// `in0`
    func name(of buffer: Buffer.ID) -> String { names[buffer] ?? "" }

    /// `const float *`
    func type(of buffer: Buffer.ID) -> String {
        (written.contains(buffer) ? "" : "const ") + (program[buffer].isInteger ? "int32_t *" : "float *")
    }

    /// An element as a number.
    func element(_ access: Access, _ text: String) -> String {
        program[access.buffer].isInteger ? "(float)\(text)" : text
    }
}
