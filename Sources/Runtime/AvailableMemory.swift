import Foundation

#if canImport(Darwin)
    import Darwin
#endif

/// How many bytes of memory a program may still take; nil where the system does not say.
package func availableMemory() -> Int? {
    #if canImport(Darwin)
        memoryOfHost()
    #else
        memoryOfLinux(under: "")
    #endif
}

#if canImport(Darwin)
    /// The pages that are free, and those that have not been used for a while.
    private func memoryOfHost() -> Int? {
        var statistics = vm_statistics64_data_t()
        let words = MemoryLayout<vm_statistics64_data_t>.size / MemoryLayout<integer_t>.size
        var count = mach_msg_type_number_t(words)
        let answer = withUnsafeMutablePointer(to: &statistics) { statistics in
            statistics.withMemoryRebound(to: integer_t.self, capacity: words) {
                host_statistics64(host, HOST_VM_INFO64, $0, &count)
            }
        }
        var page: vm_size_t = 0
        guard answer == KERN_SUCCESS, host_page_size(host, &page) == KERN_SUCCESS else { return nil }
        return (Int(statistics.free_count) + Int(statistics.inactive_count)) * Int(page)
    }

    private let host = mach_host_self()
#endif

/// What the kernel can give without swapping, or what the groups that the process is in have left, if that is less.
///
/// - Parameter root: A folder with the files of `/proc` and `/sys`.
func memoryOfLinux(under root: String) -> Int? {
    let machine = numbers(in: "\(root)/proc/meminfo")["MemAvailable:"].map { clampedProduct($0, 1024) }
    return ([machine] + controlGroups(under: root).map(\.left)).compactMap { $0 }.min()
}

/// A group of processes with a limit of memory, in the first or the second version of the kernel's interface.
private struct ControlGroup {
    var folder: String
    var limit: String
    var usage: String
    /// In `memory.stat`, the pages of files that have been read. The kernel drops them when memory gets short.
    var dropped: [String]

    /// Nil if there is no limit.
    var left: Int? {
        guard let limit = number(in: "\(folder)/\(limit)"), let usage = number(in: "\(folder)/\(usage)")
        else {
            return nil
        }
        let statistics = numbers(in: "\(folder)/memory.stat")
        let needed = dropped.reduce(usage) { $0 - min($0, statistics[$1] ?? 0) }
        return max(0, limit - needed)
    }
}

/// The group that the process is in, and those around it. Inside a container the inner ones may not be visible.
private func controlGroups(under root: String) -> [ControlGroup] {
    let text = (try? String(contentsOfFile: "\(root)/proc/self/cgroup", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").flatMap { line -> [ControlGroup] in
        // Number, controllers, path; the second version has but one line, without controllers.
        let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3 else { return [] }
        let path = fields[2].split(separator: "/")
        let folders = (0...path.count).map { path.prefix($0).map { "/\($0)" }.joined() }
        if fields[1].isEmpty {
            return folders.map {
                ControlGroup(
                    folder: "\(root)/sys/fs/cgroup\($0)", limit: "memory.max", usage: "memory.current",
                    dropped: ["inactive_file", "active_file"])
            }
        }
        guard fields[1].split(separator: ",").contains("memory") else { return [] }
        return folders.map {
            ControlGroup(
                folder: "\(root)/sys/fs/cgroup/memory\($0)", limit: "memory.limit_in_bytes",
                usage: "memory.usage_in_bytes", dropped: ["total_inactive_file", "total_active_file"])
        }
    }
}

/// The only number in a file; nil if there is none, such as for `max`.
private func number(in path: String) -> Int? {
    let text = try? String(contentsOfFile: path, encoding: .utf8)
    return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
}

/// The numbers of a file with a name and a number in each line.
private func numbers(in path: String) -> [String: Int] {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    var numbers: [String: Int] = [:]
    for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        if words.count > 1 { numbers[String(words[0])] = Int(words[1]) }
    }
    return numbers
}

/// The product of two sizes, or the largest number if that is smaller.
package func clampedProduct(_ lhs: Int, _ rhs: Int) -> Int {
    let (product, overflow) = lhs.multipliedReportingOverflow(by: rhs)
    return overflow ? .max : product
}

/// The sum of two sizes, or the largest number if that is smaller.
func clampedSum(_ lhs: Int, _ rhs: Int) -> Int {
    let (sum, overflow) = lhs.addingReportingOverflow(rhs)
    return overflow ? .max : sum
}
