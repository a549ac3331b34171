// The facts of the doctor's report by section, each with a name and a value.
import type { DoctorReport, PersonId } from '../../core/contract/index.ts'
import { f, m } from '../messages/later.ts'

/** Returns null for a person who is no longer a contact. */
type NameOf = (person: PersonId) => string | null

export type Fact = readonly [name: string, value: string]

export function networkFacts({ network }: DoctorReport): Fact[] {
  const words = m.diagnostics
  return [
    [words.swarm, words.ways[network.swarm]],
    [words.lan, words.ways[network.lan]],
  ]
}

export function storeFacts({ home, store, feeds }: DoctorReport): Fact[] {
  const words = m.diagnostics
  const bytes = (size: number | null): string => (size === null ? words.bytesUnknown : f.bytes(size))
  return [
    [words.home, `${bytes(home.bytes)}, ${words.homeFormat(f.number(home.format))}`],
    [words.letters, words.blocks(f.number(store.blocks), f.bytes(store.bytes))],
    [words.kept, f.number(store.kept)],
    [words.notices, words.noticesValue(f.number(feeds.written.records), f.number(feeds.read.records))],
    [words.keyring, words.keyrings[home.keyring]],
    [words.words, home.wordsProven ? words.wordsProven : words.wordsKept],
  ]
}

export function safetyFacts({ ledger, cores, marks, clock }: DoctorReport, now: Date): Fact[] {
  const words = m.diagnostics
  const state = words.clocks[clock.state]
  return [
    [
      words.ledger,
      ledger.state === 'whole'
        ? words.ledgerWhole(f.number(ledger.commits))
        : words.ledgerDamaged(ledger.reason ?? '?'),
    ],
    [words.cores, words.coresValue(f.number(cores.own), f.number(cores.foreign), f.number(cores.frozen))],
    [words.marks, words.marksValue(f.number(marks.checked), f.number(marks.behind))],
    [words.clock, clock.mark === null ? state : words.clockMark(state, f.dayAndTime(clock.mark, now))],
  ]
}

/** Sorted by count. The reasons are protocol words and are not translated. */
export function skippedFacts({ skipped }: DoctorReport): Fact[] {
  return Object.entries(skipped)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => [reason, f.number(count)])
}

export function parkedFacts({ parked }: DoctorReport, now: Date, nameOf: NameOf): Fact[] {
  return parked.map(({ person, reason, since }) => [
    nameOf(person) ?? shorten(person),
    m.diagnostics.parkedSince(reason, f.dayAndTime(since, now)),
  ])
}

/** Which letters the lists have without their text, or not at all. */
export function unfiledFacts({ unfiled }: DoctorReport): Fact[] {
  const words = m.diagnostics
  const facts = unfiled.letters.map(({ ref, object, filedBy, reason }): Fact => [
    ref ?? object,
    words.unfiledValue(words.filedBy[filedBy], reason),
  ])
  const more = unfiled.count - facts.length
  return more === 0 ? facts : [...facts, [words.unfiledMore(f.number(more)), '']]
}

/** Which person's store, which core of it, and at which position it contradicts itself. */
export function rewrittenFacts({ rewritten }: DoctorReport, now: Date, nameOf: NameOf): Fact[] {
  return rewritten.map(({ person, core, length, fork, seenAt }) => [
    nameOf(person) ?? shorten(person),
    m.diagnostics.rewrittenValue(shorten(core), f.number(length), f.number(fork), f.dayAndTime(seenAt, now)),
  ])
}

const shorten = (key: string): string => `${key.slice(0, 8)}…`
