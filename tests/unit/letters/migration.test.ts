// Ledgers of earlier versions: what stands in them means the same after every step.
import { expect, test } from 'vitest'
import { lettersSchema, listDrafts, listRewrites } from '../../../src/core/letters/index.ts'
import { openIn } from '../ledger/test-ledger.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
const draft = {
  to: ['bob'],
  subject: 'Fine',
  text: '"quoted" 本文',
  replyTo: null,
  at: null,
  expires: null,
  mode: 'open' as const,
  urgent: true,
}
const id = new Uint8Array(16).fill(1)
const core = new Uint8Array(32).fill(2)

test('drafts from before drafts remembered a hold are not to be held; evidence from before it named its author stays', async () => {
  const folder = await makeFolder()
  const older = await openIn(folder, [{ noun: 'letters', steps: lettersSchema.steps.slice(0, 2) }])
  await older.write((tx) => {
    tx.run('INSERT INTO drafts VALUES (?, ?, ?, NULL)', id, JSON.stringify(draft), 7)
    tx.run('INSERT INTO rewritten_cores VALUES (?, 12, 1, 8)', core)
  })
  await older.close()
  const ledger = await openIn(folder, [lettersSchema])
  const drafts = listDrafts(ledger).map((one) => ({ ...one, id: Buffer.from(one.id).toString('hex') }))
  expect(drafts).toEqual([
    {
      ...draft,
      to: [],
      typed: draft.to,
      hold: false,
      replaces: null,
      tags: [],
      attachments: [],
      keepPlace: false,
      id: '01'.repeat(16),
      savedAt: 7,
    },
  ])
  expect(listRewrites(ledger)).toEqual([
    { core: Buffer.from(core), length: 12, fork: 1, at: 8, person: null },
  ])
  await ledger.close()
})
