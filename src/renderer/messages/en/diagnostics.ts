// The sentences of diagnostics, in English; the type that every other language has to satisfy.
export const diagnostics = {}
