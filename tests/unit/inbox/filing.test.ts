// The inbox on a plain ledger: what a notice and a withdrawal leave in its rows, and when an arrival
// is announced.
import { beforeEach, expect, test } from 'vitest'
import { signWithdrawal, withdrawalForm, type Audiences } from '../../../src/core/access/index.ts'
import type { WithdrawalKind } from '../../../src/core/access/withdrawal-record.ts'
import { MalformedRecord, toHex } from '../../../src/core/base/index.ts'
import type { FeedSource, Notice } from '../../../src/core/feeds/index.ts'
import { Inbox } from '../../../src/core/inbox/index.ts'
import { createSigningKeyPair } from '../../../src/core/seal/index.ts'
import { objectId } from '../../../src/core/store/index.ts'
import { openNouns, type Nouns } from '../../support/nouns.ts'

const key = (number: number): Buffer => Buffer.alloc(32, number)
const bobsDevice = createSigningKeyPair()
const [bob, carol] = [key(1), key(2)]

/** A strategy of which the inbox uses only what a reader's home knows. */
const strategy = {
  namesReaders: true,
  checkNotice: () => undefined,
  allowOthers: () => undefined,
  open: () => key(9),
}
const audiences = { person: strategy, group: strategy, public: strategy } as unknown as Audiences

const source = (audience: FeedSource['audience'] = { kind: 'person' }, person: Buffer = bob): FeedSource => ({
  ...{ person, device: bobsDevice.publicKey, core: key(3), position: 0, audience },
})
const toChoir = { kind: 'group', group: key(4), era: 0, epoch: 0 } as const
const fromChoir = source({ ...toChoir, generation: 0 })

function noticeOf(number: number, more: Partial<Notice> = {}): Notice {
  const ref = { cipherRoot: key(number), keyCommit: key(number), person: bob, device: bobsDevice.publicKey }
  return {
    ...{
      ref: { ...ref, core: key(3), start: 0, chunkCount: 1 },
      title: `letter ${number}`,
      to: [key(8)],
      initials: null,
    },
    ...{
      kind: 'letter',
      size: 1024,
      at: nouns.clock.now(),
      urgent: false,
      mode: 'controlled',
      expiresAt: null,
    },
    ...{ reply: null, releaser: { device: bobsDevice.publicKey, term: 0 }, boxNumber: 1, grant: null },
    ...{ audience: { kind: 'person' }, isShared: false, replaces: null, attached: { count: 0, bytes: 0 } },
    ...{ gate: null, words: null, ...more },
  }
}

let nouns: Nouns
let inbox: Inbox
const arrived: string[] = []

beforeEach(async () => {
  nouns = await openNouns('alice')
  arrived.length = 0
  const { ledger, identity, clock, badInput } = nouns
  inbox = new Inbox({
    ...{ audiences: () => audiences, isDeviceOf: () => false, isDeskOf: () => false },
    ...{ ledger: ledger.asLedger, identity, clock, badInput },
  })
  inbox.events.on('arrived', ({ object }) => arrived.push(toHex(object)))
})

const receive = (notice: Notice, from = source()): void =>
  nouns.ledger.transact((tx) => inbox.receiveNotice(tx, from, notice))

function withdraw(notice: Notice, kind: WithdrawalKind, from = source()): void {
  const facts = { objectId: objectId(notice.ref), kind, at: nouns.clock.now() }
  const record = withdrawalForm.encode(signWithdrawal(facts, bobsDevice))
  nouns.ledger.transact((tx) => inbox.receiveWithdrawal(tx, from, record))
}

const filed = (notice: Notice) => inbox.find(nouns.ledger, objectId(notice.ref))

test('a notice is filed once, and announced after its commit', () => {
  const notice = noticeOf(11)
  nouns.ledger.transact((tx) => {
    inbox.receiveNotice(tx, source(), notice)
    expect(arrived).toEqual([])
  })
  receive(notice)
  expect(arrived).toEqual([toHex(objectId(notice.ref))])
  expect(filed(notice)).toMatchObject({ author: bob, arrivedAt: nouns.clock.now(), withdrawn: null })
})

test('a transaction that fails files and announces nothing', () => {
  const notice = noticeOf(11)
  const failing = (): void =>
    nouns.ledger.transact((tx) => {
      inbox.receiveNotice(tx, source(), notice)
      throw new Error('the disk is full')
    })
  expect(failing).toThrow('the disk is full')
  receive(noticeOf(12))
  expect(filed(notice)).toBe(null)
  expect(arrived).toEqual([toHex(objectId(noticeOf(12).ref))])
})

test.each<[string, () => Partial<Notice>]>([
  ['another title', () => ({ title: 'another' })],
  ['another time', () => ({ at: nouns.clock.now() + 1 })],
  ['another reader', () => ({ to: [carol] })],
])('a second notice with %s is malformed, and the first one stays', (_what, change) => {
  receive(noticeOf(11))
  expect(() => receive(noticeOf(11, change()))).toThrow(MalformedRecord)
  expect(filed(noticeOf(11))!.notice.title).toBe('letter 11')
})

test('a notice for the object of another person is malformed', () => {
  expect(() => receive(noticeOf(11), source({ kind: 'person' }, carol))).toThrow(MalformedRecord)
})

test('a held letter is let go again, a recalled one is not', () => {
  const notice = noticeOf(11)
  receive(notice)
  withdraw(notice, 'held')
  expect(filed(notice)!.withdrawn).toBe('held')
  withdraw(notice, 'let-go')
  expect(filed(notice)!.withdrawn).toBe(null)
  withdraw(notice, 'recalled')
  withdraw(notice, 'let-go')
  expect(filed(notice)!.withdrawn).toBe('recalled')
})

test('a recalled letter that its author gives again is filed anew, and announced', () => {
  const notice = noticeOf(11)
  receive(notice)
  withdraw(notice, 'recalled')
  receive(notice)
  expect(filed(notice)!.withdrawn).toBe(null)
  expect(arrived).toHaveLength(2)
})

test('a letter that came by two ways stays readable by the other one', () => {
  const [toMe, toGroup] = [
    noticeOf(11),
    noticeOf(11, { to: [], audience: { ...toChoir, number: 1, record: key(5) } }),
  ]
  receive(toMe)
  receive(toGroup, fromChoir)
  expect(filed(toMe)!.notice.audience.kind).toBe('person')
  withdraw(toMe, 'recalled')
  expect(filed(toMe)).toMatchObject({ withdrawn: null, notice: { audience: { kind: 'group' } } })
  nouns.ledger.transact((tx) => inbox.closeGroup(tx, toChoir.group, nouns.clock.now()))
  expect(filed(toMe)!.withdrawn).toBe('recalled')
})

test('a withdrawal by another device, or of a letter that is not here, changes nothing', () => {
  const notice = noticeOf(11)
  receive(notice)
  const forger = { ...source(), device: createSigningKeyPair().publicKey }
  expect(() => withdraw(notice, 'recalled', forger)).toThrow(MalformedRecord)
  withdraw(noticeOf(12), 'recalled')
  expect(filed(notice)!.withdrawn).toBe(null)
})
