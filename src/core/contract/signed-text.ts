// How a signature joins a text, for the page and the command line.

/** Puts the signature below a text, with an empty line between them. */
export function withSignature(text: string, signature: string): string {
  const end = signature.trim()
  if (end === '') return text
  const body = text.trimEnd()
  return `${body}\n\n${end}\n`
}
