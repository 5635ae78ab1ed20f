import Foundation

/// `1.234 s`, `45.60 ms`, `3.214 µs`, `145.0 ns`: four digits.
func duration(_ seconds: Double) -> String {
    switch seconds {
    case 1...: "\(fourDigits(seconds)) s"
    case 1e-3..<1: "\(fourDigits(seconds * 1e3)) ms"
    case 1e-6..<1e-3: "\(fourDigits(seconds * 1e6)) µs"
    default: "\(fourDigits(seconds * 1e9)) ns"
    }
}

/// `87.3 %`
func percentage(_ share: Double) -> String { fixed(share * 100, 1) + " %" }

func fixed(_ number: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", number) }

private func fourDigits(_ number: Double) -> String {
    fixed(number, number < 10 ? 3 : number < 100 ? 2 : number < 1000 ? 1 : 0)
}
