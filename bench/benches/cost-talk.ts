// The cost of a talk: short messages in a group, whose words travel in their notices. Part of cost.
import type { Row, Setting } from '../bench.ts'
import { summarize } from '../figures.ts'
import { apart, gatherCircle, weighAll, type Correspondent } from '../processes/correspondents.ts'
import { proseText } from '../processes/letter-text.ts'
import { differ, type Weight } from '../processes/weight.ts'

const GROUP = 'the choir'
const NAMES = ['alice', 'bob', 'carol', 'dora', 'emil']
const MESSAGES = 50
/**
 * A tweet-long message, a short letter of a hundred words, and one of the longest whose words are
 * in their notice.
 */
const SIZES = [140, 550, 2200]
const MOST_TIMES = 3

/** Every one of five persons in turn says something to the group, and the others read it. */
export async function measureTalk(setting: Setting): Promise<{ rows: Row[]; notes: string[] }> {
  const messages = setting.isQuick ? MESSAGES / 5 : MESSAGES
  setting.say(`a talk of ${messages} messages`)
  const people = await gatherCircle(apart(setting), NAMES)
  await people[0]!.found(GROUP, NAMES.slice(1))
  const received = people.map(() => 0)
  // A first round, because a group is stored once, and the ledger grows by whole pages.
  await talk(people, { messages: NAMES.length, bytes: SIZES[0]! }, received)
  const rows: Row[] = []
  const notes: string[] = []
  for (const bytes of SIZES) {
    const before = await weighAll(people)
    await talk(people, { messages, bytes }, received)
    const after = await weighAll(people)
    const grown = people.map((_, at) => differ(before[at]!, after[at]!))
    rows.push(rowOf(bytes, messages, grown))
    notes.push(noteOf(bytes, messages, grown))
  }
  for (const person of people) await person.leave()
  return { rows, notes }
}

async function talk(
  people: Correspondent[],
  { messages, bytes }: { messages: number; bytes: number },
  received: number[],
): Promise<void> {
  for (let message = 0; message < messages; message++) {
    const author = people[message % people.length]!
    const ref = await author.send({ to: [GROUP], bytes, text: proseText(bytes), subject: '', mode: 'open' })
    for (const [at, reader] of people.entries()) {
      if (reader === author) continue
      await reader.waitForArrivals(++received[at]!)
      await reader.read(ref)
    }
  }
}

const heldBy = ({ bodies, feeds, ledger }: Weight): number => bodies + feeds + ledger

function rowOf(bytes: number, messages: number, grown: Weight[]): Row {
  const perHolder = grown.map((weight) => (heldBy(weight) * MESSAGES) / messages)
  const own = summarize(perHolder)
  const text = MESSAGES * bytes
  return {
    what: `${MESSAGES} messages of ${bytes} bytes among ${NAMES.length}: stored by each`,
    unit: 'bytes',
    own,
    rival: { what: 'their text', ...summarize([text]) },
    aim: { text: `at most ${MOST_TIMES} ×`, holds: own.median <= MOST_TIMES * text },
  }
}

function noteOf(bytes: number, messages: number, grown: Weight[]): string {
  const mean = (key: 'bodies' | 'feeds' | 'ledger'): number =>
    Math.round(grown.reduce((sum, weight) => sum + weight[key], 0) / grown.length / messages)
  return `A message of ${bytes} bytes costs each of the ${NAMES.length} on average ${mean('feeds')} bytes in feeds, ${mean('ledger')} in the ledger and ${mean('bodies')} for the own bodies.`
}
