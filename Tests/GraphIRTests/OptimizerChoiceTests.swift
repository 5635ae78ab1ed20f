import GraphIR
import Testing

/// How a text names a variant of an optimizer.
struct OptimizerChoiceTests {
    @Test(arguments: OptimizerRow.table.flatMap(\.variants).map(\.choice))
    func everyVariantHasAName(_ choice: String) throws {
        #expect(try OptimizerVariant(named: choice).choice == choice)
        #expect(try OptimizerVariant(named: choice.uppercased()).choice == choice)
    }

    @Test func partsMayStandInAnyOrder() throws {
        #expect(try OptimizerVariant(named: "rmsprop:centered,momentum").cName == "rmsprop_momentum_centered")
    }

    @Test(arguments: [
        ("adm", "there is no optimizer 'adm'; did you mean 'adam'?"),
        ("", "there is no optimizer ''; there are sgd, adam, adamw, rmsprop and adagrad"),
        ("adam:amsgard", "Adam has no part 'amsgard'; did you mean 'amsgrad'?"),
        ("adagrad:x", "Adagrad has no part 'x'; it has none"),
        ("sgd:", "SGD has no part ''; it has momentum and nesterov"),
        ("sgd:nesterov", "SGD with nesterov needs momentum, too"),
    ])
    func mistakesAreNamed(_ text: String, message: String) {
        do {
            _ = try OptimizerVariant(named: text)
            Issue.record("no error")
        } catch {
            #expect("\(error)" == message)
        }
    }
}
