import Foundation

#if canImport(Darwin)
    private typealias FileActions = posix_spawn_file_actions_t?
#else
    private typealias FileActions = posix_spawn_file_actions_t
#endif

/// Runs a program to its end, without its output. Foundation's `Process` would add milliseconds to its time.
///
/// - Parameter command: The path of the program, then its arguments.
/// - Throws: `Failure` if it cannot be started or fails.
func run(_ command: [String]) throws {
    let arguments = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    #if canImport(Darwin)
        var actions: FileActions
    #else
        var actions = FileActions()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)

    var process = pid_t()
    let failure = posix_spawn(&process, command[0], &actions, nil, arguments, environ)
    guard failure == 0 else {
        throw Failure("cannot run \(command[0]): \(String(cString: strerror(failure)))")
    }
    var status: CInt = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    guard status == 0 else {
        throw Failure("\(command.joined(separator: " ")) failed with status \(status)")
    }
}

/// What a program prints, without the newline at its end; nil if it cannot be run or fails.
func output(of command: [String]) -> String? {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return nil }
    let text = try? output.fileHandleForReading.readToEnd()
    process.waitUntilExit()
    guard process.terminationStatus == 0, let text else { return nil }
    return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
}
