// Tasks of a person with stations: joining, handing over, and what a station must never see.
import { listUnsent } from '../../src/core/access/index.ts'
import { listRosters, listUntold } from '../../src/core/gates/index.ts'
import { parseText } from '../../src/core/base/index.ts'
import { PLAIN_POLICY, type CallContext, type Handlers, type RefText } from '../../src/core/contract/index.ts'
import type { OpenHome } from '../../src/core/open-home.ts'
import { pause } from '../rounds.ts'
import { letterText } from './letter-text.ts'
import { monotonicMs } from './tasks.ts'

const calling: CallContext = { signal: new AbortController().signal }
const LOOK_EVERY_MS = 5
/** A thousand letters to ten readers are fifty thousand shares. */
const PATIENCE_MS = 20 * 60_000
const READ_WAIT_MS = 10_000

/** Their beginnings; the rest of each is different. */
export const MARKED_SUBJECT = 'A subject that nobody else reads'
export const MARKED_BODY = 'A body that nobody else reads'

export interface MarkedOrder {
  to: string[]
  count: number
  bytes: number
  /** Open letters have no gate. */
  isOpen?: boolean
}

export type AuthorAct = 'recall' | 'hold' | 'letGo'

const FOLLOWED_WITHIN_MS = 5_000
const NEWEST = { limit: 100, order: 'newest' as const, only: [] }

export type StationTasks = ReturnType<typeof createStationTasks>

export function createStationTasks(handlers: Handlers, home: () => OpenHome) {
  const sendMarked = ({ to, count, bytes, isOpen = false }: MarkedOrder): Promise<RefText[]> => {
    const policy = isOpen ? ({ ...PLAIN_POLICY, mode: 'open' } as const) : PLAIN_POLICY
    return Promise.all(
      Array.from({ length: count }, async (_, number) => {
        const letter = { to, subject: `${MARKED_SUBJECT} ${number}`, policy }
        const text = `${MARKED_BODY} ${letterText(bytes)}`
        return (await handlers.letters.send({ ...letter, text }, calling)).ref
      }),
    )
  }
  const tryToRead = async (ref: RefText, waitMs: number): Promise<number | string> => {
    const startedAt = monotonicMs()
    try {
      const { text } = await handlers.letters.read({ ref, waitMs }, calling)
      return text.startsWith(MARKED_BODY) ? monotonicMs() - startedAt : 'WRONG_TEXT'
    } catch (error) {
      return (error as { code?: string }).code ?? String(error)
    }
  }
  const untilHandedOver = async (): Promise<void> => {
    await until('all letters are at all stations', async () => {
      const stations = await handlers.stations.list({}, calling)
      const { ledger } = home().parts
      return stations.every(
        ({ station, waiting }) => waiting === 0 && listUnsent(ledger, parseText(station)!, 1).length === 0,
      )
    })
  }
  return {
    joinStation: (link: string) =>
      handlers.stations.add({ link, waitMs: 20_000 }, calling).then(() => undefined),
    /** Resolves when the cards of all contacts name so many stations together. */
    untilStationsKnown: (count: number) =>
      until('the stations of all contacts are known', async () => {
        const cards = home().parts.addressBook.list()
        const known = cards.map(({ card }) => card.keepers.sets[0]?.devices.length ?? 0)
        return known.reduce((sum, one) => sum + one, 0) === count
      }),
    sendMarked,
    untilHandedOver,
    /** The outcome for each reader, by name. */
    act: async ({ kind, ref }: { kind: AuthorAct; ref: RefText }) => {
      const { readers } = await handlers.letters[kind]({ ref }, calling)
      return Object.fromEntries(readers.map(({ name, outcome }) => [name, outcome]))
    },
    /** Gives an existing letter to one more reader. Returns the code of a refusal. */
    share: ({ ref, to }: { ref: RefText; to: string }): Promise<string> =>
      handlers.letters.share({ ref, to, mode: 'controlled' }, calling).then(
        () => 'done',
        (error: unknown) => (error as { code?: string }).code ?? String(error),
      ),
    /** The outcome for each reader whom this leaves without the letter, by name. */
    withdraw: async ({ ref, from }: { ref: RefText; from: string }) => {
      const { readers } = await handlers.letters.withdraw({ ref, from }, calling)
      return Object.fromEntries(readers.map(({ name, outcome }) => [name, outcome]))
    },
    publish: async (subject: string) =>
      (await handlers.letters.send({ to: ['public'], subject, text: subject, policy: PLAIN_POLICY }, calling))
        .ref,
    follow: (who: string) => handlers.follows.follow({ who }, calling).then(() => undefined),
    /** The texts of all posts that came from followed persons. */
    readFollowed: async () => {
      const posts = await handlers.letters.list({ box: 'following', ...NEWEST }, calling)
      const read = posts.map(({ ref }) =>
        handlers.letters.read({ ref: ref!, waitMs: FOLLOWED_WITHIN_MS }, calling).catch(() => null),
      )
      return (await Promise.all(read)).flatMap((post) => (post === null ? [] : [post.text]))
    },
    addMember: ({ group, name }: { group: string; name: string }) =>
      handlers.groups.add({ group, persons: [name], history: false }, calling).then(() => undefined),
    removeMember: ({ group, name }: { group: string; name: string }) =>
      handlers.groups.remove({ group, persons: [name] }, calling).then(() => undefined),
    membersOf: async (group: string) =>
      (await handlers.groups.show({ group }, calling)).members.map(({ name }) => name),
    /** True if every station knows who is a member and who is no longer. */
    areMembersTold: async () => {
      const { ledger } = home().parts
      const stations = await handlers.stations.list({}, calling)
      const rosters = stations.flatMap(({ station }) => listRosters(ledger, parseText(station)!))
      const untold = rosters.map(({ roster }) => listUntold(ledger, roster, 1))
      const areTold = untold.every(({ members, struck }) => members.length + struck.length === 0)
      return areTold && ledger.get('SELECT 1 FROM removals') === undefined
    },
    isMemberOf: async (group: string) =>
      (await handlers.groups.list({}, calling)).some(
        ({ name, membership }) => name === group && membership === 'member',
      ),
    /** The state of each reader, by name. */
    statesOf: async (ref: RefText) => {
      const { readers } = await handlers.letters.status({ ref, limit: 10 }, calling)
      return Object.fromEntries(readers.map(({ name, state }) => [name, state]))
    },
    countStationsOnline: async () =>
      (await handlers.stations.list({}, calling)).filter(({ online }) => online).length,
    /** Milliseconds from the first send until all letters are at all stations. */
    timeHandingOver: async (order: MarkedOrder) => {
      const startedAt = monotonicMs()
      await sendMarked(order)
      await untilHandedOver()
      return monotonicMs() - startedAt
    },
    /** The content keys of the latest letters. */
    listContentKeys: (limit: number) =>
      home()
        .parts.ledger.all<{ key: Uint8Array }>(
          'SELECT content_key AS key FROM access_keys WHERE content_key IS NOT NULL ORDER BY rowid DESC LIMIT ?',
          limit,
        )
        .map(({ key }) => key),
    /** Milliseconds, or the code of the refusal; the text must have the beginning of all. */
    tryToRead: (ref: RefText) => tryToRead(ref, READ_WAIT_MS),
    tryToReadWithin: ({ ref, waitMs }: { ref: RefText; waitMs: number }) => tryToRead(ref, waitMs),
  }
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const startedAt = monotonicMs()
  while (!(await isSo())) {
    if (monotonicMs() - startedAt > PATIENCE_MS) throw new Error(`not in time: ${what}`)
    await pause(LOOK_EVERY_MS)
  }
}
