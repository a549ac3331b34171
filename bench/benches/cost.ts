// cost: the bytes of a letter, stored and moved, for its author and for each reader, next to
// e-mail.
// It does not measure speed. The engines count bytes, so a busy machine does not change the result.
import type { Aim, Bench, Row, Setting } from '../bench.ts'
import { summarize, writeNumber } from '../figures.ts'
import {
  apart,
  gatherCircle,
  gatherInMemory,
  gatherProcesses,
  weighAll,
  type Correspondent,
} from '../processes/correspondents.ts'
import { differ, sumOf, type Weight } from '../processes/weight.ts'
import { LETTER_BY_MAIL, MEASURED, THREAD_BY_MAIL } from '../rivals/mail.ts'
import { measureAttached } from './cost-attached.ts'
import { measureTalk } from './cost-talk.ts'

const LETTER_BYTES = 1024
/** One reader in ten opens the letter. */
const OPENED_EVERY = 10
const ONE_MORE_READER_BYTES = 1536

const GROUP = 'the garden'
const THREAD_NAMES = ['alice', 'bob', 'carol', 'dora', 'emil']
const THREAD_LETTERS = 50
const THREAD_BYTES = 400

interface Size {
  readers: number
  letters: number
  rounds: number
  gather: (setting: Setting, readers: number) => Promise<Correspondent[]>
}

function sizesOf(isQuick: boolean): Size[] {
  if (isQuick)
    return [
      { readers: 1, letters: 5, rounds: 1, gather: gatherProcesses },
      { readers: 10, letters: 5, rounds: 1, gather: gatherInMemory },
    ]
  return [
    { readers: 1, letters: 20, rounds: 3, gather: gatherProcesses },
    { readers: 10, letters: 10, rounds: 3, gather: gatherProcesses },
    { readers: 100, letters: 5, rounds: 2, gather: gatherInMemory },
  ]
}

export const cost: Bench = {
  name: 'cost',
  about: 'Bytes of a letter of 1 KB that one reader in ten opens, and of a thread that all of them open.',
  async run(setting) {
    const weighed: Weighed[] = []
    for (const size of sizesOf(setting.isQuick)) weighed.push(await weighLetters(setting, size))
    const talk = await measureTalk(setting)
    const rows = [
      ...weighed.flatMap((one) => [
        ...rowsOf(one),
        ...rowsOf({ ...one, costs: one.posted }, ' as a group post'),
      ]),
      ...weighed.slice(1).map((larger, at) => rowOfOneMore(weighed[at]!, larger)),
      ...(await weighThread(setting)),
      ...talk.rows,
      ...(await measureAttached(setting)),
    ]
    return {
      rows,
      notes: [
        ...weighed.map(noteOf),
        ...talk.notes,
        `E-mail: ${MEASURED}, one server for each reader; cited, not measured here. Its moved bytes are SMTP from server to server and, for the one in ten who reads, IMAP.`,
        '1 and 10 readers are processes over Hyperswarm; 100 readers, and the five of the thread, are engines in one process over wires in memory, with the same encryption and counters (UDX’s headers are in neither).',
        'Stored: sealed bodies, feeds at both ends, kept copies of opened letters, and the ledger. Hypercore’s trees and the rebuildable index are not in it.',
        'Attached: what readers keep who open is the file once more in their stores; what they save beside it is theirs. E-mail’s are 5 MB as base64, stored for each reader and moved to each reader’s server, whoever opens.',
        'A letter goes to at most 100 persons: 1,000 readers are ten letters, ten times the rows of 100.',
      ],
    }
  },
}

interface LetterCost {
  author: number
  reader: number
  stored: number
  moved: number
  /** The parts of the author's and a reader's bytes besides bodies. */
  authorFeeds: number
  authorLedger: number
  readerFeeds: number
  readerLedger: number
}

/** The costs of every round. */
interface Weighed {
  readers: number
  costs: LetterCost[]
  /** The same for a post to a group of these readers. */
  posted: LetterCost[]
}

async function weighLetters(setting: Setting, { readers, letters, rounds, gather }: Size): Promise<Weighed> {
  setting.say(`${readers} readers`)
  const people = await gather(apart(setting), readers)
  const order = { letters, rounds, sent: 0 }
  const names = people.slice(1).map(({ name }) => name)
  const costs = await weighRounds(people, names, order)
  await people[0]!.found(GROUP, names)
  const posted = await weighRounds(people, [GROUP], { ...order, sent: letters * (rounds + 1) })
  for (const person of people) await person.leave()
  return { readers, costs, posted }
}

/** `sent` is the number of letters that the readers got before. */
async function weighRounds(
  people: Correspondent[],
  to: string[],
  { letters, rounds, sent }: { letters: number; rounds: number; sent: number },
): Promise<LetterCost[]> {
  const costs: LetterCost[] = []
  // The first round is the warm-up; it includes what is stored once per reader.
  for (let round = 0; round <= rounds; round++) {
    const before = await weighAll(people)
    await sendLetters(people, to, letters, sent + round * letters)
    const after = await weighAll(people)
    const grown = people.map((_, at) => differ(before[at]!, after[at]!))
    if (round > 0) costs.push(costOf(grown, letters))
  }
  return costs
}

async function sendLetters(
  [author, ...readers]: Correspondent[],
  to: string[],
  letters: number,
  before: number,
): Promise<void> {
  for (let letter = 0; letter < letters; letter++) {
    const ref = await author!.send({ to, bytes: LETTER_BYTES })
    await Promise.all(readers.map((reader) => reader.waitForArrivals(before + letter + 1)))
    const opening = readers.filter((_, at) => (at + letter) % OPENED_EVERY === 0)
    await Promise.all(opening.map((reader) => reader.read(ref)))
  }
}

function costOf([author, ...readers]: Weight[], letters: number): LetterCost {
  const bodyBytes = author!.bodies / letters
  const stored = (weight: Weight): number =>
    (weight.bodies + weight.feeds + weight.kept * bodyBytes + weight.ledger) / letters
  const all = readers.reduce((sum, reader) => sum + stored(reader), 0)
  return {
    author: stored(author!),
    reader: all / readers.length,
    stored: stored(author!) + all,
    moved: (author!.sent + author!.received) / letters,
    authorFeeds: author!.feeds / letters,
    authorLedger: author!.ledger / letters,
    readerFeeds: sumOf(readers, 'feeds') / readers.length / letters,
    readerLedger: sumOf(readers, 'ledger') / readers.length / letters,
  }
}

function rowsOf({ readers, costs }: Weighed, how = ''): Row[] {
  const to = `to ${readers}${how}`
  const summaryOf = (key: keyof LetterCost) => summarize(costs.map((one) => one[key]))
  const mail = LETTER_BY_MAIL[readers]!
  const cited = (what: string, bytes: number) => ({ what, median: bytes, p95: bytes, count: 1 })
  return [
    row(`${to}: stored anywhere`, summaryOf('stored'), cited('all mailboxes', mail.mailboxes)),
    row(`${to}: stored by the author`, summaryOf('author')),
    row(`${to}: stored by each reader`, summaryOf('reader')),
    row(`${to}: moved`, summaryOf('moved'), cited('SMTP + IMAP', mail.smtp + mail.imap / OPENED_EVERY)),
  ]
}

/** Describes where the bytes of a letter are stored. */
function noteOf({ readers, costs }: Weighed): string {
  const of = (key: keyof LetterCost): string => writeNumber(summarize(costs.map((one) => one[key])).median)
  return `To ${readers}: the author’s are ${of('authorFeeds')} in feeds, ${of('authorLedger')} in the ledger and one body; a reader’s ${of('readerFeeds')} in feeds and ${of('readerLedger')} in the ledger.`
}

/** Returns the additional cost for the author per additional reader. */
function rowOfOneMore(smaller: Weighed, larger: Weighed): Row {
  const more = larger.readers - smaller.readers
  const own = summarize(
    larger.costs.map(
      ({ author }, round) => (author - smaller.costs[round % smaller.costs.length]!.author) / more,
    ),
  )
  return row(
    `one more reader, from ${smaller.readers} to ${larger.readers}: stored by the author`,
    own,
    null,
    {
      text: `under ${ONE_MORE_READER_BYTES}`,
      holds: own.median < ONE_MORE_READER_BYTES,
    },
  )
}

async function weighThread(setting: Setting): Promise<Row[]> {
  const letters = setting.isQuick ? THREAD_LETTERS / 5 : THREAD_LETTERS
  setting.say(`a thread of ${letters} letters`)
  const people = await gatherCircle(apart(setting), THREAD_NAMES)
  const before = await weighAll(people)
  await writeThread(people, letters)
  const after = await weighAll(people)
  const weights = people.map((_, at) => differ(before[at]!, after[at]!))
  const bodyBytes = sumOf(weights, 'bodies') / letters
  const bare = sumOf(weights, 'bodies') + sumOf(weights, 'feeds') + sumOf(weights, 'kept') * bodyBytes
  const all = bare + sumOf(weights, 'ledger')
  const scaled = (bytes: number): number => (bytes * THREAD_LETTERS) / letters
  const once = (bytes: number) => summarize([scaled(bytes)])
  const cited = (what: string, bytes: number) => ({ what, ...summarize([bytes]) })
  const what = `${THREAD_LETTERS} replies among ${THREAD_NAMES.length}`
  return [
    row(`${what}: stored anywhere`, once(all), cited('all mailboxes, plain text', THREAD_BY_MAIL.plainText)),
    row(`${what}: without the ledgers`, once(bare), cited('all mailboxes, zlib', THREAD_BY_MAIL.compressed)),
    row(`${what}: moved`, once(sumOf(weights, 'sent'))),
  ]
}

/** Each person in turn answers the previous letter, to all others; everyone opens every letter. */
async function writeThread(people: Correspondent[], letters: number): Promise<void> {
  const received = people.map(() => 0)
  let replyTo: Parameters<Correspondent['send']>[0]['replyTo']
  for (let letter = 0; letter < letters; letter++) {
    const author = people[letter % people.length]!
    const readers = people.filter((person) => person !== author)
    const ref = await author.send({ to: readers.map(({ name }) => name), bytes: THREAD_BYTES, replyTo })
    await Promise.all(
      readers.map(async (reader) => {
        const at = people.indexOf(reader)
        await reader.waitForArrivals(++received[at]!)
        await reader.read(ref)
      }),
    )
    replyTo = ref
  }
}

function row(what: string, own: Row['own'], rival: Row['rival'] = null, aim: Aim | null = null): Row {
  return { what, unit: 'bytes', own, rival, aim }
}
