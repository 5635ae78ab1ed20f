internal import TileKernels

/// Looks behind each layer of a run whether everything that has been computed is finite.
struct NotFiniteSearch {
    /// The first layer behind which something is not.
    fileprivate(set) var layer: String?
    /// Everything that the run writes to, before it ends in losses.
    fileprivate let memory: [UnsafeMutableBufferPointer<Float>]

    /// - Parameter layer: Empty where nobody asks.
    mutating func look(behind layer: String) {
        guard self.layer == nil, !layer.isEmpty else { return }
        let isFinite = memory.allSatisfy { tk_all_finite($0.baseAddress, $0.count) != 0 }
        if !isFinite { self.layer = layer }
    }
}

extension Pass {
    /// Where a run first makes numbers that are not finite of those that are.
    ///
    /// - Parameter run: Is given a pass like this one. A worker alone does it.
    func layerOfNotFinite(of layout: ModelLayout, _ run: (Pass) -> Void) -> String? {
        let floats =
            capacity * layout.arenaFloatsPerSample + layout.arenaFloatsOnce + layout.arenaFloatsPerWorker
        let memory = [(arena, floats), (output, rows * layout.outputs), (losses, rows)].map { start, count in
            UnsafeMutableBufferPointer(start: start, count: count)
        }
        for buffer in memory { buffer.update(repeating: 0) }
        var search = NotFiniteSearch(memory: memory)
        withUnsafeMutablePointer(to: &search) { search in
            var pass = self
            pass.search = search
            run(pass)
        }
        return search.layer
    }
}
