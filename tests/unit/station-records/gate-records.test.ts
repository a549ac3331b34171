// What the form of the records about gates does not say: names, signatures, and fields that must
// fit each other.
import { describe, expect, it, test } from 'vitest'
import { concatBytes, MalformedRecord, toHex } from '../../../src/core/base/index.ts'
import {
  accountOf,
  certainAt,
  createGateOpenRequest,
  decodeAct,
  decodeGateActAnswer,
  decodeGateActs,
  decodeGateOpenAnswer,
  gateOpenRequestForm,
  decodeGatePut,
  decodeGatePutAnswer,
  decodeLogEntry,
  readerReceiptForm,
  gateReceiptForm,
  emptyLog,
  gateActForm,
  gateActAnswerForm,
  encodeGateActs,
  removalForm,
  gateOpenAnswerForm,
  gatePutForm,
  gatePutAnswerForm,
  logEntryForm,
  extendLog,
  followLog,
  gateHandle,
  hashActAnswer,
  isActGenuine,
  isOpenRequestGenuine,
  isPossibleRule,
  isReaderReceiptFor,
  isReceiptGenuine,
  keeperSetHash,
  signAct,
  signReaderReceipt,
  signReceipt,
  slotKeyPair,
  type LogEntry,
  type PutGate,
} from '../../../src/core/station-records/index.ts'
import { hashAnswer } from '../../../src/core/station-records/receipt.ts'
import { hashKept } from '../../support/hash-kept.ts'
import type { ActFacts } from '../../../src/core/station-records/act.ts'
import { createSigningKeyPair, hashShare } from '../../../src/core/seal/index.ts'

const filled = (byte: number, length = 32): Uint8Array => Buffer.alloc(length, byte)
const [station, device, other] = [7, 8, 9].map((byte) => createSigningKeyPair(filled(byte)))
const distinct = (values: readonly Uint8Array[]): number => new Set(values.map(toHex)).size

const burn: ActFacts = {
  ...{ handle: filled(1), kind: 'burn', seq: 2, why: 'recalled', value: null, key: null },
}
const gate: PutGate = {
  ...{ handle: filled(1), number: 0, place: 1, share: filled(2, 81), key: filled(3) },
  roster: null,
  ...{ from: null, expires: null, until: 5, isHeld: false },
}
const entry: LogEntry = {
  ...{ n: 1, handle: filled(1), key: filled(2), decision: 'released', why: null, seq: 0, at: 4 },
}

describe('the rule of a set', () => {
  it('makes a recall certain at n - need + 1 + distrust burns', () => {
    const rules = [
      [1, 1, 0],
      [2, 1, 0],
      [2, 2, 1],
      [3, 2, 1],
      [3, 3, 1],
      [5, 2, 1],
    ] as const
    const certain = rules.map(([of, need, distrust]) => certainAt({ need, distrust }, of))
    expect(certain).toEqual([1, 2, 2, 3, 2, 5])
    expect(certainAt({ need: 3, distrust: 2 }, 2)).toBe(0)
  })

  it('is possible if a recall can become certain and no more than all are needed', () => {
    const possible = { need: 2, distrust: 1 }
    expect([1, 2, 7, 8].map((of) => isPossibleRule(possible, of))).toEqual([false, true, true, false])
    expect(isPossibleRule({ need: 2, distrust: 2 }, 3)).toBe(false)
    expect(isPossibleRule({ need: 0, distrust: 0 }, 3)).toBe(false)
    expect(isPossibleRule({ need: 1, distrust: -1 }, 3)).toBe(false)
    expect(isPossibleRule({ need: 1.5, distrust: 0 }, 3)).toBe(false)
  })

  it('and the order of the stations are in the name of the set', () => {
    const set = { id: 1, need: 2, distrust: 1, devices: [filled(1), filled(2), filled(3)] }
    const others = [
      { ...set, id: 2 },
      { ...set, need: 3 },
      { ...set, distrust: 0 },
      { ...set, devices: [filled(2), filled(1), filled(3)] },
      { ...set, devices: [filled(1), filled(2)] },
    ]
    expect(distinct([set, { ...set }, ...others].map(keeperSetHash))).toBe(6)
  })
})

test('the names of a gate differ for each secret, object, number, station and person', () => {
  const handles = [
    gateHandle(filled(1), filled(2), 0),
    gateHandle(filled(2), filled(2), 0),
    gateHandle(filled(1), filled(3), 0),
    gateHandle(filled(1), filled(2), 1),
    gateHandle(filled(1), filled(2), 256),
  ]
  expect(distinct(handles)).toBe(5)
  const slots = [slotKeyPair(filled(1), handles[0]!), slotKeyPair(filled(1), handles[1]!)]
  expect(slotKeyPair(filled(1), handles[0]!)).toEqual(slots[0])
  expect(distinct([...slots.map(({ publicKey }) => publicKey), ...handles])).toBe(7)
  const accounts = [accountOf(filled(1), filled(2)), accountOf(filled(2), filled(1))]
  expect(distinct(accounts)).toBe(2)
})

describe('an act', () => {
  it('is genuine with the signature of the device that it names, and has at most 256 bytes', () => {
    const act = decodeAct(gateActForm.encode(signAct({ ...burn, key: filled(5) }, device!)))
    expect(isActGenuine(act)).toBe(true)
    expect(gateActForm.encode(act).byteLength).toBeLessThanOrEqual(256)
    for (const change of [
      { device: other!.publicKey },
      { kind: 'hold' as const },
      { seq: 3 },
      { why: 'expired' as const },
      { handle: filled(9) },
      { key: null },
    ])
      expect(isActGenuine({ ...act, ...change })).toBe(false)
  })

  it('is malformed if its fields do not fit its kind', () => {
    const wrong: Partial<ActFacts>[] = [
      { why: null },
      { value: 5 },
      { kind: 'hold' },
      { kind: 'until', why: null },
      { kind: 'let-go', why: null, value: 4 },
    ]
    for (const change of wrong) {
      const bytes = gateActForm.encode(signAct({ ...burn, ...change }, device!))
      expect(() => decodeAct(bytes)).toThrow(MalformedRecord)
      expect(() =>
        decodeGateActs(encodeGateActs([gateActForm.encode(signAct(burn, device!)), bytes])),
      ).toThrow(MalformedRecord)
    }
    const elsewhere = [{ station: filled(3), roster: filled(4) }]
    const removals = [{ roster: filled(1), token: filled(2), elsewhere }]
    const delivered = decodeGateActs(
      encodeGateActs([gateActForm.encode(signAct(burn, device!))], removals.map(removalForm.encode)),
    )
    expect(delivered).toMatchObject({ acts: [{ kind: 'burn' }], removals })
  })
})

test('an entry of a newer station is part of its log, and the entries after it count', () => {
  const [newer, next] = [1, 2].map((n) => ({ ...entry, n }))
  const bytes = logEntryForm.encode({ ...newer!, extensions: [{ tag: 2, bytes: filled(1) }] })
  const empty = emptyLog(filled(1))
  const known = logEntryForm.encode(next!)
  const { entries, after } = followLog(empty, [bytes, known])
  expect(entries).toEqual([next])
  expect(after).toEqual(extendLog(extendLog(empty, bytes), known))
})

test('a receipt is genuine for its station, and names what was asked and what was answered', () => {
  const answered = hashActAnswer(gateActForm.encode(signAct(burn, device!)), 'burned')
  const facts = { account: filled(1), answered, n: 3, head: filled(2) }
  const bytes = signReceipt(facts, station!)
  expect(toHex(signReceipt(facts, station!))).toBe(toHex(bytes))
  const receipt = gateReceiptForm.decode(bytes)
  expect(isReceiptGenuine(receipt, station!.publicKey)).toBe(true)
  expect(isReceiptGenuine(receipt, other!.publicKey)).toBe(false)
  for (const change of [{ account: filled(9) }, { answered: filled(9) }, { n: 4 }, { head: filled(9) }])
    expect(isReceiptGenuine({ ...receipt, ...change }, station!.publicKey)).toBe(false)
  const names = [
    answered,
    hashActAnswer(gateActForm.encode(signAct(burn, device!)), 'held'),
    hashActAnswer(gateActForm.encode(signAct({ ...burn, seq: 9 }, device!)), 'burned'),
    hashKept(gate),
    hashKept({ ...gate, place: 2 }),
    hashKept({ ...gate, share: filled(9, 81) }),
  ]
  expect(distinct(names)).toBe(6)
  expect(toHex(hashKept(gate))).toBe(toHex(hashAnswer('kept', gate.handle, hashShare(1, gate.share))))
})

test('a reader receipt is for one gate, key and account of one station', () => {
  const asked = { account: filled(1), handle: filled(2), key: filled(3) }
  const receipt = readerReceiptForm.decode(
    signReaderReceipt({ ...asked, answer: 'RECALLED', at: 5 }, station!),
  )
  expect(isReaderReceiptFor(receipt, station!.publicKey, asked)).toBe(true)
  expect(isReaderReceiptFor(receipt, other!.publicKey, asked)).toBe(false)
  for (const name of ['account', 'handle', 'key'])
    expect(isReaderReceiptFor(receipt, station!.publicKey, { ...asked, [name]: filled(9) })).toBe(false)
  const changed = { ...receipt, answer: 'EXPIRED' as const }
  expect(isReaderReceiptFor(changed, station!.publicKey, asked)).toBe(false)
})

test('a request to open is genuine on one connection, at one station, with the slot key', () => {
  const slot = slotKeyPair(filled(1), filled(2))
  const here = { handshakeHash: filled(4, 64), station: station!.publicKey }
  const made = createGateOpenRequest({ account: filled(1), handle: filled(2) }, here, slot)
  const request = gateOpenRequestForm.decode(gateOpenRequestForm.encode(made))
  expect(isOpenRequestGenuine(request, here)).toBe(true)
  expect(isOpenRequestGenuine(request, { ...here, handshakeHash: filled(5, 64) })).toBe(false)
  expect(isOpenRequestGenuine(request, { ...here, station: other!.publicKey })).toBe(false)
  expect(isOpenRequestGenuine({ ...request, account: filled(9) }, here)).toBe(false)
  expect(isOpenRequestGenuine({ ...request, key: other!.publicKey }, here)).toBe(false)
})

test('answers whose share or receipt does not fit are malformed, and so are impossible gates', () => {
  const receipt = filled(1, 171)
  const malformed = (act: () => unknown): void => expect(act).toThrow(MalformedRecord)
  const open = { status: 'released', share: filled(1, 81), receipt } as const
  malformed(() => decodeGateOpenAnswer(gateOpenAnswerForm.encode({ ...open, share: null })))
  malformed(() => decodeGateOpenAnswer(gateOpenAnswerForm.encode({ ...open, receipt: null })))
  malformed(() => decodeGateOpenAnswer(gateOpenAnswerForm.encode({ ...open, status: 'HELD' })))
  malformed(() =>
    decodeGateOpenAnswer(gateOpenAnswerForm.encode({ ...open, status: 'UNKNOWN', share: null })),
  )
  malformed(() =>
    decodeGateActAnswer(gateActAnswerForm.encode({ answers: [{ answer: 'burned', receipt: null }] })),
  )
  malformed(() =>
    decodeGateActAnswer(gateActAnswerForm.encode({ answers: [{ answer: 'unknown', receipt }] })),
  )
  malformed(() =>
    decodeGatePutAnswer(gatePutAnswerForm.encode({ answers: [{ answer: 'kept', receipt: null }] })),
  )
  malformed(() => decodeGatePutAnswer(gatePutAnswerForm.encode({ answers: [{ answer: 'quota', receipt }] })))
  malformed(() => decodeGatePut(gatePutForm.encode({ gates: [{ ...gate, place: 0 }] })))
  malformed(() => decodeGatePut(gatePutForm.encode({ gates: [{ ...gate, place: 8 }] })))
  malformed(() => decodeGatePut(gatePutForm.encode({ gates: [{ ...gate, share: filled(1, 1) }] })))
  malformed(() => decodeLogEntry(logEntryForm.encode({ ...entry, why: 'recalled' })))
  malformed(() => decodeLogEntry(logEntryForm.encode({ ...entry, decision: 'burned' })))
  expect(decodeGatePut(gatePutForm.encode({ gates: [gate] }))).toEqual([gate])
})

test('a log is followed from its head, and only in its order', () => {
  const empty = emptyLog(filled(1))
  const [first, second] = [entry, { ...entry, n: 2 }].map(logEntryForm.encode)
  const { entries, after } = followLog(empty, [first!, second!])
  expect(entries).toEqual([entry, { ...entry, n: 2 }])
  expect(after).toEqual(extendLog(extendLog(empty, first!), second!))
  expect(after.n).toBe(2)
  expect(toHex(after.head)).not.toBe(toHex(followLog(emptyLog(filled(2)), [first!, second!]).after.head))
  expect(() => followLog(empty, [second!])).toThrow(MalformedRecord)
  expect(() => followLog(empty, [first!, first!])).toThrow(MalformedRecord)
})

test('a newer act with an extension stays genuine, and without it does not', () => {
  const act = signAct({ ...burn, extensions: [{ tag: 1, bytes: filled(1, 4) }] }, device!)
  const { extensions: _, ...without } = decodeAct(gateActForm.encode(act))
  expect(isActGenuine(act)).toBe(true)
  expect(isActGenuine(without)).toBe(false)
  const bytes = gateActForm.encode(act)
  expect(() => decodeAct(concatBytes(bytes, filled(0, 1)))).toThrow(MalformedRecord)
})
