// The worst that a contact may send of each kind, and what its reader does with it.
import { MAX_ALBUM_PARTS } from '../../../src/core/albums/collections.ts'
import type { FeedRecord, Words } from '../../../src/core/feeds/index.ts'
import { randomBytes, readPrefix, sealObject } from '../../../src/core/seal/index.ts'
import {
  encodeObject,
  formatRef,
  objectId,
  type ObjectHeader,
  type Ref,
} from '../../../src/core/store/index.ts'
import type { Mallory, MadeObject } from '../../support/mallory.ts'
import { calling, eventually, type Person } from '../../support/person.ts'

export interface WorstInput {
  name: string
  /** Writes as much as `share` of the most that is allowed. It needs no wire to the reader. */
  write(mallory: Mallory, bob: Person, share: number): Promise<Written>
}

export interface Written {
  /** Waits until the reader has filed all of it. */
  arrived(): Promise<unknown>
  /** The calls of a reader who looks at it. */
  uses: (() => Promise<unknown>)[]
}

/** Calls one use after the other, each in a turn of its own, as a door does. */
export async function useInTurns({ uses }: Written): Promise<void> {
  for (const use of uses) {
    await use()
    await new Promise(setImmediate)
  }
}

const MEBIBYTE = 1 << 20
const ARRIVES_MS = 120_000
const TEXT_TYPE = 'text/markdown; charset=utf-8'

/** Makes an object that has a core of its own. */
export async function makeWhole(
  mallory: Mallory,
  bob: Person,
  body: Buffer,
  more: Partial<ObjectHeader> = {},
): Promise<MadeObject> {
  const author = { person: mallory.person, device: mallory.device.publicKey }
  const header: ObjectHeader = {
    ...{ kind: 'letter', title: 'The worst', at: Date.now(), type: TEXT_TYPE, links: [], tags: [] },
    ...{ to: [bob.home.parts.identity.person], madeFor: { kind: 'person' }, ...more },
  }
  const { blocks, contentKey, ...sealed } = await sealObject(author, encodeObject(header, body))
  const core = await mallory.makeCore()
  await mallory.append(core, blocks)
  const ref: Ref = { ...author, ...sealed, core: core.key, start: 0 }
  const bytes = blocks.reduce((sum, { byteLength }) => sum + byteLength, 0)
  return { ref, refText: formatRef(ref), object: objectId(ref), header, contentKey, block: blocks[0]!, bytes }
}

/** Announces an open letter, which its reader opens and sees everywhere. */
async function announce(mallory: Mallory, bob: Person, made: MadeObject): Promise<Written> {
  await mallory.announce(bob, made, { mode: 'open', grant: mallory.grantFor(bob, made) })
  return {
    arrived: () => bob.arrival(made.refText, ARRIVES_MS),
    uses: [
      () => bob.read(made.refText, ARRIVES_MS),
      () => bob.list(),
      () => bob.do.letters.search({ query: 'worst', limit: 10 }, calling),
      () => bob.do.threads.get({ ref: made.refText, limit: 10 }, calling),
      () => bob.read(made.refText, ARRIVES_MS),
    ],
  }
}

function letterOf(
  name: string,
  body: (share: number) => Buffer,
  more: Partial<ObjectHeader> = {},
): WorstInput {
  return {
    name,
    write: async (mallory, bob, share) =>
      announce(mallory, bob, await makeWhole(mallory, bob, body(share), more)),
  }
}

const textOf =
  (unit: string, mebibytes: number) =>
  (share: number): Buffer =>
    Buffer.from(unit.repeat(Math.floor((share * mebibytes * MEBIBYTE) / Buffer.byteLength(unit))))

const ofMail = (type: string): Partial<ObjectHeader> => ({
  ...{ kind: 'mail', type },
  origin: {
    from: { name: 'm', address: '' },
    to: [],
    messageId: '',
    parent: '',
    first: '',
    writtenAt: null,
    files: [],
  },
})

/** Writes notices of objects that exist nowhere. */
async function flood(mallory: Mallory, bob: Person, records: FeedRecord[]): Promise<void> {
  for (let at = 0; at < records.length; at += 500) await mallory.write(bob, ...records.slice(at, at + 500))
}

async function untilFiled(bob: Person, last: Uint8Array): Promise<void> {
  const { inbox, ledger } = bob.home.parts
  await eventually(() => inbox.find(ledger, last) !== null, 'all are filed', ARRIVES_MS)
}

const nowhere = (made: MadeObject): Ref => ({ ...made.ref, cipherRoot: randomBytes(32) })

/** One album: its first cover, then pages and versions. Returns the cover and the last page. */
export async function writeAlbum(
  mallory: Mallory,
  bob: Person,
  parts: number,
): Promise<{ cover: MadeObject; last: Uint8Array }> {
  const cover = await mallory.make([bob], 'Summer', '', undefined, { kind: 'collection' })
  const at = cover.header.at
  let ref = cover.ref
  const records = Array.from({ length: parts - 1 }, (_, i): FeedRecord => {
    ref = nowhere(cover)
    const changes = { ref, reply: cover.ref, title: '', at: at + (i % 2 === 0 ? i : 0) }
    return { type: 'notice', notice: mallory.noticeOf(cover, changes) }
  })
  const first: FeedRecord = { type: 'notice', notice: mallory.noticeOf(cover) }
  await flood(mallory, bob, [first, ...records])
  return { cover, last: objectId(ref) }
}

const album: WorstInput = {
  name: 'an album of very many parts',
  async write(mallory, bob, share) {
    const { last } = await writeAlbum(mallory, bob, Math.ceil(share * MAX_ALBUM_PARTS))
    return {
      arrived: () => untilFiled(bob, last),
      uses: [
        () => bob.list(),
        () => bob.do.albums.list({ from: 'others', limit: 10 }, calling),
        () => bob.do.home.standing({}, calling),
      ],
    }
  },
}

/** What was said in one talk; each line corrects the one before it if `isChain`. */
function lines(name: string, most: number, isChain: boolean): WorstInput {
  return {
    name,
    async write(mallory, bob, share) {
      const made = await mallory.make([bob], '', 'a line')
      const grant = mallory.grantFor(bob, made)
      const words: Words = {
        ...{ salt: readPrefix(made.block).salt, type: TEXT_TYPE, tags: [] },
        body: { coding: 'identity', bytes: Buffer.from('a line') },
      }
      let before: Ref | null = null
      const records: FeedRecord[] = []
      for (let i = 0; i < share * most; i++) {
        const ref = i === 0 ? made.ref : nowhere(made)
        const changes = { ref, at: made.header.at + i, replaces: isChain ? before : null }
        const told = i === 0 ? { mode: 'open' as const, grant, words } : {}
        records.push({ type: 'notice', notice: mallory.noticeOf(made, { ...changes, ...told }) })
        before = ref
      }
      await flood(mallory, bob, records)
      const last = objectId(before!)
      return {
        arrived: () => untilFiled(bob, last),
        uses: [
          () => bob.list(),
          () => bob.do.talks.stream({ with: 'mallory', limit: 100 }, calling),
          () => bob.do.threads.list({ box: 'inbox', limit: 100, order: 'newest', only: [] }, calling),
        ],
      }
    },
  }
}

export const WORST_INPUTS: readonly WorstInput[] = [
  letterOf('a text that NFKC multiplies', textOf('\ufdfa', 16)),
  letterOf('a text of different words', (share) =>
    Buffer.from(Array.from({ length: share * 1_200_000 }, (_, i) => `w${i.toString(36)}x`).join(' ')),
  ),
  letterOf('one line of marks', textOf('\u0301\u0327', 16)),
  letterOf('a text of brackets', textOf('[![(', 16)),
  letterOf('a text of quotes within quotes', textOf('> '.repeat(500) + '\n', 16)),
  letterOf('a mail of escapes between charsets', textOf('\n\x1b$B \x0ea', 16), ofMail('message/rfc822')),
  letterOf(
    'a mail of parts within parts',
    (share) => {
      const part = (i: number): string => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`
      return Buffer.from(Array.from({ length: share * 250_000 }, (_, i) => part(i)).join(''))
    },
    ofMail('message/rfc822'),
  ),
  letterOf(
    'a mail of tags within tags',
    (share) => Buffer.from(`Content-Type: text/html\n\n${'<b><i '.repeat(share * 2_500_000)}`),
    ofMail('message/rfc822'),
  ),
  letterOf('a vCard of line ends', textOf('\n', 16), ofMail('text/vcard')),
  album,
  lines('thousands of lines in a talk', 5_000, false),
  lines('a chain of corrections', 5_000, true),
]
