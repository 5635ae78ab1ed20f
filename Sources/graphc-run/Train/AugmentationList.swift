import ArgumentParser
import GraphRuntime

/// `flip,crop=4,rotate=10`
struct AugmentationList: ExpressibleByArgument {
    let text: String
    let augmentations: [Augmentation]

    init?(argument: String) {
        var augmentations: [Augmentation] = []
        for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = word.split(separator: "=", omittingEmptySubsequences: false)
            switch (parts[0], parts.count) {
            case ("flip", 1): augmentations.append(.randomHorizontalFlip())
            case ("crop", 2):
                guard let padding = Int(parts[1]) else { return nil }
                augmentations.append(.randomCrop(padding: padding))
            case ("rotate", 2):
                guard let degrees = Double(parts[1]) else { return nil }
                augmentations.append(.randomRotation(degrees: degrees))
            default: return nil
            }
        }
        self.augmentations = augmentations
        text = argument
    }
}
