// The sentences of search, in English; the type that every other language has to satisfy.
export const search = {}
