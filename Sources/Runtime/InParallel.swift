import Dispatch

/// What there is for each number, several at a time.
package func inParallel<Value: Sendable>(
    _ range: Range<Int>, _ body: @Sendable (Int) -> Value
) -> [Value] {
    var values = [Value?](repeating: nil, count: range.count)
    values.withUnsafeMutableBufferPointer { values in
        // Each iteration writes an element of its own.
        nonisolated(unsafe) let values = values
        DispatchQueue.concurrentPerform(iterations: range.count) { index in
            values[index] = body(range.lowerBound + index)
        }
    }
    return values.compactMap(\.self)
}
