// Describes how a letter is with its readers, and with the stations that can release it: what its
// author sees of the state step.
import { EngineError } from '../../contract/errors.ts'
import {
  countStations,
  listStates,
  loadAudiences,
  statusOf,
  tallyOf,
  type ReaderStatus as Standing,
} from '../../access/index.ts'
import type { ObjectReader } from '../../store/index.ts'
import { equalBytes } from '../../base/index.ts'
import type { LetterStatus, MailStatus, ReaderStations } from '../../contract/index.ts'
import { hasOpened, isAnswer, type ReaderState } from '../../contract/reader-states.ts'
import { findAtStations, type AtStations } from '../../keepers/index.ts'
import type { LetterParts } from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { findMailReader, listMailReaders } from '../../outside/index.ts'
import { deviceId, isoTime, isoTimeOrNull, partyOf, personId } from '../../contract-ids.ts'

export interface ReaderPage {
  limit: number
  after: string | undefined
}

/** Returns the state of each reader, their numbers, who is silent, and the stations. */
export function describeStatus(
  home: OpenHome,
  object: Uint8Array,
  page: ReaderPage,
): Pick<LetterStatus, 'stations' | 'tally' | 'readers'> {
  const stations = findStationsOf(home.parts, object)
  return {
    stations: stations && showAtStations(home, stations),
    ...describeReaders(home.parts, object, stations, page),
  }
}

function describeReaders(
  parts: LetterParts,
  object: Uint8Array,
  stations: AtStations | null,
  page: ReaderPage,
) {
  const { ledger, clockGuard, audiences } = parts
  const { now } = clockGuard.read()
  const tally = tallyOf(ledger, object, now, audiences)
  const readers = page.limit === 0 ? [] : statusOf(ledger, object, now, audiences)
  const ordered = pageOf(inOrder(parts, object, readers), page)
  return { tally, readers: ordered.map((reader) => describeReader(parts, object, stations, reader)) }
}

export function describeReader(
  parts: LetterParts,
  object: Uint8Array,
  stations: AtStations | null,
  { person, state, at, arrivedAt, note }: Standing,
) {
  return {
    ...partyOf(parts, person),
    state,
    at: isoTime(at),
    arrivedAt: isoTimeOrNull(arrivedAt),
    note: note ?? noteOfMail(parts, { objectId: object, person }),
    stations: stations && describeStations(parts, { objectId: object, person }, stations),
    history: listStates(parts.ledger, object, person).map((said) => ({
      value: said.value,
      at: isoTime(said.at),
      note: said.note,
    })),
  }
}

function noteOfMail({ ledger }: LetterParts, reader: ObjectReader): string | null {
  const mail = findMailReader(ledger, reader)
  if (mail === null || mail.note === '') return null
  return mail.state === 'returned' ? `came back: ${mail.note}` : mail.note
}

/** A letter without a gate for this reader has no shares. */
function describeStations(
  { ledger }: LetterParts,
  reader: ObjectReader,
  { of, handedOver }: AtStations,
): ReaderStations {
  const gate = countStations(ledger, reader)
  if (gate === null) return { of, handedOver, ...NO_SHARES, votes: [] }
  return {
    ...gate,
    handedOver: Math.min(gate.handedOver, handedOver),
    votes: gate.votes.map(({ station, vote }) => ({ station: deviceId(station), vote })),
  }
}

const NO_SHARES = {
  released: 0,
  burned: 0,
  burnedByWord: 0,
  held: 0,
  letGo: 0,
  sent: 0,
  need: 0,
  certainAt: 0,
}

/** @throws INVALID if the reader before the page is not in the list */
export function pageOf<T extends { person: Uint8Array }>(list: T[], { limit, after }: ReaderPage): T[] {
  const before = after === undefined ? -1 : list.findIndex(({ person }) => personId(person) === after)
  if (after !== undefined && before === -1)
    throw new EngineError('INVALID', 'The page begins after a person who is no reader.')
  return list.slice(before + 1, before + 1 + limit)
}

/**
 * Sorts readers in the order of the addressees, not by their keys. Group members are sorted by
 * state, then by name.
 */
export function inOrder<T extends { person: Uint8Array; state?: ReaderState }>(
  parts: LetterParts,
  object: Uint8Array,
  readers: T[],
): T[] {
  const to = parts.store.findOwn(parts.ledger, object)?.header.to ?? []
  const ranked = readers.map((reader) => {
    const position = to.findIndex((one) => equalBytes(one, reader.person))
    const progress = progressOf(reader.state)
    const { name } = partyOf(parts, reader.person)
    return { reader, name, rank: position === -1 ? to.length + progress : position }
  })
  ranked.sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name))
  return ranked.map(({ reader }) => reader)
}

/** Readers who answered are first, then readers who have the letter. */
function progressOf(state: ReaderState | undefined): number {
  if (state === undefined || !hasOpened(state)) return 2
  return isAnswer(state) ? 0 : 1
}

/** Null before a notice is out. */
export function findStationsOf({ ledger }: LetterParts, object: Uint8Array): AtStations | null {
  const isNoticed = loadAudiences(ledger, object).some(({ noticedAt }) => noticedAt !== null)
  return isNoticed ? findAtStations(ledger, object) : null
}

/** Empty for a letter that was deleted. */
export function describeByMail({ store, ledger }: LetterParts, object: Uint8Array): MailStatus[] {
  const header = store.findOwn(ledger, object)?.header ?? {}
  return listMailReaders(ledger, object, header).map(({ address, state, note, sentInstead }) => ({
    ...{ address, by: 'words', state, note, sentInstead },
  }))
}

function showAtStations({ peers }: OpenHome, { of, handedOver, at }: AtStations): LetterStatus['stations'] {
  const shown = at.map(({ station: { device, name, heardAt }, has }) => ({
    ...{ station: deviceId(device), name, online: peers.find(device) !== null },
    ...{ heardAt: isoTime(heardAt), has },
  }))
  return { of, handedOver, at: shown }
}
