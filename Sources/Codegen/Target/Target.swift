/// What is policy of a machine, in one place: passes and emitters ask, and decide nothing themselves.
package struct Target: Sendable {
    /// The floats of a vector, as generated code counts them; rows end and arenas have room for as many more.
    package var lanes: Int
    /// The columns that are computed together; what a worker takes of columns is a multiple of it.
    package var panelColumns: Int
    /// The rows that are computed together in the largest tile.
    package var tileRows: Int
    /// Fewer elements are not worth a worker's share.
    package var smallestBlock: Int
    /// Fewer floating-point operations of one sample are not worth that workers wait for each other behind every layer.
    package var flopsWorthSharing: Int
    /// Fewer steps of one sample's statement are not worth that workers wait for each other.
    package var stepsWorthAWait: Int
    /// The most elements that an epilogue reads and writes.
    package var operands: Int
    /// The most nested loops over rows, and over what is combined.
    package var loops: Int
    /// What a plan of the kernel library has room for.
    package var libraryBuffers: Int
    package var libraryOperands: Int
    package var libraryOperations: Int
    package var libraryNumbers: Int

    /// What the samples of a strip read and write fits into the second cache of a core.
    package var stripFloats: Int
    /// A product with more weights takes all samples at once. Measured on a Zen 3, steps of two convolutions of 3 × 3
    /// with 512 channels on 7 × 7: 16 samples in strips 456 ms, without 341; 64 samples 1,517 and 1,418. With 256
    /// channels it is the same.
    package var stripWeights: Int

    /// The most samples that are worked on together. What is between the layers of more would come from memory:
    /// measured on a Zen 5 with 1 MB of second cache a core, 784-256-10 took 3.7 µs a sample in steps of 1,000, 11 in
    /// steps of 10,000. Sums over the samples of a batch are split here, so that results depend on it.
    package var piece: Int

    package var pageBytes: Int
    /// Processors keep the addresses of 1,024 to 3,072 pages. From 1,000 on, copying a panel pays (measured on a
    /// Zen 3: a forward pass of 2048 × 2048 took 13.5 ms and takes 7.2).
    package var manyPages: Int
    /// Fewer rows are done before a panel is copied.
    package var rowsWorthPacking: Int

    /// Processors with vector units, in threads that share memory.
    package static let processor = Target(
        lanes: 16, panelColumns: 32, tileRows: 8, smallestBlock: 32,
        flopsWorthSharing: 1 << 20, stepsWorthAWait: 1 << 13,
        operands: 10, loops: 3,
        libraryBuffers: 12, libraryOperands: 20, libraryOperations: 44, libraryNumbers: 8,
        stripFloats: 3 << 16, stripWeights: 12 << 16,
        piece: 1024,
        pageBytes: 4096, manyPages: 1000, rowsWorthPacking: 8)

    /// The size of memory in whole vectors.
    package func aligned(_ floats: Int) -> Int { (floats + lanes - 1) / lanes * lanes }

    /// The floats from one row of a matrix to the next.
    ///
    /// A tile reads a few columns of many rows. If the rows were a multiple of 512 bytes apart, these columns would
    /// share a few sets of the caches and drive each other out, so that such rows get one vector more. On a
    /// Zen 3 with one core at 100 GFLOP/s, a training step of 784-256-10 went from 70 % to 84 % of the peak by it.
    package func pitch(ofColumns columns: Int) -> Int {
        columns % (8 * lanes) == 0 ? columns + lanes : columns
    }
}

/// Whether the columns of a right factor are copied into a panel of their own.
package enum Packing {
    /// Neighbouring columns are neighbours in memory.
    case never
    /// The rows of a panel lie in more pages than a processor keeps the addresses of, so that every row
    /// costs it a walk through the page table, in every tile. One walk for all tiles is enough.
    case ifWorthIt
    /// Neighbouring columns lie apart.
    case always
}

extension Target {
    /// How the right factor of a contraction is read.
    package func packing(of fold: Fold, in program: LoopProgram) -> Packing {
        guard let rhs = fold.contraction.map({ program.address(of: $0.rhs) }) else { return .never }
        if rhs.stride(of: fold.lane) != 1, fold.columns.contains(where: { $0.extent != .constant(1) }) {
            return .always
        }
        let rows = fold.over.map { abs(rhs.stride(of: $0)) }.filter { $0 > 0 }.min() ?? 0
        let rowBytes = 4 * rows
        guard fold.over.allSatisfy({ $0.extent.constant != nil }), rowBytes >= pageBytes / 2 else {
            return .never
        }
        let pages = fold.over.perSample * min(rowBytes, pageBytes) / pageBytes
        return pages < manyPages ? .never : .ifWorthIt
    }

    /// The floats of a packed panel.
    package func panelFloats(of fold: Fold, in program: LoopProgram) -> Int {
        guard packing(of: fold, in: program) != .never, TileShape(fold, in: program, for: self) != nil else {
            return 0
        }
        return fold.over.perSample * panelColumns
    }
}
