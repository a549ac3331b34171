// The sentences of inbox, in English; the type that every other language has to satisfy.
export const inbox = {}
