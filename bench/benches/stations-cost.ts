// The first half of `stations`: what stations cost an author. Nobody reads meanwhile.
import type { Aim, Row, Setting, Unit } from '../bench.ts'
import { summarize } from '../figures.ts'
import type { PersonProcess } from '../processes/people.ts'
import { ABSENT, type StationsWorld } from '../processes/with-stations.ts'
import { alternate, pause, repeat } from '../rounds.ts'

const LETTER_BYTES = 1024
/** The author writes down what the stations answered, and updates the lists. */
const SETTLE_MS = 100
const STATIONS = 3
const MORE_TIME = 1.3
const MORE_READER_BYTES = 1_500
const MORE_STATION_BYTES = 200

export interface CostSizes {
  samples: number
  rounds: number
  /** Letters to one reader, and as many to all. */
  letters: number
  handedOver: number
}

export async function measureCosts(setting: Setting, world: StationsWorld, sizes: CostSizes): Promise<Row[]> {
  setting.say('sending with and without stations')
  const sends = [await timeSends(world, 1, sizes), await timeSends(world, 64, sizes)]
  setting.say('one more reader')
  const without = await weighReader(world, world.authors.none, sizes)
  const beside = await weighReader(world, world.authors.few, sizes)
  setting.say('handing over')
  return [...sends, ...rowsOfReader(without, beside), await timeHandingOver(world, sizes)]
}

async function timeSends(
  { authors }: StationsWorld,
  count: number,
  { samples, rounds }: CostSizes,
): Promise<Row> {
  const letters = { to: [ABSENT], count, bytes: LETTER_BYTES, mode: 'controlled' as const }
  // A send does not wait for the stations, but shares the processor with what is handed over.
  const sendOnce = async (author: PersonProcess): Promise<number> => {
    const ms = await author.run('timeSends', letters)
    await author.run('untilHandedOver', undefined)
    await pause(SETTLE_MS)
    return ms
  }
  const round = (author: PersonProcess) => () => repeat(samples, () => sendOnce(author))
  const [own, rival] = (
    await alternate(
      [
        { what: 'with', round: round(authors.few) },
        { what: 'without', round: round(authors.none) },
      ],
      rounds,
    )
  ).map(summarize)
  return {
    what: `${count === 1 ? 'one letter' : `${count} at once`} with ${STATIONS} stations`,
    unit: 'ms',
    own: own!,
    rival: { what: 'without stations', ...rival! },
    aim: { text: `at most ${MORE_TIME} ×`, holds: own!.median <= MORE_TIME * rival!.median },
  }
}

/** Returns the bytes of ledger and feeds that one more reader of a letter costs its author. */
async function weighReader(
  { readerNames }: StationsWorld,
  author: PersonProcess,
  { letters }: CostSizes,
): Promise<number> {
  const sent: number[] = []
  for (const to of [readerNames.slice(0, 1), readerNames]) {
    const before = await weighAuthor(author)
    await author.run('sendMarked', { to, count: letters, bytes: LETTER_BYTES })
    sent.push((await weighAuthor(author)) - before)
  }
  return (sent[1]! - sent[0]!) / letters / (readerNames.length - 1)
}

async function weighAuthor(author: PersonProcess): Promise<number> {
  await author.run('untilHandedOver', undefined)
  const { feeds, ledger } = await author.run('weigh', undefined)
  return feeds + ledger
}

function rowsOfReader(without: number, beside: number): Row[] {
  const most = MORE_READER_BYTES + STATIONS * MORE_STATION_BYTES
  const perStation = Math.max(1, (beside - without) / STATIONS)
  return [
    {
      ...row(`one more reader with ${STATIONS} stations, at the author`, 'bytes', beside),
      rival: { what: 'without stations', ...summarize([without]) },
      aim: { text: `under ${most}`, holds: beside < most },
    },
    row('of that: each station', 'bytes', perStation, {
      text: `under ${MORE_STATION_BYTES}`,
      holds: perStation < MORE_STATION_BYTES,
    }),
  ]
}

async function timeHandingOver({ authors }: StationsWorld, { handedOver }: CostSizes): Promise<Row> {
  const letters = { to: [ABSENT], count: handedOver, bytes: LETTER_BYTES }
  const ms = await authors.few.run('timeHandingOver', letters)
  return row(
    `${handedOver} letters sent and handed over to ${STATIONS} stations`,
    'letters/s',
    (handedOver * 1000) / ms,
  )
}

function row(what: string, unit: Unit, value: number, aim: Aim | null = null): Row {
  return { what, unit, own: summarize([value]), rival: null, aim }
}
