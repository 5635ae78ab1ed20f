import GraphIR

/// How C moves the parameters along a gradient that has been stored, all of them as one run of memory.
///
/// The operations are those of Swift's optimizers, so that both give the same bits.
struct CUpdate {
    let model: CModel
    /// Nil for gradient descent.
    let optimizer: COptimizerStep?

    private var prefix: String { model.prefix }
    private var macro: String { model.macro }
    private var rule: OptimizerRule { optimizer?.optimizer.rule ?? .gradientDescent }

    /// `net_adam_update`
    private var name: String { "\(optimizer?.type ?? prefix)_update" }

    /// `net_update(…)`
    func prototype(shared: Bool) -> String {
        let gradient = "const \(prefix)_parameters *gradient"
        let arguments =
            optimizer.map { ["\($0.type) *optimizer", gradient] } ?? [gradient, "float learning_rate"]
        let worker = shared ? ["const \(prefix)_worker *worker"] : []
        let list = ["\(prefix)_parameters *parameters"] + arguments + worker
        return "\(prefix)_status \(name)\(shared ? "_shared" : "")(\(list.joined(separator: ", ")))"
    }

    // MARK: Source

    /// `net_run_update`, which takes the gradient of a pass.
    var runName: String { "\(prefix)_run_\(optimizer.map { "\($0.optimizer.cName)_" } ?? "")update" }

    /// What a run is called with.
    var runArguments: String { optimizer == nil ? "&pass" : "&pass, optimizer" }

    /// The worker's share of all parameters.
    var share: String {
        "\(prefix)_share(worker, \(model.program.parameterFloats), \(model.target.lanes))"
    }

    var sections: [String] {
        [COptimizer.weights(rule, named: "\(weights)_loops", prefix: prefix), variants, run, shared, alone]
    }

    private var weights: String { "\(optimizer?.type ?? prefix)_weights" }

    private var variants: String {
        let parameters = COptimizer.weightParameters(rule)
        let list = parameters.map { $0.type + $0.name }.joined(separator: ", ")
        let names = parameters.map(\.name).joined(separator: ", ")
        return InstructionSet.variants(prefix: prefix) { isa in
            "\(macro)_NOINLINE static \(isa.target(prefix: prefix))void \(weights)_\(isa)(\(list)) "
                + "{ \(weights)_loops(\(names)); }"
        }
    }

    private var run: String {
        var printer = CodePrinter()
        let parameter = optimizer.map { ", \($0.type) *optimizer" } ?? ""
        printer.block("static void \(runName)(const \(prefix)_pass *pass\(parameter))") { printer in
            printer.line("const \(prefix)_worker *worker = pass->worker;")
            let numbers = rule.numbers.map(\.name)
            if let optimizer {
                optimizer.begin(reading: numbers, &printer)
                printer.line("\(prefix)_wait(worker);")
                optimizer.advance(&printer)
            }
            printer.line("const \(prefix)_part part = \(share);")
            let states = rule.states.map { "optimizer->\($0.name).values + part.from" }
            let arguments =
                ["pass->parameters + part.from", "pass->gradients + part.from"] + states
                + ["(ptrdiff_t)(part.to - part.from)"]
                + (optimizer == nil ? ["pass->learning_rate"] : numbers)
            printer.line("\(macro)_RUN(\(weights), \(arguments.joined(separator: ", ")));")
            printer.line("\(prefix)_wait(worker);")
        }
        return printer.text
    }

    private var shared: String {
        var printer = CodePrinter()
        printer.line(prototype(shared: true))
        printer.line("{")
        printer.indented { printer in
            printer.line(model.workerCheck)
            if let optimizer { printer.line(optimizer.settingCheck) }
            printer.line("\(prefix)_pass pass = {0};")
            printer.line("pass.parameters = parameters->values;")
            // It is only read.
            printer.line("pass.gradients = (float *)gradient->values;")
            if optimizer == nil { printer.line("pass.learning_rate = learning_rate;") }
            printer.line("pass.isa = \(prefix)_isa();\npass.worker = worker;")
            printer.line("\(runName)(\(runArguments));\nreturn \(macro)_OK;")
        }
        printer.line("}")
        return printer.text
    }

    private var alone: String {
        let arguments = optimizer == nil ? "gradient, learning_rate" : "optimizer, gradient"
        return """
            \(prototype(shared: false))
            {
                return \(name)_shared(parameters, \(arguments), &\(prefix)_alone);
            }
            """
    }
}
