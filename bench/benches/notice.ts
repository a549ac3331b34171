// notice: from the moment a letter is sent until its notice is shown in the other's inbox, beside append → remote event.
// Two processes over a real Hyperswarm each; one letter at a time, and quiet between them.
import type { Bench } from '../bench.ts'
import { summarize } from '../figures.ts'
import { startPair, type PersonProcess } from '../processes/people.ts'
import { startPlainPair, type PlainPeer } from '../processes/plain-pair.ts'
import { pause, repeat, takeTurns } from '../rounds.ts'

const LETTER_BYTES = 1024
/** Long enough for what is told afterwards to have passed. */
const QUIET_MS = 60

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
    const samples = setting.isQuick ? 15 : 60
    const [own, plain] = (
      await takeTurns(
        [
          { what: 'Fumikura', round: () => repeat(samples, () => timeNotice(alice, bob)) },
          { what: 'append → remote event', round: () => repeat(samples, () => timeAppend(writer, reader)) },
        ],
        setting.isQuick ? 2 : 4,
      )
    ).map(summarize)
    const aim = { text: 'at most 2 ×', holds: own!.median <= 2 * plain!.median }
    return {
      rows: [
        {
          what: 'sent → shown',
          unit: 'ms',
          own: own!,
          rival: { what: 'append → remote event', ...plain! },
          aim,
        },
      ],
      notes: [
        'Fumikura’s side: sealed, synced to disk, appended, replicated, fetched, checked, filed and synced at the reader, listed from the index.',
        'The plain side: appended and announced; nothing is synced, and the block itself is not fetched.',
      ],
    }
  },
}

async function timeNotice(alice: PersonProcess, bob: PersonProcess): Promise<number> {
  await pause(QUIET_MS)
  await bob.run('watchNextShown', undefined)
  const startedAtMs = await alice.run('sendNow', { to: ['bob'], bytes: LETTER_BYTES })
  return (await bob.run('awaitShown', undefined)) - startedAtMs
}

async function timeAppend(writer: PlainPeer, reader: PlainPeer): Promise<number> {
  await pause(QUIET_MS)
  await reader.run('watchNextAppend', undefined)
  const startedAtMs = await writer.run('appendNow', LETTER_BYTES)
  return (await reader.run('awaitAppend', undefined)) - startedAtMs
}
