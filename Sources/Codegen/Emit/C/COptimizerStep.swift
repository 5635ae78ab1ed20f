import GraphIR

/// How C steps along with an optimizer: a struct with its settings and with what it keeps, a function that
/// starts it, and those that take a step.
///
/// What PyTorch takes a default for is a field that the start sets; the rest are the start's arguments.
struct COptimizerStep {
    let optimizer: OptimizerVariant
    let prefix: String

    private var rule: OptimizerRule { optimizer.rule }
    private var macro: String { prefix.uppercased() }

    /// `net_adam`
    var type: String { "\(prefix)_\(optimizer.cName)" }

    // MARK: Settings

    /// The settings with a field: those that the rule reads.
    private var settings: [(index: Int, setting: OptimizerSetting)] {
        let read = Set(rule.stepValues.flatMap(\.leaves))
        return Array(optimizer.row.settings.enumerated()).filter { index, setting in
            read.contains(.setting(index)) && !isZero(setting)
        }.map { ($0.offset, $0.element) }
    }

    /// Whether a part of the optimizer allows no other value.
    private func isZero(_ setting: OptimizerSetting) -> Bool {
        optimizer.row.requirements.contains {
            $0.isZero && $0.setting == setting && optimizer.parts.contains($0.flag)
        }
    }

    /// The settings that the start has to be given: they have no default, or one that turns a part off that is
    /// asked for, or they are what a state starts from.
    private var arguments: [OptimizerSetting] {
        let starts = Set(rule.states.flatMap(\.start.leaves))
        return settings.filter { index, setting in
            setting.defaultValue == nil || optimizer.parts.contains(setting)
                || starts.contains(.setting(index))
        }.map(\.setting)
    }

    // MARK: Header

    var header: String {
        let definition = rule.text.map { "     \($0)" }.joined(separator: "\n")
        var fields: [String] = []
        for (_, setting) in settings {
            let fallback =
                arguments.contains(setting) ? "" : setting.defaultValue.map { ", \(shortText($0))" } ?? ""
            fields.append("    double \(setting.cName); /* \(setting.summary)\(fallback) */")
        }
        fields += rule.running.map { "    double \($0.name);" }
        fields += rule.states.map { "    \(prefix)_parameters \($0.name);" }
        let kept =
            rule.running.isEmpty && rule.states.isEmpty
            ? "" : " The fields that are no settings belong to it."
        return """
            /* \(optimizer.title), by PyTorch's definition.
            \(definition)
               Settings may be changed between two steps.\(kept) */
            typedef struct {
            \(fields.joined(separator: "\n"))
            } \(type);

            /* Starts with PyTorch's settings, but for those that are given. */
            \(initPrototype);
            """
    }

    private var initPrototype: String {
        let list = ["\(type) *optimizer"] + arguments.map { "double \($0.cName)" }
        return "void \(type)_init(\(list.joined(separator: ", ")))"
    }

    // MARK: Source

    /// The functions that need no statement.
    var source: String { [start, check, numbers].joined(separator: "\n\n") }

    private var start: String {
        var printer = CodePrinter()
        printer.line(initPrototype)
        printer.line("{")
        printer.indented { printer in
            for (_, setting) in settings {
                let value = arguments.contains(setting) ? setting.cName : "\(setting.defaultValue ?? 0)"
                printer.line("optimizer->\(setting.cName) = \(value);")
            }
            for running in rule.running { printer.line("optimizer->\(running.name) = \(running.start);") }
            if !rule.states.isEmpty {
                let first = rule.states[0].name
                let count = "sizeof optimizer->\(first).values / sizeof optimizer->\(first).values[0]"
                printer.block("for (size_t i = 0; i < \(count); ++i)") { printer in
                    for state in rule.states {
                        printer.line("optimizer->\(state.name).values[i] = \(start(of: state));")
                    }
                }
            }
        }
        printer.line("}")
        return String(printer.text.dropLast())
    }

    private func start(of state: OptimizerRule.State) -> String {
        if case .constant(let value) = state.start { return cLiteral(value) }
        return "(float)(\(text(state.start)))"
    }

    /// Whether every setting is in its range; none is if it is not a number.
    private var check: String {
        let conditions = settings.flatMap { _, setting -> [String] in
            let field = "optimizer->\(setting.cName)"
            switch setting.kind {
            case .number(_, let range):
                let greatest =
                    switch range {
                    case .nonNegative: "<= \(range.limits.upperBound)"
                    case .fraction: "< 1.0"
                    }
                return ["\(field) >= 0.0", "\(field) \(greatest)"]
            case .flag: return []
            }
        }
        return """
            static int \(type)_fits(const \(type) *optimizer)
            {
                return \(conditions.joined(separator: "\n        && "));
            }
            """
    }

    /// What refuses a setting that is out of its range.
    var settingCheck: String { "if (!\(type)_fits(optimizer)) return \(macro)_BAD_SETTING;" }

    /// All workers compute the numbers from what was before the step.
    private var numbers: String {
        var printer = CodePrinter()
        printer.line("/* The numbers of the next step, and what goes on from it to the one behind it. */")
        let running = rule.running.isEmpty ? "" : ", double *running"
        printer.line("static void \(type)_numbers(const \(type) *optimizer\(running), float *numbers)")
        printer.line("{")
        printer.indented { printer in
            for (index, running) in rule.running.enumerated() {
                printer.line("const double \(running.name) = \(text(running.next));")
                printer.line("running[\(index)] = \(running.name);")
            }
            for (index, number) in rule.numbers.enumerated() {
                printer.line(
                    "numbers[\(index)] = (float)(\(text(number.value, inNext: true))); /* \(number.name) */")
            }
        }
        printer.line("}")
        return String(printer.text.dropLast())
    }

    /// - Parameter inNext: Whether running numbers have their values of the step at hand.
    private func text(_ value: Expression<OptimizerRule.StepVariable>, inNext: Bool = false) -> String {
        COptimizer.text(value, prefix: prefix) { variable in
            switch variable {
            case .setting(let index):
                let setting = optimizer.row.settings[index]
                return isZero(setting) ? "0.0" : "optimizer->\(setting.cName)"
            case .running(let index):
                return inNext ? rule.running[index].name : "optimizer->\(rule.running[index].name)"
            }
        }
    }

    // MARK: A step's function

    /// What a step begins with, given the numbers that its statements read.
    func begin(reading names: [String], _ printer: inout CodePrinter) {
        if !rule.running.isEmpty { printer.line("double running[\(rule.running.count)];") }
        printer.line("float numbers[\(rule.numbers.count)];")
        printer.line("\(type)_numbers(optimizer, \(rule.running.isEmpty ? "" : "running, ")numbers);")
        for (index, number) in rule.numbers.enumerated() where names.contains(number.name) {
            printer.line("const float \(number.name) = numbers[\(index)];")
        }
    }

    /// The first worker moves on what goes on from step to step once all have read it.
    func advance(_ printer: inout CodePrinter) {
        guard !rule.running.isEmpty else { return }
        printer.block("if (worker->index == 0)") { printer in
            for (index, running) in rule.running.enumerated() {
                printer.line("optimizer->\(running.name) = running[\(index)];")
            }
        }
    }
}
