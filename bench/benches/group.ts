// group: one post to 1, 10, 100 and 999 others, which is a group of a thousand, and what changes of a large group take.
// Bytes are what the author's engine and the wires count; times are of one process in which all of them live.
import type { Bench, Row, Unit } from '../bench.ts'
import { summarize } from '../figures.ts'
import { WideGroup } from '../../tests/support/wide-group.ts'

const TEXT = 'A kilobyte, nearly. '.repeat(50)
const ENGINES = 20
const ONE_MORE_READER_BYTES = 300
const OPENED_BYTES = 600

interface Weighed {
  members: number
  bodyBytes: number
  noticeBytes: number
  reachedMs: number
  receivedBytes: number
  authorBytes: number
  openedBytes: number
}

export const group: Bench = {
  name: 'group',
  about: 'A post of 1 KB to a group, which everybody opens; and who comes and goes in a large one.',
  async run(setting) {
    const sizes = setting.isQuick ? [1, 10, 50] : [1, 10, 100, 999]
    const weighed: Weighed[] = []
    const rows: Row[] = []
    for (const members of sizes) {
      setting.say(`${members} members`)
      const engines = 1 + Math.min(ENGINES - 1, Math.ceil(members / 10))
      const wide = await WideGroup.found({ engines, members: members - (engines - 1) })
      try {
        weighed.push(await weighPost(wide, members))
        if (members === sizes.at(-1)) rows.push(...(await changeMembers(wide, members)))
      } finally {
        await wide.close()
      }
    }
    return {
      rows: [
        ...weighed.flatMap(rowsOf),
        ...weighed.slice(1).map((larger, i) => rowOfOneMore(weighed[i]!, larger)),
        ...rows,
      ],
      notes: [
        `Up to ${ENGINES} of them are whole engines; the others have a real identity, wire and store, follow the author’s feed and ask for the key, but keep no ledger and relay nothing: all of them stand on the author’s own wires, which is more than an author of a large group has.`,
        'All live in one process; in memory instead of a network, with the same encryption. Received is over each light member’s wire, both ways, until all have the notice.',
        'Stored by the author: body, feed and pages of the ledger; opened: feed and ledger for each light member who opens. The body itself is not fetched.',
      ],
    }
  },
}

async function weighPost(wide: WideGroup, members: number): Promise<Weighed> {
  // The first makes the feed and whatever is made once.
  await wide.post(TEXT)
  const before = await wide.weigh()
  const figures = await wide.post(TEXT)
  const after = await wide.weigh()
  const { weight } = await wide.openAll()
  const grown = (key: 'bodies' | 'feeds' | 'ledger', one = before, other = after): number =>
    other[key] - one[key]
  const opened = grown('feeds', weight.before, weight.after) + grown('ledger', weight.before, weight.after)
  return {
    ...{ members, ...figures },
    authorBytes: grown('bodies') + grown('feeds') + grown('ledger'),
    openedBytes: wide.members.length === 0 ? 0 : opened / wide.members.length,
  }
}

function rowsOf(one: Weighed): Row[] {
  const to = `to ${one.members}`
  const rows = [
    row(`${to}: body`, 'bytes', one.bodyBytes),
    row(`${to}: notice`, 'bytes', one.noticeBytes),
    row(`${to}: stored by the author`, 'bytes', one.authorBytes),
    row(`${to}: time to reach all`, 'ms', one.reachedMs),
  ]
  if (one.receivedBytes > 0) rows.push(row(`${to}: over each member’s wire`, 'bytes', one.receivedBytes))
  if (one.openedBytes === 0) return rows
  const aim = { text: `under ${OPENED_BYTES}`, holds: one.openedBytes <= OPENED_BYTES }
  return [...rows, row(`${to}: each who opens, stored by the author`, 'bytes', one.openedBytes, aim)]
}

function rowOfOneMore(smaller: Weighed, larger: Weighed): Row {
  const more = larger.members - smaller.members
  const bytes = Math.max(0, (larger.authorBytes - smaller.authorBytes) / more)
  return row(
    `one more reader, from ${smaller.members} to ${larger.members}: stored by the author`,
    'bytes',
    bytes,
    {
      text: `under ${ONE_MORE_READER_BYTES}`,
      holds: bytes < ONE_MORE_READER_BYTES,
    },
  )
}

async function changeMembers(wide: WideGroup, members: number): Promise<Row[]> {
  const removedMs = await wide.removeOne()
  const joinedMs = await wide.joinOne()
  return [
    row(`${members} added as one epoch`, 'ms', wide.addedMs),
    row(`one of ${members} removed`, 'ms', removedMs),
    row('one more by a link', 'ms', joinedMs),
  ]
}

function row(what: string, unit: Unit, value: number, aim: Row['aim'] = null): Row {
  return { what, unit, own: summarize([value]), rival: null, aim }
}
