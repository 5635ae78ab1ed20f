internal import GraphRuntime

/// The files of a folder that has a folder for each class, as torchvision's `ImageFolder` finds them: classes by name,
/// the folders within a class by path, files by name, all in the order of their bytes, and symbolic links followed.
///
/// What begins with a dot is hidden, and files with other endings than `.png`, `.jpg` and `.jpeg` are left alone.
package struct FolderListing {
    let directory: String
    package let classNames: [String]
    package private(set) var paths: [String] = []
    /// That of each path.
    package private(set) var labels: [Int] = []

    /// - Parameter classNames: Those that there are, in the order of their labels; nil for a class for each folder. Given,
    ///   not all need to be there, but no other.
    package init(directory: String, classNames: [String]?) throws(ImageError) {
        let directory = withoutSlashAtEnd(directory)
        guard directoryExists(at: directory) else { throw .file(.notADirectory(directory)) }
        var folders: [String] = []
        for name in try shownNames(in: directory)
        where FileIdentity(at: "\(directory)/\(name)")?.isDirectory == true {
            folders.append(name)
        }
        guard !folders.isEmpty else { throw .noClasses(directory: directory) }
        self.directory = directory
        self.classNames = classNames ?? folders
        let labels = Dictionary(zip(self.classNames, 0...), uniquingKeysWith: { first, _ in first })
        for name in folders {
            let path = "\(directory)/\(name)"
            guard let label = labels[name] else {
                throw .unknownClass(directory: path, known: self.classNames)
            }
            paths += try images(ofClass: path)
            self.labels += Array(repeating: label, count: paths.count - self.labels.count)
        }
    }
}

/// The paths of the images in a folder and in those within it.
private func images(ofClass path: String) throws(ImageError) -> [String] {
    var visited: Set<FileIdentity> = []
    var images: [String] = []
    var otherFiles = 0
    for folder in try folders(under: path, &visited).sorted(by: precedes) {
        for name in folder.files {
            if isImage(name) { images.append("\(folder.path)/\(name)") } else { otherFiles += 1 }
        }
    }
    guard !images.isEmpty else { throw .noImages(directory: path, otherFiles: otherFiles) }
    return images
}

private typealias Folder = (path: String, files: [String])

/// A folder and all within it. Links may lead back to where they are, or multiply what there is: nothing is read twice.
private func folders(
    under path: String, _ visited: inout Set<FileIdentity>
) throws(ImageError) -> [Folder] {
    if let identity = FileIdentity(at: path), !visited.insert(identity).inserted {
        throw .visitedTwice(directory: path)
    }
    var (files, found): ([String], [Folder]) = ([], [])
    for name in try shownNames(in: path) {
        let inner = "\(path)/\(name)"
        if FileIdentity(at: inner)?.isDirectory == true {
            found += try folders(under: inner, &visited)
        } else {
            files.append(name)
        }
    }
    return found + [(path, files)]
}

private func precedes(_ lhs: Folder, _ rhs: Folder) -> Bool { precedes(lhs.path, rhs.path) }

private func precedes(_ lhs: String, _ rhs: String) -> Bool { lhs.utf8.lexicographicallyPrecedes(rhs.utf8) }

/// The names in a folder but for hidden ones, in order.
private func shownNames(in path: String) throws(ImageError) -> [String] {
    try ImageError.wrapping { () throws(FileError) in try names(inFolder: path) }
        .filter { !$0.hasPrefix(".") }.sorted(by: precedes)
}

private func withoutSlashAtEnd(_ path: String) -> String {
    guard let end = path.lastIndex(where: { $0 != "/" }) else { return path }
    return String(path[...end])
}

private func isImage(_ name: String) -> Bool {
    let name = name.lowercased()
    return [".png", ".jpg", ".jpeg"].contains { name.hasSuffix($0) }
}
