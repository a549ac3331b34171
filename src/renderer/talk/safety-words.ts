// The answer to a safety check that needs no help, in each language of the page. An answer has the
// words of the person who gave it, so an author may get it in a language that is not loaded here.
const SAFE: ReadonlySet<string> = new Set(['I’m safe', '無事です'])

/** Anything else asks for attention. */
export const isSafe = (answer: string): boolean => SAFE.has(answer)
