// Counts what was imported, known and refused. Every refusal is counted; the first MAX_NAMED are
// listed.
import type { ErrorCode } from '../contract/errors.ts'

export interface Refused {
  what: string
  code: ErrorCode
}

const MAX_NAMED = 1000
const MAX_WHAT_CHARS = 300

export class ImportReport {
  taken = 0
  /** Stored before this import. */
  known = 0
  refusedCount = 0
  readonly refused: Refused[] = []

  get done(): number {
    return this.taken + this.known + this.refusedCount
  }

  refuse(what: string, code: ErrorCode): void {
    this.refusedCount++
    if (this.refused.length < MAX_NAMED) this.refused.push({ what: what.slice(0, MAX_WHAT_CHARS), code })
  }

  add({ taken, known, refused }: { taken: number; known: number; refused: readonly Refused[] }): void {
    this.taken += taken
    this.known += known
    for (const { what, code } of refused) this.refuse(what, code)
  }
}
