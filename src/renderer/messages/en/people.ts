// The sentences of people, in English; the type that every other language has to satisfy.
export const people = {}
