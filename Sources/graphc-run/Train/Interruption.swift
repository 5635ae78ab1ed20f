import Foundation
import Synchronization

/// Whether someone has asked the program to end: by Ctrl-C, or as a system that goes down does. The second time it ends
/// at once.
enum Interruption {
    private static let isRequested = Atomic(false)

    static var isPending: Bool { isRequested.load(ordering: .relaxed) }

    /// From here on, the program is asked instead of ended.
    static func begin() {
        // So that no handler is the first to look at it.
        isRequested.store(false, ordering: .relaxed)
        // A program that starts this one may have blocked them.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            sigaddset(&signals, number)
            signal(number) { number in
                // Nothing else may be done in here.
                Interruption.isRequested.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}
