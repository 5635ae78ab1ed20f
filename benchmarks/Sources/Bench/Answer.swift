/// What a contestant prints when it can be measured.
struct Ready: Codable {
    /// What it is, with its version.
    var ready: String
}

/// What a contestant prints after a task.
struct Answer: Codable {
    var name: String?
    /// Of one epoch, call or process.
    var seconds: Double
    /// The FMA peak of one core in GFLOP/s, measured right before.
    var peak: Double?
    /// The mean loss of the epoch.
    var loss: Double?
}
