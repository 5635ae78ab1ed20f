import Foundation
import Testing
import TileKernels

/// The functions that generated code calls, against the C library's in Double precision. The bounds are in
/// units in the last place of a Float; the greatest errors are in CMath.swift.
struct MathTests {
    @Test func squareRoot() { expectAccuracy(0.5, tk_sqrt) { $0.squareRoot() } }
    @Test func exponential() { expectAccuracy(1.0, tk_exp, exp) }
    @Test func exponentialMinusOne() { expectAccuracy(3.5, tk_expm1, expm1) }
    @Test func logarithm() { expectAccuracy(1.0, tk_log, log) }
    @Test func logarithmOfOnePlus() { expectAccuracy(1.5, tk_log1p, log1p) }
    @Test func hyperbolicTangent() { expectAccuracy(3.0, tk_tanh, tanh) }
    @Test func errorFunction() { expectAccuracy(3.0, tk_erf, erf) }

    @Test func limits() {
        #expect(tk_exp(-.infinity) == 0 && tk_exp(.infinity) == .infinity && tk_exp(0) == 1)
        #expect(tk_exp(88.72283) < .infinity && tk_exp(88.72284) == .infinity && tk_exp(-104) == 0)
        #expect(tk_expm1(-.infinity) == -1 && tk_expm1(.infinity) == .infinity && tk_expm1(0) == 0)
        #expect(tk_log(0) == -.infinity && tk_log(-0.0) == -.infinity && tk_log(1) == 0)
        #expect(tk_log(.infinity) == .infinity && tk_log(-1).isNaN && tk_log(-.infinity).isNaN)
        #expect(tk_log1p(-1) == -.infinity && tk_log1p(-1.5).isNaN && tk_log1p(.infinity) == .infinity)
        #expect(tk_tanh(.infinity) == 1 && tk_tanh(-.infinity) == -1 && tk_tanh(0) == 0)
        #expect(tk_erf(.infinity) == 1 && tk_erf(-.infinity) == -1 && tk_erf(0) == 0)
    }

    @Test func theFirstOfTwoStaysWhereOneIsNotANumber() {
        for (a, b) in [(1, 2), (2, 1), (-0.0, 0.0), (.infinity, -.infinity)] as [(Float, Float)] {
            #expect(tk_max(a, b) == max(a, b) && tk_min(a, b) == min(a, b))
        }
        #expect(tk_max(.nan, 1).isNaN && tk_min(.nan, 1).isNaN)
        #expect(tk_max(1, .nan) == 1 && tk_min(1, .nan) == 1)
    }

    /// Over the whole domain: every 2003rd of all numbers, and those at its edges.
    private func expectAccuracy(
        _ bound: Double, _ function: (Float) -> Float, _ reference: (Double) -> Double,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var greatest = (error: 0.0, x: Float(0))
        func measure(_ bits: UInt32) {
            let x = Float(bitPattern: bits)
            let error = unitsInTheLastPlace(from: function(x), to: reference(Double(x)))
            if !(error <= greatest.error) { greatest = (error, x) }
        }
        for bits in stride(from: UInt64(0), to: 1 << 32, by: 2003) { measure(UInt32(bits)) }
        for edge: Float in [0, 1, 88, 88.72283, 103.97, 104, 87.33654, 10, 4, 0.70710677, .infinity] {
            for step: UInt32 in 0...200 {
                measure(edge.bitPattern &+ step &- 100)
                measure((-edge).bitPattern &+ step &- 100)
            }
        }
        #expect(greatest.error <= bound, "at \(greatest.x)", sourceLocation: sourceLocation)
    }
}

/// The distance of a result from the exact value, in the gap between neighbouring Floats there.
private func unitsInTheLastPlace(from found: Float, to exact: Double) -> Double {
    if exact.isNaN || found.isNaN { return exact.isNaN && found.isNaN ? 0 : .infinity }
    let rounded = Float(exact)
    if found == rounded { return rounded.isInfinite ? 0 : abs(Double(found) - exact) / Double(rounded.ulp) }
    // Beyond the largest number there would be another one, a gap away.
    let limit = 0x1p128
    let value = found.isInfinite ? (found < 0 ? -limit : limit) : Double(found)
    let clamped = max(-limit, min(limit, exact))
    let gap = rounded.isInfinite ? Float.greatestFiniteMagnitude.ulp : rounded.ulp
    return abs(value - clamped) / Double(gap)
}
