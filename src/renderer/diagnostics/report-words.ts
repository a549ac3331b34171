// The doctor's report in sentences: what needs a look, and what can be done about it. Pure.
// Derived from the facts of the report, so that it can be said in every language.
import type { DoctorReport, LogLine } from '../../core/contract/index.ts'
import type { Formats } from '../messages/formats.ts'
import type { Messages } from '../messages/en/index.ts'
import type { SettingsPart } from '../state/place.ts'

export interface Warning {
  text: string
  /** Where it can be put right; null where nothing is to be done. */
  remedy: 'clock' | Exclude<SettingsPart, 'backup'> | null
}

export function tellWarnings(report: DoctorReport, m: Messages): Warning[] {
  const words = m.diagnostics.warnings
  const found: [boolean, string, Warning['remedy']][] = [
    [report.ledger.state === 'damaged', words.damaged, null],
    [report.rewritten.length > 0, words.rewritten, null],
    [report.clock.state === 'needs-yes', words.clockNeedsYes, 'clock'],
    [report.clock.state === 'jumped', words.clockJumped, null],
    [report.cores.frozen > 0, words.frozen, null],
    [report.parked.length > 0, words.parked, null],
    [report.home.keyring === 'clear', words.clear, 'passphrase'],
    [!report.home.wordsProven, words.words, 'words'],
  ]
  return found.flatMap(([isSo, text, remedy]) => (isSo ? [{ text, remedy }] : []))
}

/** The engine warns of more than its facts tell: then its own sentences are shown as well, in its language. */
export function warnsOfMore(report: DoctorReport, warnings: readonly Warning[]): boolean {
  return report.warnings.length > warnings.length
}

export interface Sentence {
  name: string
  text: string
}

/** The whole report for somebody who only wants to know how things stand. */
export function tellStanding(
  { network, store, home, ledger, rewritten }: DoctorReport,
  { m, f }: { m: Messages; f: Formats },
): Sentence[] {
  const words = m.diagnostics
  const people = new Set(network.peers.flatMap(({ person }) => (person === null ? [] : [person]))).size
  const connected = network.enabled ? words.standing.connected(people) : words.networkOff
  const isWhole = ledger.state === 'whole' && rewritten.length === 0
  return [
    { name: words.network, text: connected },
    { name: words.store, text: words.standing.stored(f.bytes(store.bytes), words.keyrings[home.keyring]) },
    { name: words.safety, text: isWhole ? words.standing.whole : words.standing.notWhole },
  ]
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

/** For a bug report: everything the doctor says, as it says it, and the log. Holds keys of persons, no names and no letters. */
export function toReportText(report: DoctorReport, log: readonly LogLine[], readAt: Date): string {
  return `Fumikura, ${readAt.toISOString()}\n${JSON.stringify(report, null, 2)}\n\n${toLogText(log)}`
}

/** A line each, as a terminal would show them. */
export function toLogText(log: readonly LogLine[]): string {
  return log.map(({ at, level, text }) => `${at} ${level} ${text}\n`).join('')
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const satisfies readonly LogLine['level'][]

/** Those of this weight and above, latest first. */
export function pickLines(log: readonly LogLine[], least: LogLine['level']): LogLine[] {
  const from = LEVELS.indexOf(least)
  return log.filter(({ level }) => LEVELS.indexOf(level) >= from).toReversed()
}
