// The sentences of author, in English; the type that every other language has to satisfy.
export const author = {}
