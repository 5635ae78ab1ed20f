import GraphIR

/// What is printed of `OptimizerRow.table` for those who train: `optimizers.h` and `optimizers.c` of the C library,
/// with a function for every variant and instruction set, and the Swift functions that make an optimizer.
///
/// The printed files are checked in, and a test proves that they are current.
public struct OptimizerLibrary {
    let rows = OptimizerRow.table
    let variants = OptimizerRow.table.flatMap(\.variants)
    private let prefix = "tk"

    public init() {}

    /// `optimizers.h`
    public var header: String {
        let cases = variants.map { "    /* \(comment($0)) */\n    \($0.cEnumerator)," }.joined(
            separator: "\n")
        let running = variants.map(\.rule.running.count).max() ?? 0
        let numbers = variants.map(\.rule.numbers.count).max() ?? 0
        return breakingLongLines(
            of: """
                /* Printed by graphc. Do not edit. */
                #ifndef TK_OPTIMIZERS_H
                #define TK_OPTIMIZERS_H

                #include <stddef.h>

                /* PyTorch's optimizers with the parts that their settings choose, and what each does with a weight.

                   Settings are in the order of the optimizer's arguments, a flag as 0 or 1. */
                typedef enum {
                \(cases)
                } tk_optimizer;

                /* The numbers that go on from step to step: counts, powers. */
                typedef struct { double value[\(running)]; } tk_running;

                /* The numbers that all weights share in a step. */
                typedef struct { float value[\(numbers)]; } tk_numbers;

                /* How many tensors are kept of the weights, in the order in which they are named above. */
                ptrdiff_t tk_optimizer_states(tk_optimizer optimizer);

                /* What it is called in files, and what a state is. */
                const char *tk_optimizer_name(tk_optimizer optimizer);
                const char *tk_optimizer_state_name(tk_optimizer optimizer, ptrdiff_t state);

                /* What the elements of a state are before the first step. */
                float tk_optimizer_state_start(tk_optimizer optimizer, ptrdiff_t state, const double *settings);

                /* What `running` is before the first step. */
                tk_running tk_optimizer_start(tk_optimizer optimizer);

                /* Begins a step: moves `running` on and gives the step's numbers. */
                tk_numbers tk_optimizer_next(tk_optimizer optimizer, const double *settings, tk_running *running);

                /* Moves count weights, in one pass over memory. State s is at states + s * stride. The result is the
                   same to the bit whatever the instruction set, and however the weights are divided among calls. */
                void tk_optimizer_update(tk_optimizer optimizer, const tk_numbers *numbers, float *weights,
                    const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count);

                #endif

                """)
    }

    private func comment(_ variant: OptimizerVariant) -> String {
        let states = variant.rule.states.map(\.name).joined(separator: ", ")
        let title = variant.title + (states.isEmpty ? "" : "; keeps \(states)")
        return ([title] + variant.rule.text).joined(separator: "\n       ")
    }

    /// `optimizers.c`
    public var source: String {
        let sections =
            [
                """
                /* Printed by graphc. Do not edit. */
                #include "optimizers.h"
                #include "dispatch.h"
                """
            ]
            + variants.flatMap { variant in
                [
                    "/* \(variant.title) */\n"
                        + COptimizer.weights(
                            variant.rule, named: "tk_\(variant.cName)_weights", prefix: prefix),
                    parts(variant), next(variant),
                ]
            } + [dispatch]
        return breakingLongLines(of: sections.joined(separator: "\n\n") + "\n")
    }

    private static let updateParameters =
        "const tk_numbers *n, float *weights, const float *gradients, float *states, ptrdiff_t stride, "
        + "ptrdiff_t count"

    /// The pass for every instruction set.
    private func parts(_ variant: OptimizerVariant) -> String {
        let rule = variant.rule
        var arguments = ["weights", "gradients"]
        arguments += rule.states.indices.map { $0 == 0 ? "states" : "states + \($0) * stride" }
        arguments.append("count")
        arguments += rule.numbers.indices.map { "n->value[\($0)]" }
        let unused = ["states", "stride"].dropFirst(min(rule.states.count, 2)).map { "(void)\($0);" }
        let body = unused + ["tk_\(variant.cName)_weights(\(arguments.joined(separator: ", ")));"]
        return InstructionSet.variants(prefix: prefix) { isa in
            """
            static \(isa.target(prefix: prefix))void tk_\(variant.cName)_\(isa)(\(Self.updateParameters))
            {
            \(body.map { "    \($0)" }.joined(separator: "\n"))
            }
            """
        }
    }

    /// The numbers of a step.
    private func next(_ variant: OptimizerVariant) -> String {
        let rule = variant.rule
        func text(_ value: Expression<OptimizerRule.StepVariable>) -> String {
            COptimizer.text(value, prefix: prefix) { variable in
                switch variable {
                case .setting(let index): variant.row.settings[index].cName
                case .running(let index): "r->value[\(index)]"
                }
            }
        }
        let leaves = (rule.running.map(\.next) + rule.numbers.map(\.value)).flatMap(\.leaves)
        var printer = CodePrinter()
        printer.line("static tk_numbers tk_\(variant.cName)_next(const double *settings, tk_running *r)")
        printer.line("{")
        printer.indented { printer in
            if rule.running.isEmpty { printer.line("(void)r;") }
            for (index, setting) in variant.row.settings.enumerated() where leaves.contains(.setting(index)) {
                printer.line("const double \(setting.cName) = settings[\(index)];")
            }
            for (index, running) in rule.running.enumerated() {
                printer.line("r->value[\(index)] = \(text(running.next)); /* \(running.name) */")
            }
            printer.line("tk_numbers n = {{0}};")
            for (index, number) in rule.numbers.enumerated() {
                printer.line("n.value[\(index)] = (float)(\(text(number.value))); /* \(number.name) */")
            }
            printer.line("return n;")
        }
        printer.line("}")
        return withoutLastNewline(printer)
    }

    private func withoutLastNewline(_ printer: CodePrinter) -> String { String(printer.text.dropLast()) }

    /// The table by which the exported functions choose.
    private var dispatch: String {
        let entries = variants.map { variant in
            let rule = variant.rule
            let starts =
                rule.running.isEmpty ? "0" : rule.running.map { "\($0.start)" }.joined(separator: ", ")
            let names =
                rule.states.isEmpty ? "0" : rule.states.map { "\"\($0.name)\"" }.joined(separator: ", ")
            return """
                    [\(variant.cEnumerator)] = {
                        "\(variant.cName)", {\(names)}, \(rule.states.count), {{\(starts)}},
                        tk_\(variant.cName)_next, TK_UPDATES(tk_\(variant.cName))},
                """
        }
        return """
            #ifdef TK_X86
            #define TK_UPDATES(name)                                                                       \\
                {[TK_PLAIN] = name##_plain, [TK_AVX2] = name##_avx2, [TK_AVX512] = name##_avx512}
            #else
            #define TK_UPDATES(name) {[TK_PLAIN] = name##_plain}
            #endif

            static const struct {
                const char *name, *state_names[\(variants.map(\.rule.states.count).max() ?? 1)];
                ptrdiff_t states;
                tk_running start;
                tk_numbers (*next)(const double *settings, tk_running *running);
                void (*update[TK_AVX512 + 1])(\(Self.updateParameters));
            } tk_optimizers[] = {
            \(entries.joined(separator: "\n"))
            };

            ptrdiff_t tk_optimizer_states(tk_optimizer optimizer) { return tk_optimizers[optimizer].states; }

            const char *tk_optimizer_name(tk_optimizer optimizer) { return tk_optimizers[optimizer].name; }

            const char *tk_optimizer_state_name(tk_optimizer optimizer, ptrdiff_t state)
            {
                return tk_optimizers[optimizer].state_names[state];
            }

            float tk_optimizer_state_start(tk_optimizer optimizer, ptrdiff_t state, const double *settings)
            {
            \(stateStarts.joined(separator: "\n"))
                return 0.0f;
            }

            tk_running tk_optimizer_start(tk_optimizer optimizer) { return tk_optimizers[optimizer].start; }

            tk_numbers tk_optimizer_next(tk_optimizer optimizer, const double *settings, tk_running *running)
            {
                return tk_optimizers[optimizer].next(settings, running);
            }

            void tk_optimizer_update(tk_optimizer optimizer, const tk_numbers *numbers, float *weights, \
            const float *gradients, float *states, ptrdiff_t stride, ptrdiff_t count)
            {
                tk_optimizers[optimizer].update[tk_isa_in_use()](
                    numbers, weights, gradients, states, stride, count);
            }
            """
    }

    private var stateStarts: [String] {
        variants.flatMap { variant in
            variant.rule.states.enumerated().compactMap { index, state in
                if state.start == 0 { return nil }
                let text = COptimizer.text(state.start, prefix: prefix) { variable in
                    switch variable {
                    case .setting(let index): "settings[\(index)]"
                    // A state starts before there is a step.
                    case .running: "0"
                    }
                }
                let condition = "optimizer == \(variant.cEnumerator) && state == \(index)"
                return "    if (\(condition)) return (float)(\(text)); /* \(state.name) */"
            }
        }
    }
}

extension OptimizerVariant {
    /// `TK_SGD_MOMENTUM`
    var cEnumerator: String { "TK_\(cName.uppercased())" }
}
