// The author's cost of a group post: one body, one notice,
// and a few hundred bytes per opening member.
// A small version of `npm run bench -- group`: whole engines, four of them over a real Hyperswarm.
import { expect, test } from 'vitest'
import { Crowd } from '../../support/crowd.ts'
import { WideGroup } from '../../support/wide-group.ts'

const TEXT = 'A kilobyte, nearly. '.repeat(50)
const PEOPLE = 17
const OVER_SWARM = 4
/** The page size of the ledger, the unit of its growth. */
const PAGE_BYTES = 4096

test('body and notice do not grow with the members, and each reader who opens costs the author at most 600 bytes', async () => {
  const crowd = await Crowd.gather({ people: PEOPLE, overSwarm: OVER_SWARM })
  try {
    const [owner, ...others] = crowd.people
    const few = await WideGroup.found('Few', owner!, others.slice(-1))
    const many = await WideGroup.found('Many', owner!, others)
    const toFew = await few.post(TEXT)
    const toMany = await many.post(TEXT)
    expect([toMany.bodyBytes, toMany.noticeBytes]).toEqual([toFew.bodyBytes, toFew.noticeBytes])
    const { before, after } = await many.openAll(toMany.ref)
    const grown = after.ledger - before.ledger + (after.feeds - before.feeds)
    expect(grown).toBeLessThanOrEqual(600 * others.length + PAGE_BYTES)
    await many.joinOne(await crowd.join('newcomer'))
    await many.removeOne()
    await expect(crowd.people.at(-1)!.read((await many.post(TEXT)).ref)).resolves.toMatchObject({
      subject: 'To all',
    })
  } finally {
    await crowd.close()
  }
})
