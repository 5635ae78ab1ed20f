extension CompiledModel {
    /// The C of a model, compiled to a shared library: `cc -std=c11 -O2 -shared -fPIC net.c -lm -o net.so`.
    ///
    /// It gives the bits that the Swift of the same model gives. It is trained with batches of up to
    /// `NET_BATCH` samples, and predicts and evaluates any number. Up to `NET_THREADS` threads share a call.
    ///
    /// - Parameters:
    ///   - path: The file of the library, which stays loaded as long as something uses the model.
    ///   - prefix: What names in the library start with: `net` for `net_logits`.
    ///   - layout: That of the Swift of the same model. Its arena is the library's business.
    /// - Throws: `LibraryError` if the file is no such library, or if its sizes are not those of the layout.
    public convenience init(
        library path: String, prefix: String, layout: ModelLayout
    ) throws(LibraryError) {
        let library = try CLibrary(path: path, prefix: prefix, layout: layout)
        var layout = layout
        // The arena of C is as large as a batch can be, however many samples there are.
        layout.arenaFloatsPerSample = 0
        layout.arenaFloatsOnce = library.arenaFloats
        layout.arenaFloatsPerWorker = 0
        // It walks large batches in pieces itself, and so has no need of `accumulate`.
        self.init(
            layout: layout, batchLimit: library.batch, workerLimit: library.threads, forward: library.forward,
            loss: library.loss, gradient: library.gradient, step: library.step)
    }
}
