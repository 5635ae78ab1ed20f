import GraphIR

/// What the tile needs to know of a contraction: extents and strides in floats.
struct ContractionShape {
    /// One where the contraction has no row index.
    var rows: Extent
    var columns: Int
    var depth: Extent
    /// Nil where the left factor is 1.
    var lhs: (buffer: Buffer.ID, row: Int, depth: Int)?
    var rhs: (buffer: Buffer.ID, column: Int, depth: Int)

    init(_ contraction: Contraction, in program: LoopProgram) {
        rows = contraction.row?.extent ?? .constant(1)
        columns = contraction.column.extent.constant ?? 1
        depth = contraction.depth.extent
        switch contraction.lhs {
        case .one: lhs = nil
        case .element(let access):
            lhs = (
                access.buffer, contraction.row.map { program.stride(of: $0, in: access) } ?? 0,
                program.stride(of: contraction.depth, in: access)
            )
        }
        rhs = (
            contraction.rhs.buffer, program.stride(of: contraction.column, in: contraction.rhs),
            program.stride(of: contraction.depth, in: contraction.rhs)
        )
    }

    var packing: Panel.Packing {
        if rhs.column != 1 { return .always }
        let rowBytes = rhs.depth * MemoryLayout<Float>.size
        guard let depth = depth.constant, rowBytes >= Panel.pageBytes / 2 else { return .never }
        let pages = depth * min(rowBytes, Panel.pageBytes) / Panel.pageBytes
        return pages < Panel.manyPages ? .never : .ifWorthIt
    }
}

extension LoopProgram {
    /// The offset of an element in its buffer: `b * 256 + o`.
    func offsetText(of access: Access, multiply: (String, Int) -> String) -> String {
        var terms: [String] = []
        var constant = 0
        for (dimension, affine) in access.subscripts.enumerated() {
            let stride = self[access.buffer].stride(of: dimension)
            constant += affine.constant * stride
            terms += affine.terms.map { multiply($0.index.name, $0.coefficient * stride) }
        }
        if constant != 0 || terms.isEmpty { terms.append("\(constant)") }
        return terms.joined(separator: " + ")
    }
}

extension Extent {
    /// The extent as generated code calls it.
    var text: String { constant.map(String.init) ?? "rows" }
}

/// `b * 256`, or just `b`.
func product(_ index: String, _ factor: Int) -> String { factor == 1 ? index : "\(index) * \(factor)" }
