// swarm: one public post to 100 followers of whom 5 can reach its author; the others have it from each other.
// All are whole engines in this process, over wires in memory, with the same encryption and counters as over a network.
import type { Bench, Row, Setting, Unit } from '../bench.ts'
import { summarize } from '../figures.ts'
import { MemoryCircle } from '../processes/correspondents.ts'
import { letterText } from '../processes/letter-text.ts'
import { calling, eventually, type Person } from '../../tests/support/person.ts'

const NEAR = 5
const TEXT_BYTES = 1024
const AT_ONCE = 8
const PATIENCE_MS = 120_000

export const swarm: Bench = {
  name: 'swarm',
  about: 'A public post of 1 KB to followers of whom five can reach its author; then all of them read it.',
  async run(setting) {
    const count = setting.isQuick ? 12 : 100
    const circle = new MemoryCircle()
    const author = await circle.join(setting, 'alice')
    const followers = await gather(setting, circle, author, count)
    const before = circle.network.bytesMoved()
    const posted = performance.now()
    const ref = await author.write({ name: 'public' }, 'News', letterText(TEXT_BYTES))
    const arrivals = await Promise.all(followers.map((follower) => arrives(follower, posted)))
    const reachedBytes = circle.network.bytesMoved() - before
    await Promise.all(followers.map((follower) => follower.read(ref, PATIENCE_MS)))
    const total = circle.network.bytesMoved() - before
    const byAuthor = followers
      .slice(0, NEAR)
      .reduce((sum, { device }) => sum + circle.network.bytesMoved(author.device, device), 0)
    const body = await author.do.letters.cost({ ref }, calling)
    const copies = (body.bodyBytes + body.noticeBytes) * count
    return {
      rows: [
        row(`to ${count}: until a follower has it`, 'ms', arrivals),
        row(`to ${count}: body and notice`, 'bytes', [body.bodyBytes + body.noticeBytes]),
        row(`to ${count}: moved for each until all have the notice`, 'bytes', [reachedBytes / count]),
        {
          ...row(`to ${count}: moved in all until all have read it`, 'bytes', [total]),
          rival: { ...summarize([copies]), what: 'body and notice once for each' },
        },
        row('over the author’s wires since the beginning', 'bytes', [byAuthor]),
      ],
      notes: [
        `The author is connected to ${NEAR} of ${count}; the others can reach followers alone. Moved are encrypted bytes at both ends of every wire, with keep-alives and what followers fetch for each other.`,
      ],
    }
  },
}

async function gather(
  setting: Setting,
  circle: MemoryCircle,
  author: Person,
  count: number,
): Promise<Person[]> {
  const { address } = await author.do.people.whoami({}, calling)
  // Nothing is there to be followed before a first post.
  await author.write({ name: 'public' }, 'First', 'The first word.')
  const followers: Person[] = []
  for (let first = 0; first < count; first += AT_ONCE) {
    setting.say(`${first} of ${count} followers`)
    const some = await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, at) =>
        circle.join(setting, `follower-${first + at}`),
      ),
    )
    followers.push(...some)
  }
  for (const { device } of followers.slice(NEAR)) circle.network.partition(author.device, device)
  await Promise.all(followers.map((follower) => follower.do.follows.follow({ who: address }, calling)))
  await Promise.all(followers.map((follower) => hasPosts(follower, 1)))
  return followers
}

const hasPosts = (follower: Person, count: number): Promise<void> =>
  eventually(
    async () => (await follower.list('following')).length >= count,
    PATIENCE_MS,
    `${follower.name} has ${count}`,
  )

/** Milliseconds since the post until it stands in this follower's list. */
async function arrives(follower: Person, posted: number): Promise<number> {
  await hasPosts(follower, 2)
  return performance.now() - posted
}

function row(what: string, unit: Unit, values: number[]): Row {
  return { what, unit, own: summarize(values), rival: null, aim: null }
}
