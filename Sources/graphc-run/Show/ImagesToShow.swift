import GraphRuntime

/// Images with their classes.
protocol ImagesToShow {
    func summary() throws -> DatasetSummary

    /// - Throws: `DatasetError.index` if there is no such image.
    func picture(at index: Int) throws -> Picture

    /// The first ones, as many as there are.
    func pictures(_ count: Int) throws -> [Picture]
}

/// Those of a data set in memory.
struct StoredImages: ImagesToShow {
    let data: any Dataset

    func summary() throws -> DatasetSummary { try data.summary() }
    func picture(at index: Int) throws -> Picture { try data.picture(at: index) }
    func pictures(_ count: Int) throws -> [Picture] { try data.prefix(count).pictures() }
}
