import GraphIR
import Testing

@Suite struct TypeNameTests {
    @Test(arguments: [
        ("digits.nn", "Digits"), ("models/fashion-mlp.nn", "FashionMlp"), ("FashionMNIST.nn", "FashionMNIST"),
        ("my model v2.nn", "MyModelV2"), ("größe.nn", "Größe"), ("3layers.nn", "Net3layers"),
        ("type.nn", "NetType"), ("float.nn", "NetFloat"), ("---.nn", "Net"), ("", "Net"), (".nn", "Net"),
        ("snake_case.test.nn", "SnakeCaseTest"), ("a/b/", "B"), ("😀.nn", "Net"),
    ])
    func aFileNameBecomesATypeName(file: String, name: String) throws {
        #expect(typeName(fromFileName: file) == name)
        try checkTypeName(typeName(fromFileName: file))
    }

    @Test(arguments: ["", "3d", "a b", "a-b", "_x", "a.b", "😀", "a\u{0}", String(repeating: "a", count: 256)])
    func whatIsNoIdentifierIsRejected(name: String) {
        #expect(throws: TypeNameProblem.notAnIdentifier) { try checkTypeName(name) }
    }

    @Test(arguments: ["class", "Self", "Type", "register", "int", "namespace", "Float", "Array", "_Bool"])
    func whatIsTakenIsRejected(name: String) {
        #expect(throws: TypeNameProblem.self) { try checkTypeName(name) }
    }
}
