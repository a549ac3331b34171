// Reads all that a page says of a sent letter: its words, readers, cost, and who asks for it.
// The state step. A large audience is counted first and named when the person asks.
import {
  EngineError,
  type Ask,
  type Letter,
  type LetterStatus,
  type LetterSummary,
  type Methods,
  type ObjectAudience,
  type PersonId,
  type ReaderStatus,
  type RefText,
} from '../../core/contract/index.ts'
import { groupIn } from '../audiences/index.ts'
import type { App } from './app.svelte.ts'

type Api = App['api']

export type LetterCost = Awaited<ReturnType<Methods['letters']['cost']>>

/** A group of up to this size is listed by name at once; a larger one shows counts first. */
const FEW = 60
export const NAMES_PAGE = 100
const MAX_PAGE = 1000

export interface Sent {
  summary: LetterSummary
  status: LetterStatus
  audiences: readonly ObjectAudience[]
  /** Null if the key of the letter is destroyed. */
  letter: Letter | null
  cost: LetterCost | null
  asks: readonly Ask[]
}

/** @param wanted how many names the person asked for; null means all, because they are few */
export async function readSent(api: Api, ref: RefText, wanted: number | null): Promise<Sent> {
  const { letters } = api
  const summary = await letters.summary({ ref })
  if (summary.deletedAt !== null) return readDeleted(api, ref, summary)
  const [status, { audiences }, cost, asks] = await Promise.all([
    readStatus(api, ref, summary, wanted),
    letters.who({ ref, limit: 0 }),
    letters.cost({ ref }),
    letters.asks(),
  ])
  return {
    summary,
    status,
    audiences,
    letter: await readWords(api, ref),
    cost,
    asks: asks.filter((ask) => ask.ref === status.ref),
  }
}

/** Of a deleted letter only its readers are left. */
async function readDeleted(api: Api, ref: RefText, summary: LetterSummary): Promise<Sent> {
  const status = await readStatus(api, ref, summary, null)
  return { summary, status, audiences: [], letter: null, cost: null, asks: [] }
}

/** A large audience shows counts first; a listed reader stays listed. */
async function readStatus(
  api: Api,
  ref: RefText,
  { to }: LetterSummary,
  wanted: number | null,
): Promise<LetterStatus> {
  if (groupIn(to) === null) return api.letters.status({ ref })
  if (wanted !== null) return readNames(api, ref, wanted)
  const status = await api.letters.status({ ref, limit: FEW })
  const all = Object.values(status.tally).reduce((sum, count) => sum + count, 0)
  return all > FEW ? { ...status, readers: [] } : status
}

async function readNames({ letters }: Api, ref: RefText, wanted: number): Promise<LetterStatus> {
  const readers: ReaderStatus[] = []
  let after: PersonId | undefined
  for (;;) {
    const limit = Math.min(MAX_PAGE, wanted - readers.length)
    const status = await letters.status({ ref, limit, after })
    readers.push(...status.readers)
    after = readers.at(-1)?.person
    if (readers.length >= wanted || status.readers.length < limit) return { ...status, readers }
  }
}

async function readWords({ letters }: Api, ref: RefText): Promise<Letter | null> {
  try {
    return await letters.read({ ref, waitMs: 0 })
  } catch (error) {
    if (!(error instanceof EngineError) || (error.code !== 'RECALLED' && error.code !== 'EXPIRED'))
      throw error
    return null
  }
}
