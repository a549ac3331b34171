// The doctor's report in sentences: the problems, and what the user can do.
// Derived from the report's facts, so that it exists in every language.
import type { DoctorReport, LogLine } from '../../core/contract/index.ts'
import { f, m } from '../messages/later.ts'
import type { SettingsPart } from '../state/place.ts'

export interface Warning {
  text: string
  /** The place where it can be repaired; null if nothing needs to be done. */
  remedy: 'clock' | Extract<SettingsPart, 'passphrase' | 'words'> | null
}

export function describeWarnings(report: DoctorReport): Warning[] {
  const words = m.diagnostics.warnings
  const found: [boolean, string, Warning['remedy']][] = [
    [report.ledger.state === 'damaged', words.damaged, null],
    [report.rewritten.length > 0, words.rewritten, null],
    [report.clock.state === 'needs-yes', words.clockNeedsYes, 'clock'],
    [report.clock.state === 'jumped', words.clockJumped, null],
    [report.cores.frozen > 0, words.frozen, null],
    [report.parked.length > 0, words.parked, null],
    [report.unfiled.count > 0, words.unfiled, null],
    [report.home.keyring === 'clear', words.clear, 'passphrase'],
    [!report.home.wordsProven, words.words, 'words'],
  ]
  return found.flatMap(([isSo, text, remedy]) => (isSo ? [{ text, remedy }] : []))
}

/**
 * True if the engine warns of more than the facts show. Its own sentences are then shown as well,
 * in their language.
 */
export function warnsOfMore(report: DoctorReport, warnings: readonly Warning[]): boolean {
  return report.warnings.length > warnings.length
}

export interface Sentence {
  name: string
  text: string
}

/** Summarises the report for a user who wants only the overall state. */
export function describeStanding({ network, store, home, ledger, rewritten }: DoctorReport): Sentence[] {
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

/**
 * Names the unencrypted data on this disk. If the list is not the expected one, shows the engine's
 * text.
 */
export function describeUnencrypted({
  home,
  unencrypted,
}: DoctorReport): { text: string; isEngines: boolean }[] {
  const kinds = m.diagnostics.unencryptedKinds
  const known = [...(home.keyring === 'clear' ? [kinds.everything] : []), kinds.cores, kinds.homeFile]
  const isKnown = unencrypted.length === known.length
  return (isKnown ? known : unencrypted).map((text) => ({ text, isEngines: !isKnown }))
}

/**
 * Returns the text for a bug report: the doctor's full report and the log. It contains persons'
 * keys, but no names and no letters.
 */
export function toReportText(report: DoctorReport, log: readonly LogLine[], readAt: Date): string {
  return `Fumikura, ${readAt.toISOString()}\n${JSON.stringify(report, null, 2)}\n\n${toLogText(log)}`
}

/** Returns one line for each entry, as in a terminal. */
export function toLogText(log: readonly LogLine[]): string {
  return log.map(({ at, level, text }) => `${at} ${level} ${text}\n`).join('')
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const satisfies readonly LogLine['level'][]

/** Returns the lines of at least this level, the latest first. */
export function pickLines(log: readonly LogLine[], least: LogLine['level']): LogLine[] {
  const from = LEVELS.indexOf(least)
  return log.filter(({ level }) => LEVELS.indexOf(level) >= from).toReversed()
}
