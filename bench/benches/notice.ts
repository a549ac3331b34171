// notice: the time from sending a letter to its notice in the other inbox, next to append → remote
// event.
// Two processes, each on a real Hyperswarm; one letter at a time, with pauses.
import type { Bench, Row } from '../bench.ts'
import { summarize } from '../figures.ts'
import { startPair, type PersonProcess } from '../processes/people.ts'
import { startPlainPair, type PlainPeer } from '../processes/plain-pair.ts'
import { pause, repeat, alternate } from '../rounds.ts'

const LETTER_BYTES = 1024
const SAID = 'a'.repeat(140)
const WORDS_MS = 15
/** Long enough for later records of the previous letter to pass. */
const QUIET_MS = 60

/** How the time of one notice divides. */
interface Stages {
  stored: number
  travelled: number
  listed: number
}

export const notice: Bench = {
  name: 'notice',
  about: 'From sending a letter of 1 KB to its being shown on the first page of the other’s inbox.',
  async run(setting) {
    const { dht, alice, bob } = await startPair(setting)
    const [writer, reader] = await startPlainPair(setting, dht, {
      blocks: 1,
      bytes: LETTER_BYTES,
      bulkBlocks: 1,
    })
    const samples = setting.isQuick ? 8 : 40
    const stages: Stages[] = []
    const [own, plain] = (
      await alternate(
        [
          {
            what: 'Fumikura',
            round: () => repeat(samples, () => timeNotice(alice, bob, (one) => stages.push(one))),
          },
          { what: 'append → remote event', round: () => repeat(samples, () => timeAppend(writer, reader)) },
        ],
        setting.isQuick ? 1 : 4,
      )
    ).map(summarize)
    const words = summarize(await repeat(samples, () => timeWords(alice, bob)))
    const aim = { text: 'at most 3 ×', holds: own!.median <= 3 * plain!.median }
    const rival = { what: 'append → remote event', ...plain! }
    // Without the samples of the warm-up.
    const counted = stages.slice(samples)
    return {
      rows: [
        { what: 'sent → shown', unit: 'ms', own: own!, rival, aim },
        rowOf('of that: sealed, and on the author’s disk', counted, 'stored'),
        rowOf('of that: on its way, checked, and on the reader’s disk', counted, 'travelled'),
        rowOf('of that: into the index and listed', counted, 'listed'),
        {
          what: 'said, 140 characters → its words are with the reader',
          unit: 'ms',
          own: words,
          rival,
          aim: { text: `at most ${WORDS_MS} ms`, holds: words.median <= WORDS_MS },
        },
      ],
      notes: [
        'The plain side is appended and announced; nothing is synced, and the block itself is not fetched.',
      ],
    }
  },
}

function rowOf(what: string, stages: Stages[], stage: keyof Stages): Row {
  return { what, unit: 'ms', own: summarize(stages.map((one) => one[stage])), rival: null, aim: null }
}

async function timeNotice(
  alice: PersonProcess,
  bob: PersonProcess,
  keep: (stages: Stages) => void,
): Promise<number> {
  await pause(QUIET_MS)
  await bob.run('watchNextShown', undefined)
  const { startedAtMs, storedAtMs } = await alice.run('sendNow', { to: ['bob'], bytes: LETTER_BYTES })
  const { arrivedAtMs, shownAtMs } = await bob.run('awaitShown', undefined)
  keep({
    stored: storedAtMs - startedAtMs,
    travelled: arrivedAtMs - storedAtMs,
    listed: shownAtMs - arrivedAtMs,
  })
  return shownAtMs - startedAtMs
}

async function timeWords(alice: PersonProcess, bob: PersonProcess): Promise<number> {
  await pause(QUIET_MS)
  await bob.run('watchNextWords', undefined)
  const startedAtMs = await alice.run('sayNow', { to: 'bob', text: SAID })
  return (await bob.run('awaitWords', undefined)) - startedAtMs
}

async function timeAppend(writer: PlainPeer, reader: PlainPeer): Promise<number> {
  await pause(QUIET_MS)
  await reader.run('watchNextAppend', undefined)
  const startedAtMs = await writer.run('appendNow', LETTER_BYTES)
  return (await reader.run('awaitAppend', undefined)) - startedAtMs
}
