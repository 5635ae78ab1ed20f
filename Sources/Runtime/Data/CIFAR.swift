/// Small colour photographs: 50,000 images for training and 10,000 for testing, 3 × 32 × 32 pixels, 10 classes.
///
/// A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.
public struct CIFAR10: Sendable {
    public let train: ImageDataset
    public let test: ImageDataset

    /// Reads the binary version: the folder `cifar-10-batches-bin` in `directory`, or `directory` itself if the files
    /// are in it, or else the archive `cifar-10-binary.tar.gz` as it is published, which is not unpacked on disk.
    ///
    /// Classes are named as the file `batches.meta.txt` beside the images says, if it is there.
    public init(directory: String, normalization: Normalization) throws(CIFARError) {
        (train, test) = try CIFARFiles(
            directory: directory, archives: ["cifar-10-binary.tar.gz", "cifar-10-binary.tar"],
            folder: "cifar-10-batches-bin", train: (1...5).map { "data_batch_\($0).bin" },
            test: "test_batch.bin", recordLimit: 10_000,
            labels: [
                .init(
                    file: "batches.meta.txt",
                    names: """
                        airplane automobile bird cat deer dog frog horse ship truck
                        """)
            ], label: 0
        ).read(normalization: normalization)
    }
}

/// Small colour photographs: 50,000 images for training and 10,000 for testing, 3 × 32 × 32 pixels, of 100 classes in
/// 20 groups.
///
/// A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.
public struct CIFAR100: Sendable {
    public let train: ImageDataset
    public let test: ImageDataset

    /// Which of the two labels of an image are read.
    public enum Labels: Sendable {
        /// The 100 classes, such as `maple_tree`.
        case fine
        /// The 20 groups, such as `trees`.
        case coarse
    }

    /// Reads the binary version: the folder `cifar-100-binary` in `directory`, or `directory` itself if the files are in
    /// it, or else the archive `cifar-100-binary.tar.gz` as it is published, which is not unpacked on disk.
    ///
    /// Classes are named as the file `fine_label_names.txt` or `coarse_label_names.txt` beside the images says, if it is
    /// there.
    public init(
        directory: String, normalization: Normalization, labels: Labels = .fine
    ) throws(CIFARError) {
        (train, test) = try CIFARFiles(
            directory: directory, archives: ["cifar-100-binary.tar.gz", "cifar-100-binary.tar"],
            folder: "cifar-100-binary", train: ["train.bin"], test: "test.bin", recordLimit: 50_000,
            labels: [
                .init(file: "coarse_label_names.txt", names: coarseNames),
                .init(file: "fine_label_names.txt", names: fineNames),
            ], label: labels == .coarse ? 0 : 1
        ).read(normalization: normalization)
    }
}

private let coarseNames = """
    aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices
    household_furniture insects large_carnivores large_man-made_outdoor_things large_natural_outdoor_scenes
    large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people reptiles small_mammals trees
    vehicles_1 vehicles_2
    """

private let fineNames = """
    apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
    caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant
    flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man
    maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree
    plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper
    snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train
    trout tulip turtle wardrobe whale willow_tree wolf woman worm
    """
