import Foundation
import GraphIR
import Testing

@Suite struct OptimizerTests {
    private static let variants = OptimizerRow.table.flatMap(\.variants)

    @Test func namesAreUnique() {
        let names = Self.variants.map(\.cName)
        #expect(Set(names).count == names.count)
        for row in OptimizerRow.table {
            #expect(Set(row.settings.map(\.name)).count == row.settings.count, "\(row.name)")
            #expect(Set(row.settings.map(\.cName)).count == row.settings.count, "\(row.name)")
        }
    }

    @Test func everyRowBeginsWithTheLearningRate() {
        for row in OptimizerRow.table { #expect(row.settings[0].name == "learningRate", "\(row.name)") }
    }

    /// What a line reads has been computed, and a state is not read any more once it is replaced, so that it can
    /// be replaced in place.
    @Test(arguments: variants.indices) func linesReadWhatIsThere(_ index: Int) throws {
        let variant = Self.variants[index]
        let rule = variant.rule
        var replaced: Set<OptimizerRule.Target> = []
        for (index, line) in rule.lines.enumerated() {
            for leaf in line.value.leaves {
                switch leaf {
                case .weight: #expect(!replaced.contains(.weight), "\(variant.title)")
                case .gradient: break
                case .state(let state):
                    #expect(rule.states.indices.contains(state), "\(variant.title)")
                    #expect(!replaced.contains(.state(state)), "\(variant.title)")
                case .line(let earlier): #expect(earlier < index, "\(variant.title)")
                case .number(let number):
                    #expect(rule.numbers.indices.contains(number), "\(variant.title)")
                }
            }
            if let target = line.target { #expect(replaced.insert(target).inserted, "\(variant.title)") }
        }
        #expect(rule.lines.last?.target == .weight, "\(variant.title)")
        #expect(replaced.count == rule.states.count + 1, "\(variant.title)")
        let names = Set(rule.lines.filter { $0.target == nil }.map(\.name) + rule.numbers.map(\.name))
        let kept = rule.lines.count { $0.target == nil }
        #expect(names.count == kept + rule.numbers.count, "\(variant.title)")
    }

    @Test(arguments: variants.indices) func storesAreTheLinesWithoutTheOthers(_ index: Int) {
        let rule = Self.variants[index].rule
        #expect(rule.stores.map(\.target) == rule.lines.map(\.target).filter { $0 != nil })
        for leaf in rule.stores.flatMap(\.value.leaves) {
            if case .line(let index) = leaf { #expect(rule.lines[index].target != nil) }
        }
    }

    @Test func settingsChooseTheVariant() throws {
        func name(_ row: String, _ values: [Double]) throws -> String? {
            try #require(OptimizerRow.table.first { $0.name == row }).variant(for: values)?.cName
        }
        #expect(try name("SGD", [0.1, 0, 0, 0, 0]) == "sgd")
        #expect(try name("SGD", [0.1, 0.9, 0.5, 0, 0]) == "sgd_momentum")
        #expect(try name("SGD", [0.1, 0.9, 0, 1, 0]) == "sgd_momentum_nesterov")
        #expect(try name("SGD", [0.1, 0, 0, 1, 0]) == nil)
        #expect(try name("SGD", [0.1, 0.9, 0.5, 1, 0]) == nil)
        #expect(try name("SGD", [0.1]) == nil)
        #expect(try name("AdamW", [0.1, 0.9, 0.99, 0, 0, 1]) == "adamw_amsgrad")
        #expect(try name("RMSprop", [0.1, 0.9, 0, 0, 0.5, 1]) == "rmsprop_momentum_centered")
    }

    /// Three steps along the gradients 1, 2, -0.1 from the weight 1, by PyTorch in double precision.
    @Test(arguments: variants.indices) func theRuleIsPyTorchs(_ index: Int) throws {
        let variant = Self.variants[index]
        let expected = try #require(Self.pyTorch[variant.cName], "no reference for \(variant.cName)")
        let values = variant.row.settings.map { setting in
            if setting.name == "learningRate" { return 0.1 }
            if setting.name == "weightDecay" { return 0.01 }
            if setting.name == "betas.1" { return 0.5 }
            if variant.parts.contains(setting) { return setting.isFlag ? 1 : 0.9 }
            return setting.defaultValue ?? 0
        }
        #expect(variant.row.variant(for: values)?.cName == variant.cName)
        let found = weights(of: variant.rule, settings: values, gradients: [1, 2, -0.1])
        for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-12) }
    }

    private static let pyTorch: [String: [Double]] = [
        "sgd": [0.89900000000000002, 0.69810099999999997, 0.70740289899999997],
        "sgd_momentum": [0.89900000000000002, 0.60720099999999999, 0.353974699],
        "sgd_momentum_nesterov": [0.80810000000000004, 0.34475461000000007, 0.12681601524100006],
        "adam": [0.90000000099009902, 0.81178217710630141, 0.72987917420857029],
        "adam_amsgrad": [0.90000000099009902, 0.81178217710630141, 0.75376055911612028],
        "adamw": [0.89900000099999999, 0.80997911831567115, 0.72766695802284298],
        "adamw_amsgrad": [0.89900000099999999, 0.80997911831567115, 0.75141046771988973],
        "rmsprop": [9.9009891507684245e-08, -0.89354297119311643, -0.84468694746626527],
        "rmsprop_momentum": [9.9009891607604327e-08, -1.7935428820842136, -3.3548500250017348],
        "rmsprop_centered": [-0.0050377152492206978, -0.90671149083261426, -0.85738790035752122],
        "rmsprop_momentum_centered": [-0.0050377152492207091, -1.8112454345569131, -3.3834322441943323],
        "adagrad": [0.90000000000990099, 0.81065533381840527, 0.81473862994151491],
    ]

    private func weights(
        of rule: OptimizerRule, settings: [Double], gradients: [Double]
    ) -> [Double] {
        var running = rule.running.map(\.start)
        var states = rule.states.map { $0.start.value { value(of: $0, settings, running) } }
        var weight = 1.0
        return gradients.map { gradient in
            running = rule.running.map { $0.next.value { value(of: $0, settings, running) } }
            let numbers = rule.numbers.map { $0.value.value { value(of: $0, settings, running) } }
            var lines: [Double] = []
            for line in rule.lines {
                lines.append(
                    line.value.value { variable in
                        switch variable {
                        case .weight: weight
                        case .gradient: gradient
                        case .state(let index): states[index]
                        case .line(let index): lines[index]
                        case .number(let index): numbers[index]
                        }
                    })
            }
            for (line, value) in zip(rule.lines, lines) {
                switch line.target {
                case .weight: weight = value
                case .state(let index): states[index] = value
                case nil: break
                }
            }
            return weight
        }
    }

    private func value(
        of variable: OptimizerRule.StepVariable, _ settings: [Double], _ running: [Double]
    ) -> Double {
        switch variable {
        case .setting(let index): settings[index]
        case .running(let index): running[index]
        }
    }

    @Test func theTablesOfTheRuntimePageAreCurrent() throws {
        let page = URL(filePath: #filePath).appending(path: "../../../docs/runtime.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        let table = "<!-- optimizers -->\n\(optimizerReferenceMarkdown())<!-- end of optimizers -->\n"
        #expect(text.contains(table), "docs/runtime.md lacks this:\n\(table)")
        let definitions = "```text\n\(optimizerDefinitionText())```\n"
        #expect(text.contains(definitions), "docs/runtime.md lacks this:\n\(definitions)")
    }
}
