import Testing

@testable import GraphRuntime

@Suite struct LoadReportTests {
    /// A bias of another shape, no count, a tensor too many, a weight that fits.
    private static let other = safetensors([
        ("0.weight", "F32", [2, 3], littleEndian((1...6).map { Float($0).bitPattern })),
        ("0.bias", "F32", [3], littleEndian([UInt32](repeating: 0, count: 3))),
        ("2.gain", "F16", [], [0, 0]),
    ])

    @Test func withoutStrictWhatFitsIsLoadedAndTheRestIsTold() throws {
        try withTemporaryFolder { folder in
            try write(Self.other, to: "\(folder)/w")
            var model = DynamicModel(.counting)
            let report = try model.load(from: "\(folder)/w", strict: false)
            #expect(model.parameters.map(\.values) == [[1, 2, 3, 4, 5, 6], [8, 8], [7]])
            #expect(!report.isComplete)
            #expect(report.missing == ["0.bias", "1.num_batches_tracked"])
            #expect(report.leftOut == ["0.bias", "2.gain"])
            #expect(
                "\(report)" == """
                    not everything was loaded
                      0.bias: expected the shape 2, found 3
                      1.num_batches_tracked: expected the shape [], found no such tensor
                      2.gain: expected no such tensor, found one of shape []
                    """)
        }
    }

    @Test func withStrictNothingIsLoaded() throws {
        try withTemporaryFolder { folder in
            try write(Self.other, to: "\(folder)/w")
            var model = DynamicModel(.counting)
            #expect(throws: SafetensorsError.self) { try model.load(from: "\(folder)/w") }
            #expect(model.parameters.elementsEqual(DynamicModel(.counting).parameters))
        }
    }

    @Test func elementsThatDoNotFitAreLeftOutToo() throws {
        try withTemporaryFolder { folder in
            try write(
                safetensors([("0.bias", "I32", [2], littleEndian([Int32(1), 2]))]), to: "\(folder)/w")
            var model = DynamicModel(.counting)
            let report = try model.load(from: "\(folder)/w", strict: false)
            #expect(report.leftOut == ["0.bias"])
            #expect(report.missing == ["0.weight", "0.bias", "1.num_batches_tracked"])
            #expect("\(report)".contains("\n  0.bias: expected the dtype F32, found I32\n"))
            #expect(model.parameters.elementsEqual(DynamicModel(.counting).parameters))
        }
    }

    @Test func aFileOfTheModelIsLoadedCompletely() throws {
        try withTemporaryFolder { folder in
            try DynamicModel(.counting).save(to: "\(folder)/w")
            var model = DynamicModel(.counting)
            let report = try model.load(from: "\(folder)/w", strict: false)
            #expect(report.isComplete && report.missing.isEmpty && report.leftOut.isEmpty)
            #expect("\(report)" == "everything was loaded")
        }
    }
}
