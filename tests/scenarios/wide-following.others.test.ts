// Many followers, of whom a few reach the author. All get a post,
// from each other, at constant cost.
// A small version of `npm run bench -- swarm`: whole engines over a real Hyperswarm.
import { expect, test } from 'vitest'
import { Crowd } from '../support/crowd.ts'
import { WideFollowing } from '../support/wide-following.ts'

const FOLLOWERS = 12
const NEAR = 3

test('a public post reaches all followers and can be read by all when only a few of them reach its author', async () => {
  const crowd = await Crowd.gather({ people: 1 + FOLLOWERS, overSwarm: 1 + FOLLOWERS, near: NEAR })
  try {
    const following = await WideFollowing.gather(crowd)
    expect(following.nearCount).toBe(NEAR)
    const { bodyBytes, noticeBytes, authorBytes, reachedMs } = await following.post(
      'News for all. '.repeat(70),
    )
    expect(reachedMs).toHaveLength(FOLLOWERS)
    expect(authorBytes).toBeLessThanOrEqual(bodyBytes + noticeBytes + 4 * 4096)
  } finally {
    await crowd.close()
  }
})
