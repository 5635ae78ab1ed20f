/// What LeakSanitizer asks in a `swift build --sanitize=address` of a user's package, in which the plugin runs graphc.
///
/// To it, globals are leaks that are reached by pointers with a tag in them, as the cases of an indirect enumeration
/// are: `Elementwise.table` is full of them.
@_cdecl("__lsan_is_turned_off")
public func leakSanitizerIsTurnedOff() -> CInt { 1 }
