// What hold, schedule, expiry, recall and release do to the ledger, each as a short story of a
// letter.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  expireDue,
  findContentKey,
  findNextDueTime,
  grantObject,
  personGrant,
  holdObject,
  letGoObject,
  listDoomed,
  listStates,
  markArrived,
  markKept,
  personAudience,
  recallObject,
  recordState,
  resealGrants,
  statusOf,
  markDueNoticed,
} from '../../../src/core/access/index.ts'
import { sumUp } from '../../../src/core/contract/reader-states.ts'
import { EXPIRED_KEY_LIFETIME_MS } from '../../../src/core/access/expiry.ts'
import { releaseForm, isReleaseGenuine } from '../../../src/core/access/release-record.ts'
import type { StateRecord } from '../../../src/core/access/reader-states.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import {
  alice,
  askFor,
  author,
  bob,
  carol,
  createBox,
  openGrant,
  sealGrant,
  sendLetter,
  statesOf,
  storeLetter,
} from './letters.ts'
import type { TestLetter, TestReader } from './letters.ts'
import { PlainLedger } from './plain-ledger.ts'

const NOW = 1_700_000_000_000
const HOUR = 3_600_000

let ledger: PlainLedger
beforeEach(() => void (ledger = new PlainLedger()))
afterEach(() => ledger.close())

function codeOf(task: () => unknown): string | null {
  try {
    task()
    return null
  } catch (error) {
    return isEngineError(error) ? error.code : String(error)
  }
}

describe('a release', () => {
  it('hands over the content key sealed to the reader, with a record that the author signed', () => {
    const letter = sendLetter(ledger, [bob], NOW)
    const answer = askFor(ledger, letter, bob, NOW + 5)
    if (answer.answer !== 'released') throw new Error(answer.answer)
    const record = releaseForm.decode(answer.record)
    expect({
      key: openGrant(bob.box, answer.grant),
      boxNumber: answer.boxNumber,
      isFirst: answer.isFirst,
      isGenuine: isReleaseGenuine(record, author.publicKey),
      about: [record.objectId, record.person, record.at],
    }).toEqual({
      key: Buffer.from(letter.contentKey),
      boxNumber: 1,
      isFirst: true,
      isGenuine: true,
      about: [letter.objectId, bob.person, NOW + 5].map((part) =>
        part instanceof Uint8Array ? Buffer.from(part) : part,
      ),
    })
  })

  it('gives the same answer again, whatever happened since', () => {
    const letter = sendLetter(ledger, [bob, carol], NOW, { expiresAt: NOW + HOUR })
    const first = askFor(ledger, letter, bob, NOW + 1)
    holdObject(ledger, letter.objectId, NOW + 2)
    const held = askFor(ledger, letter, bob, NOW + 3)
    recallObject(ledger, letter.objectId, NOW + 4)
    const recalled = askFor(ledger, letter, bob, NOW + 5)
    expireDue(ledger, NOW + 2 * HOUR)
    const expired = askFor(ledger, letter, { ...bob, device: carol.device }, NOW + 3 * HOUR)
    const again = { ...first, isFirst: false }
    expect([held, recalled, expired]).toEqual([again, again, again])
  })

  it('gives strangers NOT_A_READER for existing and missing objects alike', () => {
    const letter = sendLetter(ledger, [bob], NOW)
    const nothing = { objectId: randomBytes(32), contentKey: randomBytes(32) }
    const unsent = storeLetter(ledger, [bob], NOW, { heldAt: NOW })
    const answers = [
      askFor(ledger, letter, carol, NOW),
      askFor(ledger, nothing, bob, NOW),
      askFor(ledger, unsent, bob, NOW),
    ]
    expect(answers).toEqual(answers.map(() => ({ answer: 'NOT_A_READER' })))
  })

  it('stops at the quota of the day, never for repeats, and starts again the next day', () => {
    const [one, two] = [sendLetter(ledger, [bob, carol], NOW), sendLetter(ledger, [bob], NOW)]
    const limit = { releasesPerDay: 1 }
    const answers = [
      askFor(ledger, one, bob, NOW, limit),
      askFor(ledger, two, bob, NOW, limit),
      askFor(ledger, one, bob, NOW, limit),
      askFor(ledger, one, carol, NOW, limit),
      askFor(ledger, two, bob, NOW + 24 * HOUR, limit),
    ]
    expect(answers.map(({ answer }) => answer)).toEqual([
      'released',
      'QUOTA',
      'released',
      'released',
      'released',
    ])
  })

  it('does not reset the quota when the clock is set back', () => {
    const [one, two] = [sendLetter(ledger, [bob], NOW), sendLetter(ledger, [bob], NOW)]
    const limit = { releasesPerDay: 1 }
    askFor(ledger, one, bob, NOW, limit)
    expect(askFor(ledger, two, bob, NOW - 48 * HOUR, limit).answer).toBe('QUOTA')
  })

  it('waits while only a doubtful clock says that the letter has expired', () => {
    const letter = sendLetter(ledger, [bob], NOW, { expiresAt: NOW + HOUR })
    const doubtful = askFor(ledger, letter, bob, NOW, { latest: NOW + 2 * HOUR })
    expect([doubtful.answer, askFor(ledger, letter, bob, NOW).answer]).toEqual(['NOT_YET', 'released'])
  })
})

describe('a policy', () => {
  it('is refused if it is impossible', () => {
    const policies = [
      { mode: 'open', expiresAt: NOW + HOUR },
      { expiresAt: NOW },
      { expiresAt: NOW + HOUR, notBefore: NOW + HOUR },
    ] as const
    expect(policies.map((policy) => codeOf(() => storeLetter(ledger, [bob], NOW, policy)))).toEqual([
      'INVALID',
      'INVALID',
      'INVALID',
    ])
  })

  it('is given to a reader once, and can be given to more readers later', () => {
    const letter = sendLetter(ledger, [bob], NOW)
    const grantTo = (contentKey: Uint8Array, { person, box }: TestReader) =>
      grantObject(ledger, {
        objectId: letter.objectId,
        contentKey,
        mode: 'controlled',
        grants: [personGrant(person, 1, sealGrant(box, contentKey))],
        at: NOW,
      })
    const codes = [
      codeOf(() => grantTo(letter.contentKey, bob)),
      codeOf(() => grantTo(letter.contentKey, carol)),
      codeOf(() => grantTo(randomBytes(32), alice)),
    ]
    recallObject(ledger, letter.objectId, NOW)
    codes.push(codeOf(() => grantTo(letter.contentKey, alice)))
    expect(codes).toEqual(['INVALID', null, 'INTERNAL', 'RECALLED'])
  })
})

describe('a schedule', () => {
  it('sends the notice once, when it is reached, with the grant only if the letter is open', () => {
    const later = storeLetter(ledger, [bob], NOW, { notBefore: NOW + HOUR })
    const open = storeLetter(ledger, [carol], NOW, { notBefore: NOW + HOUR, mode: 'open' })
    const before = [
      statesOf(ledger, later, NOW),
      findNextDueTime(ledger),
      markDueNoticed(ledger, NOW + HOUR - 1),
    ]
    const due = markDueNoticed(ledger, NOW + HOUR)
    expect(before).toEqual([['scheduled'], NOW + HOUR, []])
    expect(
      due.map(({ objectId, mode, grant }) => [
        Buffer.from(objectId),
        mode,
        grant && openGrant(carol.box, grant),
      ]),
    ).toEqual(
      expect.arrayContaining([
        [Buffer.from(later.objectId), 'controlled', null],
        [Buffer.from(open.objectId), 'open', Buffer.from(open.contentKey)],
      ]),
    )
    expect([
      markDueNoticed(ledger, NOW + HOUR),
      statesOf(ledger, later, NOW + HOUR),
      findNextDueTime(ledger),
    ]).toEqual([[], ['notified'], null])
  })

  it('sends no notice of a held, recalled or expired letter', () => {
    const at = { notBefore: NOW + HOUR }
    storeLetter(ledger, [bob], NOW, { ...at, heldAt: NOW })
    recallObject(ledger, storeLetter(ledger, [bob], NOW, at).objectId, NOW)
    storeLetter(ledger, [bob], NOW, { ...at, expiresAt: NOW + 2 * HOUR })
    expect(markDueNoticed(ledger, NOW + 3 * HOUR)).toEqual([])
  })

  it('remains reached if the clock is set back', () => {
    const letter = storeLetter(ledger, [bob], NOW, { notBefore: NOW + HOUR })
    markDueNoticed(ledger, NOW + HOUR)
    expect(askFor(ledger, letter, bob, NOW).answer).toBe('released')
  })

  it('keeps a letter closed whose notice was sent earlier', () => {
    const letter = sendLetter(ledger, [bob], NOW, { notBefore: NOW + HOUR })
    expect([NOW, NOW + HOUR].map((now) => askFor(ledger, letter, bob, now).answer)).toEqual([
      'NOT_YET',
      'released',
    ])
  })

  it('returns the due notices in portions, the oldest first', () => {
    const letters = [3, 1, 2].map((hours) =>
      storeLetter(ledger, [bob], NOW, { notBefore: NOW + hours * HOUR }),
    )
    const portions = [2, 2, 2].map((limit) => markDueNoticed(ledger, NOW + 9 * HOUR, limit))
    const order = [letters[1], letters[2], letters[0]].map((letter) => Buffer.from(letter!.objectId))
    expect([portions.map(({ length }) => length), portions.flat().map(({ objectId }) => objectId)]).toEqual([
      [2, 1, 0],
      order,
    ])
  })
})

describe('holding', () => {
  it('holding before the notice hides the letter; letting go sends the notice at once', () => {
    const letter = storeLetter(ledger, [bob], NOW, { heldAt: NOW })
    const none = markDueNoticed(ledger, NOW + HOUR)
    const { readers, noticed, due } = letGoObject(ledger, letter.objectId, NOW + HOUR)
    expect([
      none,
      readers.map(({ outcome }) => outcome),
      noticed,
      due.map(({ audience }) => audience.key),
    ]).toEqual([[], ['notified'], [], [Buffer.from(bob.person)]])
    expect([markDueNoticed(ledger, NOW + HOUR), askFor(ledger, letter, bob, NOW + HOUR).answer]).toEqual([
      [],
      'released',
    ])
  })

  it('a letter held before its notice returns to its schedule if it is let go before that time', () => {
    const letter = storeLetter(ledger, [bob], NOW, { heldAt: NOW, notBefore: NOW + HOUR })
    const { readers, due } = letGoObject(ledger, letter.objectId, NOW)
    expect([readers[0]!.outcome, due, markDueNoticed(ledger, NOW + HOUR).length]).toEqual([
      'scheduled',
      [],
      1,
    ])
  })

  it('a letter held after its notice is refused until it is let go; both need a record in the feed of the reader', () => {
    const letter = sendLetter(ledger, [bob, carol], NOW)
    askFor(ledger, letter, bob, NOW)
    const held = holdObject(ledger, letter.objectId, NOW + 1)
    const refused = askFor(ledger, letter, carol, NOW + 2)
    const gone = letGoObject(ledger, letter.objectId, NOW + 3)
    expect([held, refused, gone, askFor(ledger, letter, carol, NOW + 4).answer]).toEqual([
      {
        readers: [
          { person: Buffer.from(bob.person), outcome: 'too-late' },
          { person: Buffer.from(carol.person), outcome: 'held' },
        ],
        wide: [],
        noticed: [personAudience(Buffer.from(carol.person))],
      },
      { answer: 'HELD' },
      {
        readers: [
          { person: Buffer.from(bob.person), outcome: 'too-late' },
          { person: Buffer.from(carol.person), outcome: 'notified' },
        ],
        wide: [],
        noticed: [personAudience(Buffer.from(carol.person))],
        due: [],
      },
      'released',
    ])
  })

  it('holding throws NOT_FOUND for an object that was never granted', () => {
    const nothing = randomBytes(32)
    const codes = [holdObject, letGoObject, recallObject].map((act) =>
      codeOf(() => act(ledger, nothing, NOW)),
    )
    expect(codes).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'])
  })
})

describe('a recall', () => {
  it('takes the letter back from readers who had not opened it, and is too-late for the others', () => {
    const letter = sendLetter(ledger, [bob, carol], NOW)
    askFor(ledger, letter, bob, NOW)
    const { readers, noticed, destroyed } = recallObject(ledger, letter.objectId, NOW + 1)
    expect([readers.map(({ outcome }) => outcome), noticed, destroyed]).toEqual([
      ['too-late', 'recalled'],
      [personAudience(Buffer.from(carol.person))],
      false,
    ])
    expect([askFor(ledger, letter, carol, NOW + 2), statesOf(ledger, letter, NOW + 2)]).toEqual([
      { answer: 'RECALLED' },
      ['referenced', 'recalled'],
    ])
  })

  it('destroys the content key and every grant if no reader had opened it', () => {
    const letter = sendLetter(ledger, [bob, carol], NOW)
    const { destroyed } = recallObject(ledger, letter.objectId, NOW)
    const grants = ledger.all('SELECT 1 FROM access_grants')
    expect([destroyed, findContentKey(ledger, letter.objectId), grants]).toEqual([true, null, []])
    expect(recallObject(ledger, letter.objectId, NOW)).toMatchObject({ noticed: [], destroyed: false })
  })

  it('a recall from some readers does not affect the others', () => {
    const letter = sendLetter(ledger, [bob, carol], NOW)
    const first = recallObject(ledger, letter.objectId, NOW, { only: [bob.person] })
    const states = statesOf(ledger, letter, NOW)
    const second = recallObject(ledger, letter.objectId, NOW, { only: [carol.person] })
    expect([first.readers.length, first.destroyed, states, second.destroyed]).toEqual([
      1,
      false,
      ['recalled', 'notified'],
      true,
    ])
  })

  it('a recall before the notice leaves no trace for the reader', () => {
    const letter = storeLetter(ledger, [bob], NOW, { notBefore: NOW + HOUR, mode: 'open' })
    const { readers, noticed, destroyed } = recallObject(ledger, letter.objectId, NOW)
    expect([readers[0]!.outcome, noticed, destroyed, askFor(ledger, letter, bob, NOW)]).toEqual([
      'recalled',
      [],
      true,
      { answer: 'NOT_A_READER' },
    ])
  })

  it('a recall of an open letter is too-late after its notice', () => {
    const letter = sendLetter(ledger, [bob], NOW, { mode: 'open' })
    const acts = [holdObject, recallObject].map(
      (act) => act(ledger, letter.objectId, NOW).readers[0]!.outcome,
    )
    expect([acts, findContentKey(ledger, letter.objectId)]).toEqual([
      ['too-late', 'too-late'],
      Buffer.from(letter.contentKey),
    ])
  })
})

describe('an expiry', () => {
  it('refuses at once, is reported once, and destroys the key seven days later', () => {
    const letter = sendLetter(ledger, [bob], NOW, { expiresAt: NOW + HOUR })
    const at = NOW + HOUR
    const refused = askFor(ledger, letter, bob, at)
    const first = expireDue(ledger, at)
    const next = findNextDueTime(ledger)
    const doomed = listDoomed(ledger, at + EXPIRED_KEY_LIFETIME_MS)
    const second = expireDue(ledger, at + EXPIRED_KEY_LIFETIME_MS - 1)
    const key = findContentKey(ledger, letter.objectId)
    const third = expireDue(ledger, at + EXPIRED_KEY_LIFETIME_MS)
    const objectId = Buffer.from(letter.objectId)
    expect([
      refused,
      first,
      next,
      doomed,
      second,
      key,
      third,
      findContentKey(ledger, letter.objectId),
    ]).toEqual([
      { answer: 'EXPIRED' },
      { expired: [{ objectId, audience: personAudience(Buffer.from(bob.person)) }], destroyed: [] },
      at + EXPIRED_KEY_LIFETIME_MS,
      [objectId],
      { expired: [], destroyed: [] },
      Buffer.from(letter.contentKey),
      { expired: [], destroyed: [objectId] },
      null,
    ])
  })

  it('remains if the clock is set back, also if another call recorded it', () => {
    const policy = { expiresAt: NOW + HOUR }
    const letters = [0, 1, 2, 3].map(() => sendLetter(ledger, [bob], NOW, policy))
    const [byReader, byHold, byRecall, byTime] = letters as [TestLetter, TestLetter, TestLetter, TestLetter]
    const met = [
      askFor(ledger, byReader, bob, NOW + HOUR).answer,
      holdObject(ledger, byHold.objectId, NOW + HOUR).readers[0]!.outcome,
      recallObject(ledger, byRecall.objectId, NOW + HOUR).readers[0]!.outcome,
      expireDue(ledger, NOW + HOUR).expired.length,
    ]
    const later = [byReader, byHold, byRecall, byTime].map(
      (letter) => askFor(ledger, letter, bob, NOW).answer,
    )
    expect([met, later]).toEqual([
      ['EXPIRED', 'expired', 'expired', 4],
      ['EXPIRED', 'EXPIRED', 'EXPIRED', 'EXPIRED'],
    ])
  })

  it('does not affect readers who opened it in time, nor their key', () => {
    const letter = sendLetter(ledger, [bob, carol], NOW, { expiresAt: NOW + HOUR })
    askFor(ledger, letter, bob, NOW)
    const { expired } = expireDue(ledger, NOW + HOUR)
    const later = expireDue(ledger, NOW + HOUR + EXPIRED_KEY_LIFETIME_MS)
    expect([
      expired.map(({ audience }) => audience.key),
      later,
      statesOf(ledger, letter, NOW + HOUR),
    ]).toEqual([[Buffer.from(carol.person)], { expired: [], destroyed: [] }, ['referenced', 'expired']])
  })

  it('does not destroy the key if the object is given to another reader within seven days', () => {
    const { objectId, contentKey } = sendLetter(ledger, [bob], NOW, { expiresAt: NOW + HOUR })
    expireDue(ledger, NOW + HOUR)
    const grants = [personGrant(carol.person, 1, sealGrant(carol.box, contentKey))]
    grantObject(ledger, { objectId, contentKey, mode: 'controlled', grants, at: NOW + 2 * HOUR })
    expect(expireDue(ledger, NOW + 2 * HOUR + EXPIRED_KEY_LIFETIME_MS).destroyed).toEqual([])
  })
})

describe('a raised box key', () => {
  it('renews grants that are not released, and releases that are not kept', () => {
    const letters = [0, 1, 2, 3].map(() => sendLetter(ledger, [bob], NOW))
    const [unreleased, released, kept, recalled] = letters as [TestLetter, TestLetter, TestLetter, TestLetter]
    askFor(ledger, released, bob, NOW)
    askFor(ledger, kept, bob, NOW)
    markKept(ledger, kept.objectId, bob.person, NOW)
    recallObject(ledger, recalled.objectId, NOW)
    const box = createBox()
    const seal = (_object: Uint8Array, contentKey: Uint8Array) => sealGrant(box, contentKey)
    const raised = { boxNumber: 2, below: 2 }
    const counts = [
      resealGrants(ledger, bob.person, raised, seal),
      resealGrants(ledger, bob.person, raised, seal),
    ]
    const opened = [unreleased, released, kept].map((letter) => {
      const answer = askFor(ledger, letter, bob, NOW + 1)
      return (
        answer.answer === 'released' && [
          answer.boxNumber,
          openGrant(answer.boxNumber === 2 ? box : bob.box, answer.grant),
        ]
      )
    })
    expect([counts, opened]).toEqual([
      [2, 0],
      [
        [2, Buffer.from(unreleased.contentKey)],
        [2, Buffer.from(released.contentKey)],
        [1, Buffer.from(kept.contentKey)],
      ],
    ])
  })
})

describe('the states of readers', () => {
  const says = (letter: TestLetter, reader: TestReader, more: Partial<StateRecord> = {}): StateRecord => ({
    objectId: letter.objectId,
    person: reader.person,
    device: reader.device,
    n: 1,
    value: 'done',
    at: NOW + 10,
    note: null,
    ...more,
  })

  it('count only after the release; for an open letter after its notice', () => {
    const controlled = sendLetter(ledger, [bob], NOW)
    const open = sendLetter(ledger, [bob], NOW, { mode: 'open' })
    const unsent = storeLetter(ledger, [bob], NOW, { mode: 'open', heldAt: NOW })
    const refused = [
      recordState(ledger, says(controlled, bob)),
      recordState(ledger, says(controlled, carol)),
      recordState(ledger, says(unsent, bob)),
    ]
    askFor(ledger, controlled, bob, NOW)
    const accepted = [
      recordState(ledger, says(controlled, bob)),
      recordState(ledger, says(open, bob, { value: 'accepted' })),
    ]
    expect([refused, accepted, statesOf(ledger, controlled, NOW), statesOf(ledger, open, NOW)]).toEqual([
      ['not-referenced', 'not-a-reader', 'not-a-reader'].map((reason) => ({ accepted: false, reason })),
      [
        { accepted: true, isLatest: true },
        { accepted: true, isLatest: true },
      ],
      ['done'],
      ['accepted'],
    ])
  })

  it('the larger number wins, then the device key, in any order of arrival; the history is kept', () => {
    const letter = sendLetter(ledger, [bob], NOW, { mode: 'open' })
    const [low, high] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(200)]
    const verdicts = [
      says(letter, bob, { n: 2, device: low, value: 'accepted', note: 'はい' }),
      says(letter, bob, { n: 1, device: high, value: 'declined' }),
      says(letter, bob, { n: 2, device: high, value: 'done', at: NOW + 1, note: 'fertig' }),
    ].map((record) => recordState(ledger, record))
    expect(verdicts.map((verdict) => verdict.accepted && verdict.isLatest)).toEqual([true, false, true])
    expect(listStates(ledger, letter.objectId, bob.person).map(({ n, value }) => [n, value])).toEqual([
      [2, 'done'],
      [2, 'accepted'],
      [1, 'declined'],
    ])
    expect(statusOf(ledger, letter.objectId, NOW)).toEqual([
      { person: Buffer.from(bob.person), state: 'done', at: NOW + 1, arrivedAt: null, note: 'fertig' },
    ])
  })

  it('are refused with a reason if they are malformed, repeated, rewritten or too many', () => {
    const letter = sendLetter(ledger, [bob], NOW, { mode: 'open' })
    recordState(ledger, says(letter, bob))
    const nonsense = [
      { n: 0 },
      { n: 1.5 },
      { n: 2 ** 60 },
      { at: -1 },
      { at: NaN },
      { value: 'x' },
      { note: 'é'.repeat(2001) },
    ]
    const reasons = [...nonsense.map((more) => ({ n: 9, ...more })), {}, { value: 'declined' }].map(
      (more) => {
        const verdict = recordState(ledger, says(letter, bob, more))
        return verdict.accepted ? 'accepted' : verdict.reason
      },
    )
    for (let n = 2; n <= 1000; n++) recordState(ledger, says(letter, bob, { n }))
    expect([reasons, recordState(ledger, says(letter, bob, { n: 1001 }))]).toEqual([
      [...nonsense.map(() => 'malformed'), 'known', 'rewritten'],
      { accepted: false, reason: 'too-many' },
    ])
  })

  it('show when the notice arrived, by the first report, and only if a notice was sent', () => {
    const letter = sendLetter(ledger, [bob], NOW)
    const unsent = storeLetter(ledger, [bob], NOW, { heldAt: NOW })
    const marked = [
      markArrived(ledger, letter.objectId, bob.person, NOW + 1),
      markArrived(ledger, letter.objectId, bob.person, NOW + 2),
      markArrived(ledger, letter.objectId, carol.person, NOW + 3),
      markArrived(ledger, unsent.objectId, bob.person, NOW + 4),
    ]
    expect([marked, statusOf(ledger, letter.objectId, NOW)[0]!.arrivedAt]).toEqual([
      [true, false, false, false],
      NOW + 1,
    ])
  })

  it('sum up to the state that all readers share', () => {
    expect([sumUp(['done', 'done']), sumUp(['done', 'held']), sumUp(['recalled']), sumUp([])]).toEqual([
      'done',
      'mixed',
      'recalled',
      'unknown',
    ])
  })
})
