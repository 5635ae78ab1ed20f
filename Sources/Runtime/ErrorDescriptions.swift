import Foundation

extension ModelError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .inputLength(let sample, let expected, let found):
            "sample \(sample): expected \(expected) numbers, found \(found)"
        case .emptyBatch:
            "expected a batch of at least one sample, found none"
        case .emptyDataSet:
            "expected a data set of at least one sample, found none"
        case .smallBatch(let minimum, let found):
            "a batch of this model needs at least \(minimum) samples for its statistics, found \(found); "
                + "a Trainer with dropLast: true leaves out what does not fill a last batch"
        case .memory(let needed, let available):
            "the batch takes \(text(bytes: needed)) of memory, \(text(bytes: available)) are available; "
                + "a smaller batch takes less"
        case .notANumber(let sample):
            "sample \(sample): expected outputs of which one is the largest, found NaN; the input or the model's "
                + "parameters are not numbers, or too large"
        case .labelCount(let expected, let found):
            "expected \(expected) labels, one for each input, found \(found)"
        case .targetCount(let expected, let found):
            "expected \(expected) targets, one for each input, found \(found)"
        case .label(let sample, let found, let classes):
            "sample \(sample): expected a label in 0 ... \(classes - 1), found \(found)"
        case .targetLength(let sample, let expected, let found):
            "sample \(sample): expected a target of \(expected) numbers, found \(found)"
        case .targetsForCrossEntropy:
            "this model's loss is CrossEntropy, which needs labels; targets need another one, such as `loss MSE`"
        case .inputShape(let expected, let found):
            expected.count == 1
                ? "the model reads samples of \(expected[0]) numbers, whatever their shape; "
                    + "those of the data set are \(text(found))"
                : "the model reads samples of shape \(text(expected)), those of the data set are \(text(found))"
                    + hint(expected: expected, found: found)
        case .classes(let expected, let found):
            "the model tells \(expected) classes apart, but the data set has \(found)"
        case .targets(let expected, let found):
            "the model has \(expected) outputs, but the data set has \(found) targets a sample"
        case .dataSetSize(let count):
            "expected a data set of at most \(Int32.max) samples, found \(count)"
        case .notFinite(let loss, let cause):
            "the loss of the batch is \(text(loss: loss)): \(cause)"
        }
    }
}

extension LibraryError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "\(path): cannot be loaded: \(reason)"
        case .noFunction(let path, let name):
            "\(path): expected the function \(name), found no such function"
        case .version(let path, let expected, let found):
            "\(path): is of another graphc: expected version \(expected) of its functions, found version \(found); "
                + "generate the C anew"
        case .size(let path, let size, let expected, let found):
            "\(path): is of another model: expected \(expected) \(size.rawValue), found \(found)"
        }
    }
}

extension OptimizerError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .outOfRange(let name, let value, let range):
            range.upperBound < 1
                ? "expected \(name) of at least \(range.lowerBound) and less than 1, found \(value)"
                : "expected a finite \(name) of at least \(range.lowerBound), found \(value)"
        case .nesterovWithoutMomentum:
            "nesterov: true needs a momentum, found momentum: 0"
        case .nesterovWithDampening(let found):
            "nesterov: true needs dampening: 0, found dampening: \(found)"
        case .usedForAnotherModel(let expected, let found):
            "this optimizer has been used for a model with \(expected) parameters, this one has \(found); "
                + "make one optimizer for each model"
        }
    }
}

extension ParameterError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .name(let name, let known):
            "there is no parameter \(name); the parameters are \(known.joined(separator: ", "))"
        case .length(let name, let shape, let found):
            "\(name): expected the \(shape.reduce(1, *)) values of shape \(text(shape)), found \(found)"
        }
    }
}

extension FileError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .cannotRead(let path, let code):
            "\(path): cannot be read: \(String(cString: strerror(code)))"
        case .cannotWrite(let path, let step, let code):
            "\(path): cannot be written (\(step)): \(String(cString: strerror(code)))"
        case .notAFile(let path):
            "\(path): expected a file, found a directory or a device"
        case .notADirectory(let path):
            "\(path): expected a directory, found none"
        case .noneOf(let names, let directory):
            "\(directory): expected one of the files \(names.joined(separator: ", ")), found none"
        case .corruptGzip(let path, let reason):
            "\(path): expected gzip data, found an error in it: \(reason)"
        case .truncatedGzip(let path):
            "\(path): expected more gzip data, found the end of the file"
        case .trailingBytes(let path, let found):
            "\(path): expected the end of the file after the gzip data, found the bytes \(hex(found))"
        case .truncatedTar(let path):
            "\(path): expected more of a tar archive, found its end"
        case .corruptTar(let path, let offset, let expected):
            "\(path): byte \(offset) of the archive: expected \(expected)"
        }
    }
}

extension SafetensorsError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String { "\(path): \(reason)" }
}

extension SafetensorsError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooShort(let bytes):
            "expected a safetensors file, which begins with 8 bytes of length, found \(bytes) bytes"
        case .headerLength(let found, let limit):
            "expected a header of at most \(limit) bytes, found a length of \(found)"
        case .json(let offset, let expected):
            "header, byte \(offset): expected \(expected)"
        case .metadata:
            "header: expected strings in __metadata__"
        case .entry(let tensor):
            "\(printable(tensor)): expected a dtype, a shape and two data_offsets in ascending order"
        case .dtype(let tensor, let found):
            "\(printable(tensor)): expected the dtype F16, BF16, F32 or F64, or that of integers, "
                + "found \(printable(found)); convert the file with tensor.float()"
        case .tooLarge(let tensor, let shape):
            "\(printable(tensor)): expected a size that fits into memory, found the shape \(text(shape))"
        case .byteCount(let tensor, let shape, let expected, let found):
            "\(printable(tensor)): expected \(expected) bytes for the shape \(text(shape)), found \(found)"
        case .offset(let tensor, let expected, let found):
            "\(printable(tensor)): expected to begin at byte \(expected), behind the tensor before it, "
                + "found \(found)"
        case .payload(let expected, let found):
            "expected \(expected) bytes behind the header, found \(found)"
        case .count(let tensor, let found):
            "\(printable(tensor)): expected counts of at most \(Int64.max), found \(found)"
        case .mismatch(let mismatches):
            "the file is of another model\n\(list(mismatches))"
        }
    }
}

extension LoadReport: CustomStringConvertible {
    public var description: String {
        isComplete ? "everything was loaded" : "not everything was loaded\n\(list(mismatches))"
    }
}

/// A line for each of the first 20.
private func list(_ mismatches: [SafetensorsError.Mismatch]) -> String {
    mismatches.prefix(20).map { "  \($0)" }.joined(separator: "\n")
        + (mismatches.count > 20 ? "\n  … and \(mismatches.count - 20) more" : "")
}

extension SafetensorsError.Mismatch: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing(let name, let shape):
            "\(printable(name)): expected the shape \(text(shape)), found no such tensor"
        case .shape(let name, let expected, let found):
            "\(printable(name)): expected the shape \(text(expected)), found \(text(found))"
        case .element(let name, let expected, let found):
            "\(printable(name)): expected the dtype \(expected), found \(found)"
        case .unexpected(let name, let shape):
            "\(printable(name)): expected no such tensor, found one of shape \(text(shape))"
        }
    }
}

extension FirstLayerError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .none:
            "no layer of the model has weights"
        case .layer(let name, let shape):
            "\(printable(name)): expected the weight of a Linear or a Conv2d, found one of shape \(text(shape))"
        case .notAnImage(let name, let shape):
            "\(printable(name)): expected a layer that reads images of one channel or three, found the shape "
                + "\(text(shape)); imageShape says what a vector is"
        case .inputs(let name, let expected, let found):
            "\(printable(name)): expected a layer that reads the \(expected) numbers of an image, found one of "
                + "\(found)"
        }
    }
}

/// What helps where a data set has been told that channels come first, and they come last.
private func hint(expected: [Int], found: [Int]) -> String {
    guard expected.count == 3, expected[0] > 1, found == [expected[1], expected[2], expected[0]] else {
        return ""
    }
    return "; if their channels come last, give the data set order: .channelsLast"
}

private func text(_ shape: [Int]) -> String {
    let shown = shape.prefix(16).map(String.init) + (shape.count > 16 ? ["…"] : [])
    return shape.isEmpty ? "[]" : shown.joined(separator: " × ")
}

/// Three digits and a unit: `52.4 MB`.
package func text(bytes: Int) -> String {
    var (value, units) = (Double(bytes), ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"][...])
    while value >= 999.5, units.count > 1 {
        value /= 1000
        units.removeFirst()
    }
    let digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
    return "\(fixed(value, bytes < 1000 ? 0 : digits)) \(units.first ?? "")"
}
