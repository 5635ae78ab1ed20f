internal import TileKernels

extension CompiledModel {
    /// The C of a model, compiled to a shared library: `cc -std=c11 -O2 -shared -fPIC net.c -lm -o net.so`.
    ///
    /// It gives the bits that the Swift of the same model gives, with batches of any size on any number of threads:
    /// `NET_BATCH` and `NET_THREADS` are for programs in C.
    ///
    /// - Parameters:
    ///   - path: The file of the library, which stays loaded as long as something uses the model.
    ///   - prefix: What names in the library start with: `net` for `net_run`.
    ///   - layout: That of the Swift of the same model. Its arena is the library's business.
    /// - Throws: `LibraryError` if the file is no such library, is one of another version of graphc, or if its sizes are
    ///   not those of the layout.
    public convenience init(
        library path: String, prefix: String, layout: ModelLayout
    ) throws(LibraryError) {
        let library = try CLibrary(path: path, prefix: prefix, layout: layout)
        var layout = layout
        layout.arenaFloatsPerSample = library.sizes.arena_floats_per_sample
        layout.arenaFloatsOnce = library.sizes.arena_floats_once
        layout.arenaFloatsPerWorker = library.sizes.arena_floats_per_thread
        self.init(
            layout: layout, forward: library.function(tk_role_forward), loss: library.function(tk_role_loss),
            gradient: library.function(tk_role_gradient), step: library.function(tk_role_step),
            accumulate: library.function(tk_role_accumulate))
    }
}
