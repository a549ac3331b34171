// What an author sees of the stations of a letter: one line while all is as it should be, or what a
// recall or a hold has reached. Pure; from the status of the letter.
import type {
  LetterAtStation,
  LetterStatus,
  ReaderState,
  ReaderStations,
  ReaderStatus,
  StationVote,
} from '../../core/contract/index.ts'

/** What is shown, the most urgent first: the first of these that a reader has. */
const SHOWN = ['unknown', 'recalling', 'holding', 'letting-go', 'recalled', 'expired', 'held'] as const
export type ActedState = (typeof SHOWN)[number]

const OPEN: ReadonlySet<ReaderState> = new Set(['recalling', 'holding', 'letting-go', 'unknown'])

interface Reader extends ReaderStatus {
  stations: ReaderStations
}

/** How far the acts on the letter have come, for the readers who have this state. */
export interface ActedLine {
  state: ActedState
  /** False as long as it is not certain. */
  isSettled: boolean
  names: string[]
  /** Confirmed by so many stations for every one of these readers. */
  done: number
  of: number
  need: number
  certainAt: number
  stations: StationAnswer[]
}

/** What a station has decided for these readers. */
export interface StationAnswer {
  /** Null for a station that the person has left. */
  at: LetterAtStation | null
  /** Null as long as it has decided nothing for some of them. */
  vote: StationVote['vote']
  /** For so many of the readers. */
  count: number
}

/** Null if no act on this letter concerns stations. */
export function describeActed({ stations, readers }: LetterStatus): ActedLine | null {
  const gated = readers.filter((reader): reader is Reader => (reader.stations?.sent ?? 0) > 0)
  const state = SHOWN.find((one) => gated.some((reader) => isConcerned(reader, one)))
  if (state === undefined) return null
  const concerned = gated.filter((reader) => isConcerned(reader, state))
  return {
    state,
    isSettled: !OPEN.has(state),
    names: concerned.map(({ name }) => name),
    done: least(concerned, (one) => countDone(one, state)),
    of: most(concerned, ({ sent }) => sent),
    need: most(concerned, ({ need }) => need),
    certainAt: most(concerned, ({ certainAt, need }) => (state === 'letting-go' ? need : certainAt)),
    stations: listAnswers(concerned, state, stations?.at ?? []),
  }
}

/** After a recovery a reader is `unknown` whatever the stations answered. */
function isConcerned({ state, stations: { burned, certainAt } }: Reader, wanted: ActedState): boolean {
  return state === wanted && !(state === 'unknown' && burned >= certainAt)
}

function countDone({ released, burned, held, letGo }: ReaderStations, state: ActedState): number {
  if (state === 'letting-go') return released + letGo
  return isHold(state) ? held + burned : burned
}

export function isHold(state: ActedState): boolean {
  return state === 'holding' || state === 'held'
}

function listAnswers(
  readers: readonly Reader[],
  state: ActedState,
  at: readonly LetterAtStation[],
): StationAnswer[] {
  const votes = readers.flatMap((reader) => reader.stations.votes).map((one) => withoutEarlier(one, state))
  return [...new Set(votes.map(({ station }) => station))].map((station) => ({
    at: at.find((one) => one.station === station) ?? null,
    ...sumVotes(votes.filter((one) => one.station === station)),
  }))
}

/** What a station confirmed of an earlier act is no answer to this one. */
function withoutEarlier({ station, vote }: StationVote, state: ActedState): StationVote {
  const isEarlier = (vote === 'held' && !isHold(state)) || (vote === 'let-go' && state !== 'letting-go')
  return { station, vote: isEarlier ? null : vote }
}

function sumVotes(votes: readonly StationVote[]): Pick<StationAnswer, 'vote' | 'count'> {
  const [first] = votes.flatMap(({ vote }) => (vote === null ? [] : [vote]))
  const vote = first ?? null
  return { vote, count: votes.filter((one) => one.vote === vote).length }
}

/** How many stations the letter is at, and if that is enough for those who have not opened it. */
export interface PlacedLine {
  count: number
  of: number
  /** Null if nobody is left who could open it. */
  opensAway: boolean | null
  need: number
}

/** Null without stations, and before a notice is sent. */
export function describePlaced({ stations, readers }: LetterStatus): PlacedLine | null {
  if (stations === null) return null
  const waiting = readers.flatMap((one) => (one.state === 'notified' && one.stations ? [one.stations] : []))
  const need = Math.max(1, ...waiting.map((one) => one.need))
  const count = Math.min(stations.handedOver, ...waiting.map(({ handedOver }) => handedOver))
  const of = Math.max(stations.of, ...waiting.map((one) => one.of))
  return { count, of, need, opensAway: waiting.length === 0 ? null : count >= need }
}

const least = (readers: readonly Reader[], of: (one: ReaderStations) => number): number =>
  Math.min(...readers.map(({ stations }) => of(stations)))
const most = (readers: readonly Reader[], of: (one: ReaderStations) => number): number =>
  Math.max(...readers.map(({ stations }) => of(stations)))
