// Texts that are too long for a notice, so that the body of an open letter is apart and has to be
// fetched.
const LONGER_THAN_WORDS = 2_401

export const apart = (text: string): string => text.padEnd(LONGER_THAN_WORDS, ' …')
