// Drafts on a plain ledger: saved, overwritten, listed, and removed only in the version that was sent.
import { beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { toHex } from '../../../src/core/base/index.ts'
import {
  beginDraft,
  countDrafts,
  findDraft,
  findRecalledDraft,
  getDraft,
  insertDraft,
  listDrafts,
  removeSentDraft,
  saveDraft,
  savedVersion,
  type DraftText,
} from '../../../src/core/letters/drafts.ts'
import { lettersSchema } from '../../../src/core/letters/schema.ts'
import { openNouns, type Nouns } from '../../support/nouns.ts'

const text = (subject: string): DraftText => ({
  ...{ to: [], typed: ['dave'], subject, text: 'Under the third pot.', replyTo: null, replaces: null },
  ...{ saying: null, tags: [], attachments: [], remindAfterMs: null, from: null, policy: PLAIN_POLICY },
})
const ID = 'ab'.repeat(16)

let nouns: Nouns
beforeEach(async () => void (nouns = await openNouns('alice', { schemas: [lettersSchema] })))

const subjects = () => listDrafts(nouns.ledger).map(({ subject }) => subject)

test('drafts are listed with the newest first, and a saved one keeps its id', async () => {
  const { asLedger } = nouns.ledger
  const first = await saveDraft(asLedger, null, text('one'), 1)
  await saveDraft(asLedger, null, text('two'), 2)
  expect(await saveDraft(asLedger, first, text('one, again'), 3)).toEqual(first)
  expect([subjects(), countDrafts(nouns.ledger)]).toEqual([['one, again', 'two'], 2])
  expect(getDraft(nouns.ledger, toHex(first))).toMatchObject({ savedAt: 3, typed: ['dave'] })
})

test('a draft begins under the id of its caller once, and is overwritten afterwards', async () => {
  const { asLedger } = nouns.ledger
  await beginDraft(asLedger, ID, text('one'), 1)
  await beginDraft(asLedger, ID, text('two'), 2)
  expect(subjects()).toEqual(['two'])
  await expect(beginDraft(asLedger, 'no id', text('x'), 3)).rejects.toMatchObject({ code: 'INVALID' })
})

test('an unknown draft is found by nobody, and cannot be saved', async () => {
  expect([findDraft(nouns.ledger, ID), findDraft(nouns.ledger, 'no id')]).toEqual([null, null])
  const unknown = saveDraft(nouns.ledger.asLedger, new Uint8Array(16), text('x'), 1)
  await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a sent draft is removed, unless it was saved again after it was read', async () => {
  const { asLedger } = nouns.ledger
  const id = await saveDraft(asLedger, null, text('one'), 1)
  const read = { id, savedAt: 1, version: savedVersion(1) }
  await saveDraft(asLedger, id, text('more'), 2)
  nouns.ledger.transact((tx) => removeSentDraft(tx, read))
  expect(subjects()).toEqual(['more'])
  nouns.ledger.transact((tx) => removeSentDraft(tx, { ...read, savedAt: 2 }))
  expect(subjects()).toEqual([])
})

test('the words of a recalled letter are found by their object', () => {
  const object = Buffer.alloc(32, 5)
  const id = nouns.ledger.transact((tx) => insertDraft(tx, text('regretted'), 1, object))
  expect(findRecalledDraft(nouns.ledger, object)).toEqual(Buffer.from(id))
  expect(findRecalledDraft(nouns.ledger, Buffer.alloc(32, 6))).toBe(null)
})
