import Foundation
internal import TileKernels

/// A random change of an image that does not change what it shows: a model that learns from other images in each epoch
/// learns more of them. Definitions are torchvision's.
///
///     Trainer(optimizer: .adam(), augmentation: [.randomCrop(padding: 4), .randomHorizontalFlip()], epochs: 20)
public struct Augmentation: Sendable, Equatable {
    private let kind: Kind

    private enum Kind: Sendable, Equatable {
        case flip(probability: Double)
        case crop(padding: Int)
        case rotation(degrees: Double)
    }

    /// Left becomes right, with this probability.
    public static func randomHorizontalFlip(probability: Double = 0.5) -> Augmentation {
        Augmentation(kind: .flip(probability: probability))
    }

    /// Black around the image, and a part of it as large as the image was, from anywhere: the image moves by as many
    /// pixels at most. `RandomCrop(size, padding)` of the image's own size.
    public static func randomCrop(padding: Int) -> Augmentation {
        Augmentation(kind: .crop(padding: padding))
    }

    /// A turn around the middle by as many degrees at most, either way, bilinear, with black where nothing was.
    public static func randomRotation(degrees: Double) -> Augmentation {
        Augmentation(kind: .rotation(degrees: degrees))
    }

    /// What is wrong with its number, if anything is.
    var problem: (name: String, value: Double)? {
        switch kind {
        case .flip(let probability): (0...1).contains(probability) ? nil : ("probability", probability)
        case .crop(let padding): (0...1 << 20).contains(padding) ? nil : ("padding", Double(padding))
        case .rotation(let degrees): (0...180).contains(degrees) ? nil : ("degrees", degrees)
        }
    }

    /// Changes an image.
    ///
    /// - Parameters:
    ///   - scratch: Room for another one.
    ///   - random: What is drawn from does not depend on the image.
    func callAsFunction(
        _ image: UnsafeMutablePointer<Float>, _ size: tk_extents, background: [Float],
        _ scratch: UnsafeMutablePointer<Float>, _ random: inout SplitMix64
    ) {
        let count = size.channels * size.height * size.width
        switch kind {
        case .flip(let probability):
            if Double(random.nextUniform()) < probability { tk_flip_image(image, size) }
        case .crop(let padding):
            let places = UInt64(2 * padding + 1)
            let down = Int(random.nextInteger(below: places)) - padding
            let right = Int(random.nextInteger(below: places)) - padding
            scratch.update(from: image, count: count)
            tk_move_image(scratch, size, down, right, background, image)
        case .rotation(let degrees):
            let angle = degrees * (2 * Double(random.nextUniform()) - 1) * .pi / 180
            scratch.update(from: image, count: count)
            tk_rotate_image(scratch, size, Float(cos(angle)), Float(sin(angle)), background, image)
        }
    }
}
