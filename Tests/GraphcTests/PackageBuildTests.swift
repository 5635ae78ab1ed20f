import Testing

/// Tests that build packages, one after the other: they share a scratch folder, and a build of one package in
/// between would make that of another do again what it has to be seen not to do.
@Suite(.serialized, .ahead) enum PackageBuildTests {}

/// Lets a suite go on whenever it can. Between two tests of a serialized one all others would have their
/// turn, and what takes longest would be left for the end, where nothing runs beside it.
private struct Ahead: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withoutActuallyEscaping(function) { function in
            try await withThrowingTaskGroup { group in
                group.addTask(priority: .high, operation: function)
                try await group.waitForAll()
            }
        }
    }
}

extension Trait where Self == Ahead {
    fileprivate static var ahead: Self { Self() }
}
