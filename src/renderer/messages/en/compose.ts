// The sentences of compose, in English; the type that every other language has to satisfy.
export const compose = {}
