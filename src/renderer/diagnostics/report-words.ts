// The doctor's report in sentences: what needs a look, and what can be done about it. Pure.
// Derived from the facts of the report, so that it can be said in every language.
import type { DoctorReport } from '../../core/contract/index.ts'
import type { Messages } from '../messages/en/index.ts'

export interface Warning {
  text: string
  /** Where it can be put right; null where nothing is to be done. */
  remedy: 'clock' | 'settings' | null
}

export function tellWarnings(report: DoctorReport, m: Messages): Warning[] {
  const words = m.diagnostics.warnings
  const found: [boolean, string, Warning['remedy']][] = [
    [report.ledger.state === 'damaged', words.damaged, null],
    [report.clock.state === 'needs-yes', words.clockNeedsYes, 'clock'],
    [report.clock.state === 'jumped', words.clockJumped, null],
    [report.cores.frozen > 0, words.frozen, null],
    [report.parked.length > 0, words.parked, null],
    [report.home.keyring === 'clear', words.clear, 'settings'],
    [!report.home.wordsProven, words.words, 'settings'],
  ]
  return found.flatMap(([isSo, text, remedy]) => (isSo ? [{ text, remedy }] : []))
}

/** The engine warns of more than its facts tell: then its own sentences are shown as well, in its language. */
export function warnsOfMore(report: DoctorReport, warnings: readonly Warning[]): boolean {
  return report.warnings.length > warnings.length
}

/** What lies readable on this disk. A list that is not the known one is shown as the engine says it. */
export function tellUnencrypted(
  { home, unencrypted }: DoctorReport,
  m: Messages,
): { text: string; isEngines: boolean }[] {
  const kinds = m.diagnostics.unencryptedKinds
  const known = [...(home.keyring === 'clear' ? [kinds.everything] : []), kinds.cores, kinds.homeFile]
  const isKnown = unencrypted.length === known.length
  return (isKnown ? known : unencrypted).map((text) => ({ text, isEngines: !isKnown }))
}

/** For a bug report: everything the doctor says, as it says it. Holds keys of persons, no names and no letters. */
export function toReportText(report: DoctorReport, readAt: Date): string {
  return `Fumikura, ${readAt.toISOString()}\n${JSON.stringify(report, null, 2)}\n`
}
