internal import TileKernels

extension Kernel {
    /// How far a loop runs.
    public struct Extent: Sendable, ExpressibleByIntegerLiteral {
        /// Zero for the samples of the batch.
        let count: Int

        public init(integerLiteral count: Int) { self.count = count }

        /// Over the samples of the batch.
        public static let samples = Extent(integerLiteral: 0)

        func count(of pass: Pass) -> Int { count == 0 ? pass.rows : count }
    }

    /// What one of several workers does of a kernel.
    public enum Share: Sendable {
        /// Some rows: an extent is dealt out in blocks, each index of which stands for `each` rows.
        case rows(of: Extent, each: Int, block: Int)
        /// Some columns of all rows.
        case columns(of: Extent, each: Int, block: Int)
        /// Some groups, which are dealt out in blocks.
        case groups(of: Extent, block: Int)
        /// The first worker does everything.
        case first
    }

    /// How the right factor of a product is read.
    public enum Packing: UInt8, Sendable {
        case inPlace, packed, packedForSeveralRows
    }

    /// What a program reads or writes.
    public struct Operand: Sendable {
        let value: tk_operand

        private init(
            _ kind: tk_kind, _ number: Int, at offset: Int = 0, rows: [Int] = [], over: [Int] = [],
            lane: Int = 0, group: Int = 0, perSample: Int = 0
        ) {
            func distances(_ list: [Int]) -> (Int, Int, Int) {
                let all = Array(repeating: 0, count: max(0, 3 - list.count)) + list
                return (all[0], all[1], all[2])
            }
            // All memory of a model is followed by as many floats as a vector has.
            value = tk_operand(
                kind: UInt8(kind.rawValue), number: UInt16(number), is_padded: 1, base: offset,
                walk: tk_walk(row: distances(rows), over: distances(over), lane: lane, group: group),
                per_sample: perSample)
        }

        /// Floats of the call's buffer of this number: where the first one is, and how far apart those are that
        /// neighbouring indices of the loops meet.
        public static func buffer(
            _ number: Int, at offset: Int = 0, rows: [Int] = [], over: [Int] = [], lane: Int = 0,
            group: Int = 0
        ) -> Operand {
            Operand(TK_BUFFER, number, at: offset, rows: rows, over: over, lane: lane, group: group)
        }

        /// The same of class indices.
        public static func labels(
            _ number: Int, at offset: Int = 0, rows: [Int] = [], over: [Int] = [], lane: Int = 0,
            group: Int = 0
        ) -> Operand {
            Operand(TK_LABELS, number, at: offset, rows: rows, over: over, lane: lane, group: group)
        }

        /// What such an offset would be, as a number.
        public static func index(
            at offset: Int = 0, rows: [Int] = [], over: [Int] = [], lane: Int = 0
        ) -> Operand {
            Operand(TK_INDEX, 0, at: offset, rows: rows, over: over, lane: lane)
        }

        /// A random number of a stream of the step for the element with that number, of which each sample has so many.
        public static func draw(
            _ stream: Int, at offset: Int = 0, rows: [Int] = [], over: [Int] = [], lane: Int = 0,
            perSample: Int
        ) -> Operand {
            Operand(
                TK_DRAW, stream, at: offset, rows: rows, over: over, lane: lane, perSample: perSample)
        }

        /// One of the kernel's numbers.
        public static func number(_ number: Int) -> Operand { Operand(TK_NUMBER, number) }

        /// Memory for a tile.
        public static let slot = Operand(TK_SLOT, 0)
    }

    /// A number that all elements share.
    public struct Number: Sendable, ExpressibleByFloatLiteral {
        enum Kind { case constant, learningRate, scale, samples }

        let kind: Kind
        let constant: Float

        private init(_ kind: Kind, _ constant: Float = 0) {
            self.kind = kind
            self.constant = constant
        }

        public init(floatLiteral value: Float) { self.init(.constant, value) }

        public static let learningRate = Number(.learningRate)
        /// The weight of one sample in the gradient.
        public static let scale = Number(.scale)
        /// The size of the batch.
        public static let samples = Number(.samples)
    }

    /// An operation on the accumulator of a tile; operands go by their numbers.
    public struct Operation: Sendable {
        let value: tk_op

        private init(_ code: tk_code, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
            value = tk_op(code: UInt8(code.rawValue), a: UInt8(a), b: UInt8(b), c: UInt8(c))
        }

        /// acc = a
        public static func load(_ a: Int) -> Operation { Operation(TK_LOAD, a) }
        /// a = acc
        public static func store(_ a: Int) -> Operation { Operation(TK_STORE, a) }
        /// acc = acc + a
        public static func add(_ a: Int) -> Operation { Operation(TK_ADD, a) }
        /// acc = acc − a
        public static func subtract(_ a: Int) -> Operation { Operation(TK_SUBTRACT, a) }
        /// acc = a − acc
        public static func subtractFrom(_ a: Int) -> Operation { Operation(TK_SUBTRACT_FROM, a) }
        /// acc = acc · a
        public static func multiply(_ a: Int) -> Operation { Operation(TK_MULTIPLY, a) }
        /// acc = acc / a
        public static func divide(_ a: Int) -> Operation { Operation(TK_DIVIDE, a) }
        /// acc = a / acc
        public static func divideInto(_ a: Int) -> Operation { Operation(TK_DIVIDE_INTO, a) }
        /// acc = acc < a ? a : acc
        public static func max(_ a: Int) -> Operation { Operation(TK_MAX, a) }
        /// acc = a < acc ? acc : a
        public static func maxOf(_ a: Int) -> Operation { Operation(TK_MAX_OF, a) }
        /// acc = a < acc ? a : acc
        public static func min(_ a: Int) -> Operation { Operation(TK_MIN, a) }
        /// acc = acc < a ? acc : a
        public static func minOf(_ a: Int) -> Operation { Operation(TK_MIN_OF, a) }
        /// acc = −acc
        public static let negate = Operation(TK_NEGATE)
        /// acc = a > b ? acc : c
        public static func keepGreater(_ a: Int, _ b: Int, _ c: Int) -> Operation {
            Operation(TK_KEEP_GREATER, a, b, c)
        }
        /// acc = a > b ? c : acc
        public static func replaceGreater(_ a: Int, _ b: Int, _ c: Int) -> Operation {
            Operation(TK_REPLACE_GREATER, a, b, c)
        }
        /// acc = a == b ? acc : c
        public static func keepEqual(_ a: Int, _ b: Int, _ c: Int) -> Operation {
            Operation(TK_KEEP_EQUAL, a, b, c)
        }
        /// acc = a == b ? c : acc
        public static func replaceEqual(_ a: Int, _ b: Int, _ c: Int) -> Operation {
            Operation(TK_REPLACE_EQUAL, a, b, c)
        }
        /// acc = Σ a
        public static func sum(_ a: Int) -> Operation { Operation(TK_SUM, a) }
        /// acc = Σ a · b, with fused multiply-adds
        public static func products(_ a: Int, _ b: Int) -> Operation { Operation(TK_PRODUCTS, a, b) }
        /// acc = the greatest a, b = where the first of the greatest is
        public static func maximum(_ a: Int, _ b: Int) -> Operation { Operation(TK_MAXIMUM, a, b) }
        /// Moves on by a step over what is combined, and goes so many operations back until all are done.
        public static func next(_ operations: Int) -> Operation { Operation(TK_NEXT, operations) }
        /// acc = Σ acc over the lanes of a row, at most 16
        public static let sumOfLanes = Operation(TK_SUM_OF_LANES)
        /// acc = Σ acc · a over the lanes of a row, with fused multiply-adds
        public static func productsOfLanes(_ a: Int) -> Operation { Operation(TK_PRODUCTS_OF_LANES, a) }
        /// acc = the greatest acc of the lanes of a row
        public static let greatestLane = Operation(TK_GREATEST_LANE)
        public static let exp = Operation(TK_EXP)
        public static let expm1 = Operation(TK_EXPM1)
        public static let log = Operation(TK_LOG)
        public static let log1p = Operation(TK_LOG1P)
        public static let tanh = Operation(TK_TANH)
        public static let erf = Operation(TK_ERF)
        public static let sqrt = Operation(TK_SQRT)
    }
}
