import ArgumentParser

/// The weights of a model, and what they do not say of its data.
struct WeightsArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The weights, a safetensors file. (default: the model's name.safetensors)", valueName: "path"),
        completion: .file(extensions: ["safetensors"]))
    var weights: String?

    @Option(
        // -1..1 looks like an option.
        parsing: .unconditional,
        help: ArgumentHelp(
            "What becomes of pixels, if the weights do not say: 0..1, -1..1, zscore or none.",
            valueName: "how"))
    var normalize: NormalizationChoice?

    @OptionGroup var classNames: ClassNames

    /// What is said of images, if anything is.
    var imageOption: String? {
        normalize != nil ? "--normalize" : classNames.argument != nil ? "--class-names" : nil
    }
}
