/// The instruction sets that C is compiled for, and the tile that fills the registers of each.
enum InstructionSet: String, CaseIterable, CustomStringConvertible {
    case avx512, avx2, plain

    var description: String { rawValue }

    /// What stands in front of a function's type.
    func target(prefix: String) -> String {
        switch self {
        case .avx512: "\(prefix.uppercased())_AVX512_CODE "
        case .avx2: "\(prefix.uppercased())_AVX2_CODE "
        case .plain: "\(prefix.uppercased())_PLAIN_CODE "
        }
    }

    /// A function for every instruction set that the processor has.
    static func variants(prefix: String, _ function: (InstructionSet) -> String) -> String {
        """
        #ifdef \(prefix.uppercased())_X86
        \(function(.avx512))
        \(function(.avx2))
        #endif
        \(function(.plain))
        """
    }
}
