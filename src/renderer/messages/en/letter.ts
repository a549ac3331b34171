// The sentences of letter, in English; the type that every other language has to satisfy.
export const letter = {}
