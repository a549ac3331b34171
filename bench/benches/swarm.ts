// swarm: one public post to followers of whom only five reach its author; the others get it from
// each other.
// A hundred followers on a real Hyperswarm on loopback, and a thousand on connections in memory;
// all are complete engines in this process.
import type { Bench, Row, Setting, Unit } from '../bench.ts'
import { summarize } from '../figures.ts'
import { letterText } from '../processes/letter-text.ts'
import { Crowd } from '../../tests/support/crowd.ts'
import { WideFollowing, type PublicFigures } from '../../tests/support/wide-following.ts'

const NEAR = 5
const TEXT_BYTES = 1024

export const swarm: Bench = {
  name: 'swarm',
  about: 'A public post of 1 KB to followers of whom five reach its author; then all of them read it.',
  async run(setting) {
    const [overSwarm, piped] = setting.isQuick ? [12, 50] : [100, 1000]
    return {
      rows: [
        ...rowsOf(`${overSwarm} over Hyperswarm`, overSwarm, await weighPost(setting, overSwarm, true)),
        ...rowsOf(`${piped} over memory`, piped, await weighPost(setting, piped, false)),
      ],
      notes: [
        `The author is connected to ${NEAR} followers; the others reach followers alone. All are whole engines in one process. Received is what came in over all wires of a follower until everybody had the notice: that, the body, what followers fetch for each other, and over Hyperswarm the keep-alives.`,
        'Stored by the author: body, feed, archive and pages of the ledger. Sent by the author: over all its wires until all had read it.',
      ],
    }
  },
}

async function weighPost({ say }: Setting, followers: number, isOverSwarm: boolean): Promise<PublicFigures> {
  const people = 1 + followers
  const crowd = await Crowd.gather({ people, overSwarm: isOverSwarm ? people : 0, near: NEAR, say })
  try {
    const following = await WideFollowing.gather(crowd)
    say(`${followers} follow, ${following.nearCount} of them near`)
    // The first post creates one-time data.
    await following.post(letterText(TEXT_BYTES))
    return await following.post(letterText(TEXT_BYTES))
  } finally {
    await crowd.close()
  }
}

function rowsOf(to: string, count: number, figures: PublicFigures): Row[] {
  const { bodyBytes, noticeBytes } = figures
  const copies = { ...summarize([(bodyBytes + noticeBytes) * count]), what: 'body and notice once for each' }
  return [
    row(`${to}: body and notice`, 'bytes', [bodyBytes + noticeBytes]),
    row(`${to}: stored by the author`, 'bytes', [figures.authorBytes]),
    { ...row(`${to}: sent by the author`, 'bytes', [figures.sentBytes]), rival: copies },
    row(`${to}: until a follower has it`, 'ms', figures.reachedMs),
    row(`${to}: until all have it`, 'ms', [Math.max(...figures.reachedMs)]),
    row(`${to}: received by a follower`, 'bytes', figures.receivedBytes),
    row(`${to}: until all have read it, from then on`, 'ms', [figures.readMs]),
  ]
}

function row(what: string, unit: Unit, values: number[]): Row {
  return { what, unit, own: summarize(values), rival: null, aim: null }
}
