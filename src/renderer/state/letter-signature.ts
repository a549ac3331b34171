// The signature at the end of a letter that is being written. Pure. The compose step: the page alone
// adds it, so what its writer sees is what goes.
import { withSignature } from '../../core/contract/index.ts'
import type { LetterContent } from './letter-content.ts'

type Signed = Pick<LetterContent, 'text' | 'unwritten'>

/**
 * Puts another signature in the place of the one that the text began with. Null if nothing changes: it
 * is there already, or the writer has changed what was there.
 */
export function replaceSignature({ text, unwritten = '' }: Signed, signature: string): Signed | null {
  const before = unwritten.trim()
  const next = signature.trim()
  if (before === next || !endsWithSignature(text, before)) return null
  const rest = before === '' ? text : text.trimEnd().slice(0, -before.length)
  return { text: withSignature(rest.trimEnd(), next), unwritten: withSignature('', next) }
}

/** Of these signatures, returns the one at the end of a text. Null if none is. */
export function findSignature(text: string, signatures: readonly string[]): string | null {
  return signatures.find((one) => one.trim() !== '' && endsWithSignature(text, one.trim())) ?? null
}

/** It has lines of its own. */
function endsWithSignature(text: string, signature: string): boolean {
  const whole = text.trimEnd()
  return signature === '' || whole === signature || whole.endsWith(`\n${signature}`)
}
