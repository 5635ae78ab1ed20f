/// The float nearest to a number in decimal digits, exactly that of `Float(String)`, which is what says of anything
/// unusual whether it is a number.
func float(_ text: UnsafeBufferPointer<UInt8>) -> Float? {
    nearestFloat(text) ?? Float(String(decoding: text, as: UTF8.self))
}

/// Nil if there are too many digits, or something other than digits, signs, a point between digits and an exponent.
///
/// A whole number below 2⁵³ and a power of ten up to 10²² are doubles, their product and their quotient are rounded once.
/// Rounding that again gives the nearest float, unless the double lies in the middle between two floats (W. D. Clinger,
/// How to Read Floating Point Numbers Accurately, 1990).
private func nearestFloat(_ text: UnsafeBufferPointer<UInt8>) -> Float? {
    var place = 0
    func digits(_ number: inout UInt64) -> Int {
        let start = place
        while place < text.count, place - start < 20, text[place] &- UInt8(ascii: "0") < 10 {
            number = number &* 10 &+ UInt64(text[place] &- UInt8(ascii: "0"))
            place += 1
        }
        return place - start
    }
    func isAt(_ first: Unicode.Scalar, or second: Unicode.Scalar) -> Bool {
        place < text.count && (text[place] == UInt8(ascii: first) || text[place] == UInt8(ascii: second))
    }

    let isNegative = isAt("-", or: "-")
    if isAt("-", or: "+") { place += 1 }
    var significand: UInt64 = 0
    let whole = digits(&significand)
    var fraction = 0
    if isAt(".", or: ".") {
        place += 1
        fraction = digits(&significand)
        guard fraction > 0 else { return nil }
    }
    guard whole > 0, whole + fraction <= 18, significand < 1 << 53 else { return nil }
    var power = -fraction
    if isAt("e", or: "E") {
        place += 1
        let isSmall = isAt("-", or: "-")
        if isAt("-", or: "+") { place += 1 }
        var exponent: UInt64 = 0
        guard (1...3).contains(digits(&exponent)) else { return nil }
        power += isSmall ? -Int(exponent) : Int(exponent)
    }
    guard place == text.count, abs(power) < powersOfTen.count else { return nil }
    let magnitude =
        power < 0 ? Double(significand) / powersOfTen[-power] : Double(significand) * powersOfTen[power]
    let isBetweenFloats = magnitude.bitPattern & 0x1FFF_FFFF == 0x1000_0000
    // Other floats have fewer bits.
    guard magnitude == 0 || magnitude > 1e-37 && magnitude < 1e38 && !isBetweenFloats else { return nil }
    return isNegative ? -Float(magnitude) : Float(magnitude)
}

private let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19,
    1e20, 1e21, 1e22,
]
