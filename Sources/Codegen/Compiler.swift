import GraphIR

/// How generated code is named and seen.
public struct EmitOptions: Sendable {
    /// The access level of generated Swift declarations.
    public var access: AccessLevel

    public init(access: AccessLevel = .internal) { self.access = access }
}

/// An access level of generated Swift.
public enum AccessLevel: String, Sendable, CaseIterable { case `public`, `internal`, `package` }

/// Generated C: a source file and the header that it includes.
public struct GeneratedC: Sendable {
    public var source: String
    public var header: String
}

/// The Swift source of a checked model.
public func emitSwift(_ graph: Graph, source: String, options: EmitOptions = EmitOptions()) -> String { "" }

/// The C source of a checked model; `headerName` is what the source includes.
public func emitC(_ graph: Graph, source: String, headerName: String) -> GeneratedC {
    GeneratedC(source: "", header: "")
}
