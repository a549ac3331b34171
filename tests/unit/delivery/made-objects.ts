// Letters and files of a plain home, made by the real `giveObject`: the shortest way to make one.
import { utf8 } from '../../../src/core/base/index.ts'
import type { GivenPolicy } from '../../../src/core/contract/index.ts'
import { giveObject, namedIn, ONESELF, UNGIVEN, type Giving } from '../../../src/core/delivery/index.ts'
import type {
  Link,
  MadeFor,
  ObjectHeader,
  PreparedObject,
  Ref,
  Audience,
} from '../../../src/core/store/index.ts'
import type { PlainHome } from './plain-delivery.ts'

export interface MadeLetter {
  object: Uint8Array
  ref: Ref
  contentKey: Uint8Array
  header: ObjectHeader
}

export interface LetterOrder extends Partial<GivenPolicy> {
  to?: readonly Audience[]
  title?: string
  links?: Link[]
  replaces?: Ref | null
  keepsLocation?: readonly Uint8Array[]
  /** Persons whom the header names too. They get no grant. */
  alsoNamed?: readonly Uint8Array[]
}

/** A time of a policy. */
export const isoOf = (ms: number): string => new Date(ms).toISOString()

/** A prepared object that is not given yet. */
export interface Composed {
  prepared: PreparedObject
  giving: Giving
}

export async function compose(home: PlainHome, order: LetterOrder = {}): Promise<Composed> {
  const { to: audiences = [], title = 'A letter', links = [], replaces = null, ...more } = order
  const { keepsLocation = [], alsoNamed = [], ...policy } = more
  const recipients = { audiences, madeFor: madeForFirst(audiences) }
  const at = home.clock.now()
  const { to, madeFor } = namedIn(recipients)
  const header: ObjectHeader = {
    ...{ kind: 'letter', title, at, type: 'text/markdown; charset=utf-8', tags: [] },
    ...{ to: [...to, ...alsoNamed], madeFor },
    links: replaces === null ? links : [...links, { rel: 'replaces', ref: replaces, key: null }],
  }
  return {
    prepared: await home.parts.store.prepare(header, utf8('What it says.')),
    giving: { recipients, policy: { ...UNGIVEN, ...policy }, replaces, keepsLocation, at },
  }
}

function madeForFirst([first]: readonly Audience[]): MadeFor {
  if (first === undefined) return { kind: 'self' }
  if (first.kind === 'group') return { kind: 'group', group: first.key }
  return { kind: first.kind === 'person' ? 'person' : 'public' }
}

/** Resolves when the letter is on disk and its due notices are appended. */
export async function giveLetter(home: PlainHome, order: LetterOrder = {}): Promise<MadeLetter> {
  const { prepared, giving } = await compose(home, order)
  const ref = await home.ledger.write((tx) => giveObject(tx, home.parts, prepared, giving))
  const { object, contentKey, header } = prepared
  return { object, ref, contentKey, header }
}

/** Stores a file in this home, and returns it as a link of a letter. */
export async function storeFile(home: PlainHome, size = 5): Promise<Link> {
  const header: ObjectHeader = {
    ...{ kind: 'file', title: 'film', at: home.clock.now(), type: 'video/mp4', to: [], links: [], tags: [] },
    madeFor: { kind: 'self' },
  }
  const prepared = await home.parts.store.prepare(header, new Uint8Array(size))
  const giving = { recipients: ONESELF, policy: UNGIVEN, replaces: null, keepsLocation: [], at: header.at }
  const ref = await home.ledger.write((tx) => giveObject(tx, home.parts, prepared, giving))
  const label = { name: 'film', size, type: 'video/mp4' }
  return { rel: 'attach', ref, key: prepared.contentKey, label }
}

/** Returns the number of times that the words of an object were saved. */
export function savedWords({ ledger }: PlainHome, object: Uint8Array): number {
  return ledger.get<{ n: number }>('SELECT count(*) AS n FROM words WHERE object = ?', object)!.n
}

/** A foreign letter, opened here as `Reference` does when it has blocks and key. */
export function openLetter(
  { ledger, parts, clock }: PlainHome,
  { object, ref, contentKey, header }: MadeLetter,
): void {
  ledger.transact((tx) => {
    parts.store.keep(tx, ref, { contentKey, header, at: clock.now() })
    parts.inbox.markOpened(tx, object, clock.now(), null)
  })
}
