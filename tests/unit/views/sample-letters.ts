// Letters for the tests of views: an index over made-up entries; the ledger has only the log.
import { join } from 'node:path'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { openIndex, openLedger, type Ledger, type Schema } from '../../../src/core/ledger/index.ts'
import { hash } from '../../../src/core/seal/index.ts'
import {
  changeLogSchema,
  LetterIndex,
  letterIndexSchema,
  touch,
  type LetterEntry,
  type ListFilter,
  type Mute,
  type SearchFilter,
} from '../../../src/core/views/index.ts'
import type { FollowerOptions } from '../../../src/core/views/ledger-follower.ts'
import { key } from '../ledger/test-ledger.ts'

export const NOW = 1_900_000_000_000

/** Leaves nothing out. */
export const WHOLE: ListFilter = {
  only: [],
  person: null,
  label: null,
  audience: null,
  hasSaid: true,
  openableFrom: null,
}

function makeKey(name: string): Uint8Array {
  return hash('fumikura/sample/1', Buffer.from(name))
}

export const [alice, bob, carol] = [makeKey('alice'), makeKey('bob'), makeKey('carol')]
/** The id of a group. */
export const choir = makeKey('choir')

export type SampleEntry = LetterEntry & { object: Uint8Array }
export type Sample = Partial<Omit<SampleEntry, 'tidy'>> & { tidy?: Partial<LetterEntry['tidy']> }

/** Makes a sealed letter from bob to alice, with the given changes. */
export function sampleEntry(name: string, { tidy, ...more }: Sample = {}): SampleEntry {
  const object = makeKey(name)
  return {
    object,
    kind: 'letter',
    side: 'inbox',
    ref: `fumikura://ref/${Buffer.from(object).toString('hex')}`,
    author: bob,
    to: [alice],
    unnamed: 0,
    wide: [],
    subject: name,
    at: NOW,
    arrivedAt: NOW,
    size: 1024,
    attached: { count: 0, bytes: 0 },
    policy: { ...PLAIN_POLICY, mode: 'controlled' },
    state: 'sealed',
    stateAt: null,
    tally: null,
    goesAt: null,
    isWaiting: false,
    needsMe: false,
    remindsAt: null,
    reply: null,
    replaces: null,
    earlier: null,
    talk: null,
    isReplaced: false,
    textFrom: '',
    fileNames: [],
    imported: null,
    ...more,
    tidy: {
      isArchived: false,
      isStarred: false,
      isUnread: false,
      snoozedUntil: null,
      labels: [],
      bin: null,
      ...tidy,
    },
  }
}

export interface SampleIndex {
  index: LetterIndex
  ledger: Ledger
  /** The database of the index. */
  file: Ledger
  /** What is muted, at any time that is before its end. */
  mutes: Mute[]
  /** Replaces all letters. */
  set(entries: readonly SampleEntry[]): Promise<void>
  close(): Promise<void>
}

/**
 * Opens an index in `folder`, new or existing. It knows the letters in `known`, and those that are
 * `set` later.
 */
export async function openSampleIndex(
  folder: string,
  known: readonly SampleEntry[] = [],
  schema: Schema = letterIndexSchema,
  readText: (object: Uint8Array) => Promise<string | null> = async () => null,
  more: Pick<FollowerOptions, 'turn' | 'log'> & { describing?: (object: Uint8Array) => void } = {},
): Promise<SampleIndex> {
  const { describing, ...options } = more
  const entries = new Map(known.map((entry) => [toId(entry.object), entry]))
  const paths = { path: join(folder, 'ledger'), mirrorPath: join(folder, 'ledger.mirror') }
  const ledger = await openLedger({ ...paths, key, schemas: [changeLogSchema] })
  const { index: file } = await openIndex({ path: join(folder, 'index'), key, schemas: [schema] })
  const mutes: Mute[] = []
  const index = await LetterIndex.open({
    openFile: async () => file,
    ledger,
    describe(_, object) {
      describing?.(object)
      return entries.get(toId(object)) ?? null
    },
    readText,
    listMutes: (now) => mutes.filter(({ until }) => until === null || until > now),
    listAll: () => [...entries.values()].map(({ object }) => object),
    ...options,
  })
  return {
    index,
    ledger,
    file,
    mutes,
    set: (next) =>
      ledger.write((tx) => {
        for (const { object } of [...entries.values(), ...next]) touch(tx, object)
        entries.clear()
        for (const entry of next) entries.set(toId(entry.object), entry)
      }),
    async close() {
      await index.close()
      await ledger.close()
    },
  }
}

function toId(object: Uint8Array): string {
  return Buffer.from(object).toString('hex')
}

/** A search for words only, all of which must be whole. */
export function searchFor(...words: string[]): SearchFilter {
  return {
    groups: words.map((text) => [
      { by: 'words', isNot: false, phrase: { text, column: null, isPrefix: false }, named: [] },
    ]),
  }
}
