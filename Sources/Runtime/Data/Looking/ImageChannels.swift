/// What the bytes of a pixel are.
public enum ImageChannels: Sendable, Hashable, CaseIterable {
    /// One: from black to white.
    case gray
    /// Three: red, green and blue.
    case rgb

    /// - Throws: `DatasetError.imageChannels` unless there is one, or three.
    package init(count: Int) throws(DatasetError) {
        guard let channels = Self.allCases.first(where: { $0.count == count }) else {
            throw .imageChannels(count)
        }
        self = channels
    }

    public var count: Int {
        switch self {
        case .gray: 1
        case .rgb: 3
        }
    }
}
