internal import TileKernels

/// A classifier that learns nothing but the mean of the samples of each class, and takes a sample for one of
/// the class whose mean is the nearest: what a network has to beat.
public struct NearestMean: Sendable {
    /// How far samples are from a mean.
    public enum Distance: Sendable, Hashable, CaseIterable {
        /// The mean of the absolute differences of their numbers.
        case l1
        /// The root of the mean of the squared differences of their numbers.
        case l2
    }

    /// The mean of the samples of each class, `sampleShape` each; nil for a class of which there were none.
    public let means: [[Float]?]
    public let sampleShape: [Int]
    public let classNames: [String]
    public let distance: Distance
    /// What had become of pixels in the training set.
    private let transforms: [PixelTransform]

    /// What is said of one sample.
    public struct Match: Sendable, Equatable {
        /// The class with the nearest mean, the first of equals.
        public let index: Int
        /// Its name.
        public let label: String
        /// That to the mean of each class; infinite to a class of which there were no samples.
        public let distances: [Double]
    }

    /// Takes the means of a training set, which are computed in Double. A class without samples is never
    /// found.
    ///
    /// - Throws: `DatasetError.noLabels` if samples have targets; `ModelError.emptyDataSet` if there are
    ///   none; what the data set throws.
    public init(fittedTo data: some Dataset, distance: Distance = .l2) throws {
        guard case .label(let classNames) = data.target else { throw DatasetError.noLabels }
        guard data.count > 0 else { throw ModelError.emptyDataSet }
        let size = data.sampleShape.reduce(1, *)
        var sums = Array(repeating: 0.0, count: classNames.count * size)
        var counts = classNames.map { _ in 0 }
        try data.forEachBatch(of: data.fewSamples) { rows in
            guard let inputs = rows.inputs.baseAddress else { return }
            sums.withUnsafeMutableBufferPointer { sums in
                for (row, label) in zip(0..., rows.labels) {
                    counts[Int(label)] += 1
                    guard let sum = sums.baseAddress else { return }
                    tk_add_to_sums(inputs + row * size, size, sum + Int(label) * size)
                }
            }
        }
        means = counts.enumerated().map { label, count in
            count == 0 ? nil : sums[label * size..<(label + 1) * size].map { Float($0 / Double(count)) }
        }
        sampleShape = data.sampleShape
        transforms = data.pixelTransforms
        self.classNames = classNames
        self.distance = distance
    }

    /// The class of one sample.
    ///
    /// - Throws: `ModelError.inputLength` if it is of another number of values, `ModelError.notANumber` if a
    ///   distance is not a number.
    public func predict(_ sample: [Float]) throws(ModelError) -> Match {
        let size = sampleShape.reduce(1, *)
        guard sample.count == size else {
            throw .inputLength(sample: 0, expected: size, found: sample.count)
        }
        guard let match = sample.withUnsafeBufferPointer(match(of:)) else { throw .notANumber(sample: 0) }
        return match
    }

    /// The class of each sample.
    ///
    /// - Throws: `ModelError` if samples have another shape, or if a distance is not a number; what the data
    ///   set throws.
    public func predict(_ data: some Dataset) throws -> [Match] {
        var matches: [Match] = []
        matches.reserveCapacity(data.count)
        try forEachMatch(of: data) { match, _ in
            guard let match else { throw ModelError.notANumber(sample: matches.count) }
            matches.append(match)
        }
        return matches
    }

    /// The share of samples whose class is that of the nearest mean, `0 ... 1`. One with a distance that is
    /// not a number is no hit.
    ///
    /// - Throws: `ModelError` if the data set is empty, or has samples of another shape or other classes;
    ///   `DatasetError.noLabels` if its samples have targets; what the data set throws.
    public func accuracy(on data: some Dataset) throws -> Double {
        guard case .label(let names) = data.target else { throw DatasetError.noLabels }
        guard names.count == classNames.count else {
            throw ModelError.classes(expected: classNames.count, found: names.count)
        }
        guard data.count > 0 else { throw ModelError.emptyDataSet }
        var hits = 0
        try forEachMatch(of: data) { match, label in if match?.index == label { hits += 1 } }
        return Double(hits) / Double(data.count)
    }

    private func forEachMatch(of data: some Dataset, _ body: (Match?, Int?) throws -> Void) throws {
        guard data.sampleShape == sampleShape else {
            throw ModelError.inputShape(expected: sampleShape, found: data.sampleShape)
        }
        let size = sampleShape.reduce(1, *)
        try data.forEachBatch(of: data.fewSamples) { rows in
            for row in 0..<rows.count {
                let sample = UnsafeBufferPointer(rebasing: rows.inputs[row * size..<(row + 1) * size])
                let label = rows.labels.isEmpty ? nil : Int(rows.labels[row])
                try body(match(of: sample), label)
            }
        }
    }

    /// Nil if a distance is not a number.
    private func match(of sample: UnsafeBufferPointer<Float>) -> Match? {
        guard let start = sample.baseAddress else { return nil }
        let distances = means.map { mean in mean.map { distance(start, $0) } ?? .infinity }
        let classes = means.indices.filter { means[$0] != nil }
        guard !distances.contains(where: \.isNaN),
            let index = classes.min(by: { distances[$0] < distances[$1] })
        else { return nil }
        return Match(index: index, label: classNames[index], distances: distances)
    }

    private func distance(_ sample: UnsafePointer<Float>, _ mean: [Float]) -> Double {
        switch distance {
        case .l1: tk_sum_of_absolute_differences(sample, mean, mean.count) / Double(mean.count)
        case .l2: (tk_sum_of_squared_differences(sample, mean, mean.count) / Double(mean.count)).squareRoot()
        }
    }
}

extension NearestMean {
    /// The means as images, with the names of their classes, of those classes of which there were samples.
    /// Means of images are shown without what normalization has made of them; of other numbers the least in
    /// all means is black and the largest is white.
    ///
    /// - Throws: `DatasetError` if samples have not the shape of images of one channel or three.
    public func pictures() throws(DatasetError) -> [Picture] {
        let range = means.compactMap(\.self).joined().finiteRange
        var pictures: [Picture] = []
        for (name, mean) in zip(classNames, means) {
            guard let mean else { continue }
            let image =
                transforms.isEmpty
                ? try PixelImage(values: mean, shape: sampleShape, range: range)
                : try PixelImage(values: mean, shape: sampleShape, undoing: transforms)
            pictures.append(Picture(image, caption: name))
        }
        return pictures
    }
}
