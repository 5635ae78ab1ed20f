/// Samples that a caller has given as arrays.
struct SampleRows {
    let count: Int
    /// Copies some samples to consecutive rows.
    let copy: (Range<Int>, UnsafeMutablePointer<Float>) -> Void

    /// An array for each sample.
    ///
    /// - Throws: `ModelError.inputLength` if one has another length than the model reads.
    init(_ samples: [[Float]], for compiled: CompiledModel) throws(ModelError) {
        let size = compiled.inputs
        for (sample, input) in samples.enumerated() where input.count != size {
            throw .inputLength(sample: sample, expected: size, found: input.count)
        }
        count = samples.count
        copy = { range, rows in
            for (row, sample) in samples[range].enumerated() {
                (rows + row * size).update(from: sample, count: size)
            }
        }
    }

    /// One array for all, one sample behind the other.
    ///
    /// - Throws: `ModelError.inputLength` if the last one is not complete.
    init(flat samples: [Float], for compiled: CompiledModel) throws(ModelError) {
        let size = compiled.inputs
        guard samples.count.isMultiple(of: size) else {
            throw .inputLength(
                sample: samples.count / size, expected: size, found: samples.count % size)
        }
        count = samples.count / size
        copy = { range, rows in
            samples.withUnsafeBufferPointer { samples in
                guard let start = samples.baseAddress else { return }
                rows.update(from: start + range.lowerBound * size, count: range.count * size)
            }
        }
    }

    /// Copies a worker's share of some samples to the first rows of a workspace.
    func copy(_ range: Range<Int>, to workspace: Workspace, _ worker: Worker) {
        let share = worker.share(of: range.count, by: 1)
        let samples = range.lowerBound + share.lowerBound..<range.lowerBound + share.upperBound
        copy(samples, workspace.samples.input.start + share.lowerBound * workspace.layout.inputs)
    }
}
