// What a post to a group costs its author: one body and one notice whoever reads, and a few hundred bytes for each who opens it.
// The same as `npm run bench -- group` measures, small.
import { expect, test } from 'vitest'
import { WideGroup } from '../../support/wide-group.ts'

const TEXT = 'A kilobyte, nearly. '.repeat(50)
const READERS = 48

test('body and notice do not grow with the members, and each reader who opens costs the author at most 600 bytes', async () => {
  const small = await WideGroup.found({ engines: 2, members: 0 })
  const large = await WideGroup.found({ engines: 2, members: READERS })
  try {
    const toFew = await small.post(TEXT)
    const toMany = await large.post(TEXT)
    expect([toMany.bodyBytes, toMany.noticeBytes]).toEqual([toFew.bodyBytes, toFew.noticeBytes])
    const { weight } = await large.openAll()
    const ledger = (weight.after.ledger - weight.before.ledger) / READERS
    const feeds = (weight.after.feeds - weight.before.feeds) / READERS
    expect(ledger + feeds).toBeLessThanOrEqual(600)
  } finally {
    await Promise.all([small.close(), large.close()])
  }
}, 60_000)
