import Foundation

extension IDXError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .file(let error):
            error.description

        case .truncatedHeader(let file, let expected, let found):
            "\(file): expected an IDX header of \(expected) bytes, found \(found) bytes"
        case .magic(let file, let found):
            "\(file): expected an IDX file, which begins with 00 00 08, found \(hex(found))"
        case .elementType(let file, let found):
            "\(file): expected unsigned bytes (IDX type 08), found type \(hex([found]))"
        case .rank(let file, let expected, let found):
            "\(file): expected \(dimensions(expected)), found \(found)"
        case .zeroDimension(let file, let shape):
            "\(file): expected dimensions of at least 1, found \(product(shape))"
        case .tooLarge(let file, let shape, let limit):
            "\(file): expected at most \(limit) bytes, found the dimensions \(product(shape))"

        case .payloadTooShort(let file, let shape, let expected, let found):
            "\(file): expected \(expected) bytes (\(product(shape))) after the header, found \(found)"
        case .payloadTooLong(let file, let shape, let expected):
            "\(file): expected \(expected) bytes (\(product(shape))) after the header, found more"

        case .counts(let images, let imageCount, let labels, let labelCount):
            "\(labels): expected \(imageCount) labels, one for each image in \(images), found \(labelCount)"
        case .sampleShape(let file, let expected, let found):
            "\(file): expected images of the shape \(product(expected)), found \(product(found))"
        case .channels(let file, let expected, let found):
            "\(file): expected numbers for \(eachChannel(of: expected)), found \(found)"
        case .label(let file, let index, let found, let classes):
            "\(file): expected labels below \(classes), the number of classes, found \(found) at index \(index)"
        }
    }
}

extension CIFARError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .file(let error): error.description
        case .missing(let name, let archive): "\(archive): expected the file \(name), found none of this name"
        case .again(let file): "\(file): expected one file of this name, found another"
        case .size(let file, let record, let limit, let found):
            "\(file): expected 1 to \(limit) records of \(record) bytes each, found \(found) bytes"
        case .label(let file, let record, let found, let classes):
            "\(file): record \(record): expected a label below \(classes), found \(found)"
        case .dataset(let error): error.description
        }
    }
}

extension DatasetError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .sampleShape(let shape):
            "expected a sample shape of positive dimensions whose product is an Int, found \(product(shape))"
        case .pixelCount(let found, let shape, let labels):
            "expected the pixels of \(labels) images, one for each label, of the shape \(product(shape)), "
                + "found \(found) pixels"
        case .channels(let expected, let found):
            "expected numbers for \(eachChannel(of: expected)), found \(found)"
        case .sampleCount(let count):
            "expected at most \(Int32.max) samples, found \(count)"
        case .notAnImage(let shape):
            "expected samples of the shape [channels, height, width] or [height, width], found \(shape)"
        case .imageChannels(let found):
            "expected an image of one channel or three, found \(found) channels"
        case .imagePixels(let height, let width, let channels, let found):
            "expected the bytes of \(height) × \(width) pixels with \(channels) channels, found \(found)"
        case .augmentation(let name, let found):
            "expected an augmentation whose \(name) is in its range, found \(found)"
        case .fraction(let found):
            "expected a fraction of 0 to 1, found \(found)"
        case .label(let label, let index, let classes):
            "expected labels in 0 ..< \(classes), the number of classes, found \(label) at index \(index)"
        case .inputLength(let sample, let expected, let found):
            "sample \(sample): expected \(expected) numbers, found \(found)"
        case .targetLength(let sample, let expected, let found):
            "sample \(sample): expected a target of \(expected) numbers, found \(found)"
        case .answers(let expected, let found):
            "expected the labels or targets of \(expected) samples, found those of \(found)"
        case .index(let index, let count):
            "expected the index of a sample in 0 ..< \(count), found \(index)"
        case .noLabels:
            "expected samples with labels, found targets of numbers, which have no classes"
        case .shapes(let first, let second):
            "expected samples of the shape \(product(first)), found \(product(second))"
        case .targets(let first, let second):
            "expected \(text(first)), found \(text(second))"
        }
    }
}

extension TableError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        let place = [file, line.map(String.init)].compactMap(\.self).joined(separator: ":")
        let parts = [place, column.map { "column '\(printable($0))'" } ?? ""].filter { !$0.isEmpty }
        return (parts + [reason.description]).joined(separator: ": ")
    }
}

extension TableError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noColumn(let nearest, let known):
            "there is no such column among \(list(known))" + hint(nearest)
        case .repeatedName(let first, let second):
            "expected each name once, found it in the columns \(first) and \(second)"
        case .usedTwice:
            "expected one use of the column, found several among what is predicted, categories and what is left out"
        case .noInputs:
            "expected a column to predict from, found none besides what is predicted or left out"
        case .columns(let expected, let found):
            "expected the inputs of the other table, found \(name(found)) in place of \(name(expected))"
        case .metadata:
            "expected metadata with the schema of a table, found none"
        case .cellCount(let expected, let found):
            "expected \(expected) cells, found \(found)"
        case .noRows(let dropped):
            "expected rows, found none"
                + (dropped == 0 ? "" : " but \(dropped) that lack a value and were left out")
        case .tooManyRows(let limit):
            "expected at most \(limit) rows, found more"
        case .tooLong(let limit):
            "expected a row of at most \(limit) bytes, found more"
        case .number(let found):
            "expected a number, found '\(printable(found))'"
        case .missing(let found):
            "expected a value, found " + (found.isEmpty ? "an empty cell" : "'\(printable(found))'")
        case .category(let found, let nearest, let known):
            "expected one of \(list(known)), found '\(printable(found))'" + hint(nearest)
        case .tooManyCategories(let limit):
            "expected at most \(limit) different texts, found more"
        case .encoding:
            "expected UTF-8, found another encoding"
        case .openQuote:
            "expected a second quotation mark, found none"
        case .textBehindQuote(let found):
            "expected a separator behind the quotation mark, found '\(printable(found))'"
        }
    }

    private func hint(_ nearest: String?) -> String {
        nearest.map { "; did you mean '\(printable($0))'?" } ?? ""
    }

    private func name(_ input: String?) -> String { input.map { "'\(printable($0))'" } ?? "none" }

    private func list(_ names: [String]) -> String {
        names.map { "'\(printable($0))'" }.joined(separator: ", ") + (names.count < 10 ? "" : ", …")
    }
}

private func text(_ target: Target) -> String {
    switch target {
    case .label(let names): "labels of the classes \(listed(names))"
    case .values(let names): "the targets \(listed(names))"
    }
}

private func product(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: " × ")
}

private func dimensions(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (1, 1): "1 dimension"
    case (let lower, let upper) where lower == upper: "\(lower) dimensions"
    case (let lower, let upper): "\(lower) to \(upper) dimensions"
    }
}

private func eachChannel(of count: Int) -> String {
    count == 1 ? "one channel" : "each of \(count) channels"
}
