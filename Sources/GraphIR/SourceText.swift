/// A range of UTF-8 offsets in a source text.
public struct SourceRange: Hashable, Sendable {
    public var lowerBound: Int
    public var upperBound: Int

    public init(_ range: Range<Int>) {
        lowerBound = range.lowerBound
        upperBound = range.upperBound
    }
}

/// Where a range starts, counted from 1; columns count Unicode scalars.
public struct SourceLocation: Hashable, Sendable {
    public var line: Int
    public var column: Int
}
