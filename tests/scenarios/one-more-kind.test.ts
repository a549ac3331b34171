// A made-up kind of object and a made-up audience.
// These are the only parts that a new one must add. The poll and the outside person are one row
// each; no other file of the engine knows them.
import { expect, test, vi } from 'vitest'
import type * as audience from '../../src/core/store/audience.ts'
import { noMemberships, type AudienceStrategy } from '../../src/core/access/index.ts'
import { utf8 } from '../../src/core/base/index.ts'
import {
  giveObject,
  recall,
  shareObject,
  UNGIVEN,
  type Kind,
  type Recipients,
} from '../../src/core/delivery/index.ts'
import type { FeedRecord, Notice } from '../../src/core/feeds/index.ts'
import { sendLetter } from '../../src/core/letters/index.ts'
import {
  formatRef,
  objectId,
  type ObjectHeader,
  type ObjectKind,
  type Ref,
  type AudienceKind,
} from '../../src/core/store/index.ts'
import type * as objectKinds from '../../src/core/store/object-kinds.ts'
import type * as tables from '../../src/core/tables.ts'
import { useCircle } from '../support/circle.ts'
import { PATIENCE_MS } from '../support/patience.ts'
import { eventually, type Person } from '../support/person.ts'

const polls = vi.hoisted(() => ({
  received: [] as Notice[],
  kept: [] as Uint8Array[],
  row: null as Kind | null,
}))
const outside = vi.hoisted(() => ({ told: [] as FeedRecord[], row: null as AudienceStrategy | null }))

vi.mock('../../src/core/store/object-kinds.ts', async (importOriginal) => {
  const original = await importOriginal<typeof objectKinds>()
  const facts = {
    ...original.KIND_FACTS,
    poll: { isReadWhole: true, hasText: false, isPost: true, hasMembers: false },
  }
  const factsOf = (kind: string) => facts[kind as ObjectKind]
  return { ...original, KIND_FACTS: facts, OBJECT_KINDS: Object.keys(facts), factsOf }
})

vi.mock('../../src/core/store/audience.ts', async (importOriginal) => {
  const original = await importOriginal<typeof audience>()
  const outside = { isOnePerson: false, isPublished: false, isSettledByMembers: false }
  // The functions beside the table read it themselves.
  Object.assign(original.AUDIENCE_FACTS, { outside })
  return { ...original, AUDIENCE_KINDS: Object.keys(original.AUDIENCE_FACTS) }
})

vi.mock('../../src/core/tables.ts', async (importOriginal) => {
  const original = await importOriginal<typeof tables>()
  return {
    createKinds: (parts: Parameters<typeof original.createKinds>[0]) => ({
      ...original.createKinds(parts),
      poll: polls.row,
    }),
    createAudiences: (parts: Parameters<typeof original.createAudiences>[0]) => ({
      ...original.createAudiences(parts),
      outside: outside.row,
    }),
  }
})

polls.row = {
  receive: (_tx, notice) => void polls.received.push(notice),
  saveWords: (object) => Promise.resolve(() => void polls.kept.push(object)),
}
outside.row = {
  ...noMemberships.public,
  hasVersions: false,
  standsAlone: false,
  coreKind: 'objects',
  releasesSettleMs: 0,
  namesReaders: false,
  grantBytes: 32,
  madeFor: () => ({ kind: 'person' }),
  check: () => undefined,
  seal: (_reader, key, _object, grant) => ({
    audience: { kind: 'outside' as AudienceKind, key },
    since: { era: 0, epoch: 0 },
    boxNumber: 0,
    grant,
  }),
  readersOf: () => ({ to: [], initials: null, audience: { kind: 'person' } }),
  refFor: (_reader, ref) => ref,
  isReached: () => true,
  append: (_tx, _key, record) => outside.told.push(record) > 0,
  allowCore: () => undefined,
  appendCard: () => undefined,
  checkNotice: () => undefined,
  open: () => null,
  allowOthers: () => undefined,
  isSource: () => false,
  answer: () => false,
}

const makeCircle = useCircle()

test('a made-up kind can be sent, opened, shared and recalled, and appears in no list of letters', async () => {
  const { people } = await makeCircle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people as [Person, Person, Person]
  const { parts } = alice.home
  const toBob = { kind: 'person' as const, key: bob.home.parts.identity.person }
  const ref = await give({ audiences: [toBob], madeFor: { kind: 'person' } })
  const object = objectId(ref)
  await eventually(() => Promise.resolve(polls.received.length === 1))
  expect(polls.received[0]).toMatchObject({ kind: 'poll', title: 'Plums or pears?' })
  // A kind without a row in the list is not shown as a letter.
  expect(await bob.list()).toEqual([])
  expect(await alice.list('sent')).toEqual([])
  expect(Buffer.from((await bob.home.reference.open(ref, { waitMs: PATIENCE_MS })).body).toString()).toBe(
    'plums, pears',
  )

  const toCarol = { kind: 'person' as const, key: carol.home.parts.identity.person }
  await shareObject(parts, object, toCarol, 'controlled')
  await eventually(() => Promise.resolve(polls.received.length === 2))
  const { readers } = await recall(parts, object)
  expect(readers.map(({ outcome }) => outcome).sort()).toEqual(['recalled', 'too-late'])
  // Bob has it, so its key stays, and its text need not be kept.
  expect(polls.kept).toEqual([])
  const unread = await give({ audiences: [toBob], madeFor: { kind: 'person' } })
  await recall(parts, objectId(unread))
  expect(polls.kept).toEqual([objectId(unread)])

  async function give(recipients: Recipients): Promise<Ref> {
    const header: ObjectHeader = {
      ...{ kind: 'poll' as ObjectKind, title: 'Plums or pears?', at: Date.now(), type: 'text/plain' },
      ...{
        to: recipients.audiences.map(({ key }) => key),
        links: [],
        madeFor: { kind: 'person' },
        tags: [],
      },
    }
    const prepared = await parts.store.prepare(header, utf8('plums, pears'))
    const giving = { recipients, policy: UNGIVEN, replaces: null, keepsLocation: [], at: header.at }
    return parts.ledger.write((tx) => giveObject(tx, parts, prepared, giving))
  }
})

test('a made-up audience receives a letter beside a person, and its recall', async () => {
  const { people } = await makeCircle(['alice', 'bob'])
  const [alice, bob] = people as [Person, Person]
  const { parts } = alice.home
  const { ref, state } = await sendLetter(parts, {
    recipients: {
      audiences: [
        { kind: 'person', key: bob.home.parts.identity.person },
        { kind: 'outside' as AudienceKind, key: new Uint8Array(32).fill(9) },
      ],
      madeFor: { kind: 'person' },
    },
    policy: UNGIVEN,
    ...{ subject: 'Both', text: 'One body', reply: null, replaces: null, tags: [] },
    ...{ attachments: [], keepsLocation: [], earliest: null, draft: null, remindAfterMs: null },
  })
  expect(state).toBe('notified')
  expect(outside.told).toMatchObject([{ type: 'notice', notice: { title: 'Both' } }])
  await bob.arrival(formatRef(ref))
  const { wide, readers } = await recall(parts, objectId(ref))
  expect(wide).toMatchObject([{ audience: { kind: 'outside' }, outcome: 'recalled' }])
  expect(readers).toMatchObject([{ outcome: 'recalled' }])
  expect(outside.told.map(({ type }) => type)).toEqual(['notice', 'withdrawal'])
})
