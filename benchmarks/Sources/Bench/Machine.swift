import Foundation
import GraphRuntime
import Peak

/// The machine that a benchmark ran on, and what ran.
struct Machine: Encodable {
    let processor: String
    let cores: Int
    let system: String
    let date: String
    /// Of this repository.
    let commit: String
    let instructionSet: String
    /// What our kernels were told to use instead of the best, if anything.
    let chosenInstructionSet: String?

    init() {
        processor = Self.processorName
        cores = ProcessInfo.processInfo.activeProcessorCount
        system = ProcessInfo.processInfo.operatingSystemVersionString
        date = Date.now.formatted(.iso8601)
        let revision = output(of: ["git", "describe", "--always", "--dirty"])
        commit = revision ?? "unknown"
        instructionSet = String(cString: measure_fma_peak().instruction_set)
        chosenInstructionSet = ProcessInfo.processInfo.environment["GRAPHC_ISA"]
    }

    var text: String {
        let choice = chosenInstructionSet.map { ", GRAPHC_ISA=\($0)" } ?? ""
        return
            "\(processor), \(cores) cores, \(instructionSet)\(choice); \(system); \(date); commit \(commit)"
    }

    private static var processorName: String {
        let facts = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = facts.split(separator: "\n").first { $0.hasPrefix("model name") }
        if let name = line?.split(separator: ":").last {
            return name.trimmingCharacters(in: .whitespaces)
        }
        return output(of: ["sysctl", "-n", "machdep.cpu.brand_string"]) ?? "unknown processor"
    }
}
