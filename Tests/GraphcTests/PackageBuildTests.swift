import Testing

/// Tests that build packages, one after the other: they share a scratch folder, and a build of one package in
/// between would make that of another do again what it has to be seen not to do.
@Suite(.serialized) enum PackageBuildTests {}
