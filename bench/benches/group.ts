// group: one post to 1, 10, 100 and 999 other members (a group of a thousand), and the time of
// membership changes in a large group.
// All members are complete engines in this process. Bytes are the engines' own counts; times are
// those of one process with all engines.
import type { Bench, Row, Unit } from '../bench.ts'
import { summarize } from '../figures.ts'
import { Crowd } from '../../tests/support/crowd.ts'
import { WideGroup } from '../../tests/support/wide-group.ts'

const TEXT = 'A kilobyte, nearly. '.repeat(50)
const OVER_SWARM = 20
const ONE_MORE_READER_BYTES = 300
const OPENED_BYTES = 600

interface Weighed {
  members: number
  bodyBytes: number
  noticeBytes: number
  reachedMs: number[]
  receivedBytes: number[]
  authorBytes: number
  openedBytes: number
  openedMs: number
}

export const group: Bench = {
  name: 'group',
  about: 'A post of 1 KB to a group, which everybody opens; and who comes and goes in a large one.',
  async run({ isQuick, say }) {
    const sizes = isQuick ? [1, 10, 50] : [1, 10, 100, 999]
    const largest = sizes.at(-1)!
    const crowd = await Crowd.gather({ people: 1 + largest, overSwarm: OVER_SWARM, say })
    try {
      const weighed: Weighed[] = []
      const rows: Row[] = []
      for (const members of sizes) {
        say(`a group of ${members} and its owner`)
        const name = `Of ${members}`
        const wide = await WideGroup.found(name, crowd.first, crowd.people.slice(1, 1 + members))
        say(`they are in it after ${Math.round(wide.addedMs)} ms`)
        weighed.push(await weighPost(wide))
        if (members === largest) rows.push(...(await changeMembers(crowd, wide)))
      }
      return { rows: [...weighed.flatMap(rowsOf), ...rowsOfOneMore(weighed), ...rows], notes: NOTES }
    } finally {
      await crowd.close()
    }
  },
}

const NOTES = [
  `All are whole engines with ledger, index and cores on the disk, in one process. ${OVER_SWARM} of them, the author among these, meet each other over a real Hyperswarm on loopback, the others over wires in memory, with the same encryption. Each lets in 64 whom it does not dial, as on any network.`,
  'Received is what came in over all wires of a member until everybody had the notice: of that one, and what members tell each other. The body is fetched by who opens it.',
  'Stored by the author: body, feed and pages of the ledger; opened: feed and ledger for each member who opens.',
]

async function weighPost(wide: WideGroup): Promise<Weighed> {
  // The first post creates the feed and other one-time data.
  await wide.post(TEXT)
  const before = await wide.weigh()
  const figures = await wide.post(TEXT)
  const after = await wide.weigh()
  const opened = await wide.openAll(figures.ref)
  const grown = (key: 'bodies' | 'feeds' | 'ledger', one = before, other = after): number =>
    other[key] - one[key]
  const openedBytes =
    grown('feeds', opened.before, opened.after) + grown('ledger', opened.before, opened.after)
  return {
    ...{ members: wide.members.length, ...figures, openedMs: opened.openedMs },
    authorBytes: grown('bodies') + grown('feeds') + grown('ledger'),
    openedBytes: openedBytes / wide.members.length,
  }
}

function rowsOf(one: Weighed): Row[] {
  const to = `to ${one.members}`
  const aim = { text: `at most ${OPENED_BYTES}`, holds: one.openedBytes <= OPENED_BYTES }
  const isMany = one.members > 10
  return [
    row(`${to}: body`, 'bytes', [one.bodyBytes]),
    row(`${to}: notice`, 'bytes', [one.noticeBytes]),
    row(`${to}: stored by the author`, 'bytes', [one.authorBytes]),
    row(`${to}: until a member has it`, 'ms', one.reachedMs),
    row(`${to}: until all have it`, 'ms', [Math.max(...one.reachedMs)]),
    row(`${to}: received by a member`, 'bytes', one.receivedBytes),
    row(`${to}: until all have opened it`, 'ms', [one.openedMs]),
    // With few readers, most of this is one page of the ledger.
    row(`${to}: each who opens, stored by the author`, 'bytes', [one.openedBytes], isMany ? aim : null),
  ]
}

function rowsOfOneMore(weighed: readonly Weighed[]): Row[] {
  return weighed.slice(1).map((larger, at) => {
    const smaller = weighed[at]!
    const more = larger.members - smaller.members
    const bytes = Math.max(0, (larger.authorBytes - smaller.authorBytes) / more)
    const what = `one more reader, from ${smaller.members} to ${larger.members}: stored by the author`
    const aim = { text: `under ${ONE_MORE_READER_BYTES}`, holds: bytes < ONE_MORE_READER_BYTES }
    return row(what, 'bytes', [bytes], aim)
  })
}

async function changeMembers(crowd: Crowd, wide: WideGroup): Promise<Row[]> {
  const { addedMs } = wide
  const members = wide.members.length
  const removedMs = await wide.removeOne()
  const newcomer = await crowd.join('newcomer')
  const joinedMs = await wide.joinOne(newcomer)
  await newcomer.stop()
  return [
    row(`${members} let in as one epoch, until all are in`, 'ms', [addedMs]),
    row(`one of ${members} removed, on the owner’s disk`, 'ms', [removedMs]),
    row('one more by a link, until they are in', 'ms', [joinedMs]),
  ]
}

function row(what: string, unit: Unit, values: number[], aim: Row['aim'] = null): Row {
  return { what, unit, own: summarize(values), rival: null, aim }
}
