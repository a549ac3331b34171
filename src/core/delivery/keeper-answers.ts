// What the answers of several stations about one letter amount to. A pure decision of reference.
// The stations do not know of each other's answers, so the reader counts.
import type { OpenStatus } from '../station-records/index.ts'

/**
 * What one station said. `released` means that its share has the hash in the notice. `silent`: it
 * was not reached, did not answer in time, or broke a rule.
 */
export type KeeperAnswer =
  | { readonly status: 'released'; readonly share: Uint8Array; readonly receipt: Uint8Array }
  | { readonly status: Exclude<OpenStatus, 'released'> | 'silent' }

export type KeeperRefusal = 'RECALLED' | 'EXPIRED' | 'HELD' | 'NOT_YET' | 'QUOTA'

export type KeeperVerdict =
  | { readonly kind: 'shares'; readonly shares: Uint8Array[]; readonly receipts: Uint8Array[] }
  /** `said`: how many stations say so, or say something else that keeps the letter closed. */
  | { readonly kind: 'refused'; readonly refusal: KeeperRefusal; readonly said: number }
  /**
   * Not enough stations answered with something of use. `hasMoved`: a station no longer has the
   * share, so the author may have announced another gate.
   */
  | { readonly kind: 'away'; readonly answered: number; readonly hasMoved: boolean }

/** An honest station never changes these. Which stations are honest is not known here. */
const LASTING: readonly KeeperRefusal[] = ['RECALLED', 'EXPIRED']
/** A station that has just started will answer later. */
const NO_ANSWER: ReadonlySet<KeeperAnswer['status']> = new Set(['silent', 'STARTING'])
/** The first one that occurs is reported. */
const PASSING: readonly KeeperRefusal[] = ['HELD', 'NOT_YET', 'QUOTA']

/**
 * Decides as soon as no further answer can change the result, else returns null.
 * A refusal counts only if so many stations refuse that the others cannot give enough shares. Even
 * then it is only what they say: no number of stations ends a letter for its reader.
 * @param answers one per place; null while a station may still answer
 */
export function judgeAnswers(need: number, answers: readonly (KeeperAnswer | null)[]): KeeperVerdict | null {
  const given = answers.filter((answer) => answer !== null)
  const released = given.filter((answer) => answer.status === 'released')
  if (released.length >= need)
    return {
      kind: 'shares',
      shares: released.map(({ share }) => share),
      receipts: released.map(({ receipt }) => receipt),
    }
  const enough = answers.length - need + 1
  const count = (codes: readonly string[]): number =>
    given.filter(({ status }) => codes.includes(status)).length
  const firstOf = (codes: readonly KeeperRefusal[]): KeeperRefusal | undefined =>
    codes.find((code) => count([code]) > 0)
  const lasting = count(LASTING)
  if (lasting >= enough) return { kind: 'refused', refusal: firstOf(LASTING)!, said: lasting }
  const hasMoved = count(['MOVED']) > 0
  const answered = given.filter(({ status }) => !NO_ANSWER.has(status)).length
  const left = answers.length - given.length
  const refusing = count([...LASTING, ...PASSING])
  // The answers of the others cannot change it: only another gate helps.
  if (hasMoved && released.length + left < need && refusing + left < enough)
    return { kind: 'away', answered, hasMoved }
  if (left > 0) return null
  const passing = firstOf(PASSING)
  if (passing !== undefined && refusing >= enough)
    return { kind: 'refused', refusal: passing, said: refusing }
  return { kind: 'away', answered, hasMoved }
}
