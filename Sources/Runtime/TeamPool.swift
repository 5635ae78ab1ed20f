import Foundation

/// Teams that are not in use. To start threads would take longer than many a run does.
final class TeamPool: @unchecked Sendable {
    static let shared = TeamPool()

    private let lock = NSLock()
    private var idle: [Team] = []

    /// Calls `body` with a team for runs of a model over so many samples at a time, which is its own for as long.
    func withTeam<Result, Failure: Error>(
        for compiled: CompiledModel, rows: Int, threads: Int? = nil, cores: Int = Team.cores,
        _ body: (Team) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withTeam(of: Team.count(for: compiled, rows: rows, threads: threads, cores: cores), body)
    }

    func withTeam<Result, Failure: Error>(
        of count: Int, _ body: (Team) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard count > 1 else { return try body(.alone) }
        let team = take(count)
        defer { giveBack(team) }
        return try body(team)
    }

    private func take(_ count: Int) -> Team {
        let found = lock.withLock { () -> Team? in
            idle.firstIndex { $0.count == count }.map { idle.remove(at: $0) }
        }
        return found ?? Team(count: count)
    }

    private func giveBack(_ team: Team) {
        lock.withLock {
            // Threads that sleep cost little, but not nothing.
            if idle.count == 4 { idle.removeFirst() }
            idle.append(team)
        }
    }
}
