// The story of the demo world, told with people whose engine is a stand-in: each act shows its
// commands, what followed, and its cost. A failing act ends the story and is named.
import { expect, it } from 'vitest'
import {
  createClient,
  createMemoryChannels,
  EngineError,
  type DoctorReport,
  type RefText,
} from '../../../src/core/contract/index.ts'
import { serveContract } from '../../../src/core/contract/server.ts'
import { playActs, type Act } from '../../../src/main/demo-world/acts.ts'
import { showAtTerminal } from '../../../src/main/demo-world/at-terminal.ts'
import { Cast } from '../../../src/main/demo-world/cast.ts'
import { StoryClock } from '../../../src/main/demo-world/story-clock.ts'
import type { Resident } from '../../../src/main/demo-world/resident.ts'
import { STORY } from '../../../src/main/demo-world/story/index.ts'
import { Transcript } from '../../../src/main/demo-world/transcript.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'

const ref = 'fumikura://ref/abcdefghijklm' as RefText

const QUIET = {
  network: { peers: [] },
  store: { blocks: 0, bytes: 0, kept: 0 },
  feeds: { written: { records: 0, bytes: 0 }, read: { records: 0, bytes: 0 } },
} as unknown as DoctorReport

/** The reports come in this order; the last one stays. */
function resident(reports: DoctorReport[] = [QUIET]): Resident {
  const looks = [...reports]
  const engine = createFakeEngine({
    doctor: { report: async () => (looks.length > 1 ? looks.shift()! : looks[0]!) },
    letters: {
      send: async () => ({ ref, state: 'held' }),
      read: () => Promise.reject(new EngineError('HELD', 'Held.')),
    },
  })
  const [near, far] = createMemoryChannels()
  serveContract(far, engine.handlers, engine.log)
  const { api } = createClient(near)
  return { name: 'Alice', login: 'alice', person: 'alice', isHome: true, api } as unknown as Resident
}

const absent = { isHome: false } as unknown as Resident

async function play(acts: Act[], alice = resident(), isTTY = false) {
  let text = ''
  const transcript = new Transcript({ write: (more) => (text += more), isTTY }, {})
  const people = { alice, bob: absent, carol: absent, haruko: absent }
  const cast = new Cast(people, [], new StoryClock(0), transcript)
  const failure = await playActs(cast, acts, transcript).then(
    () => null,
    (error: unknown) => String(error),
  )
  return { text, failure }
}

const writes: Act = {
  ago: 2,
  title: 'Alice writes',
  async play(cast) {
    const { state } = await cast.writes(
      'key',
      cast.alice,
      ['self'],
      { subject: 'The key', text: 'Under\nit.' },
      '--hold',
    )
    cast.checks('it is held', state === 'held')
  },
  email: 'no such thing',
}

const isRefused: Act = {
  ago: 1,
  title: 'Alice is refused',
  play: (cast) => cast.isRefused('HELD', cast.alice, 'read', ref),
}

it('an act prints its commands, what followed, and what e-mail would have moved', async () => {
  const { text, failure } = await play([isRefused, writes])
  expect(failure).toBe(null)
  expect(text.split('\n').filter((line) => line !== '')).toEqual([
    ' 1  Alice writes',
    "    alice$   printf '%s\\n%s' 'The key' 'Under …' | fumikura send --to self --hold --subject --text -",
    '             held  abcdefghij',
    '    ok       it is held',
    '    e-mail   no such thing',
    ' 2  Alice is refused',
    '    alice$   fumikura read fumikura://ref/abcdefghijklm',
    '    ok       refused: HELD (Held.)',
  ])
})

it.each<[string, Act['play'], string]>([
  [
    'a condition that does not hold',
    async (cast) => cast.checks('there is an invite', false),
    'there is an invite',
  ],
  ['another refusal', (cast) => cast.isRefused('RECALLED', cast.alice, 'read', ref), 'fail with RECALLED'],
  [
    'no refusal',
    (cast) => cast.isRefused('HELD', cast.alice, 'send', '--to', 'self', '--subject', 'A', '--text', 'B'),
    'fail with HELD',
  ],
  ['a command that does not exist', (cast) => cast.does(cast.alice, 'dance'), 'no command dance'],
])('the story ends at %s, and names the act', async (_what, act, sentence) => {
  const { text, failure } = await play([{ ago: 2, title: 'It fails', play: act }, isRefused])
  expect(failure).toContain(sentence)
  expect(text).toContain('    FAILED   It fails\n')
  expect(text).not.toContain('Alice is refused')
})

it('the cost of an act is what the counters of the engines gained', async () => {
  const peer = (out: number) => ({
    person: 'alice',
    device: 'd',
    via: 'swarm',
    since: 't',
    bytes: { in: 0, out },
  })
  const at = (out: number, blocks: number, records: number): DoctorReport =>
    ({
      network: { peers: [peer(out)] },
      store: { blocks, bytes: blocks * 1024, kept: 0 },
      feeds: { written: { records, bytes: records * 552 }, read: { records: 0, bytes: 0 } },
    }) as unknown as DoctorReport
  const reports = [at(1000, 3, 5), at(1000, 3, 5), at(3048, 4, 7), at(3048, 4, 7)]
  const { text } = await play(
    [{ ago: 1, title: 'Something', play: async () => undefined }],
    resident(reports),
  )
  expect(text).toContain('    stored   alice  own store +1 block, 1 kB; feeds +2 records, 1.1 kB\n')
  expect(text).toContain('    moved    alice → alice 2 kB\n')
})

it('the story has colours only on a terminal', async () => {
  const [plain, coloured] = [await play([writes]), await play([writes], resident(), true)]
  expect([plain.text.includes('\u001b['), coloured.text.includes('\u001b[')]).toEqual([false, true])
})

it('an act in which people go away is played at a terminal only', async () => {
  const played: string[] = []
  const act = (title: string, isOnlyTold: boolean): Act => ({
    ...{ ago: 1, title, isOnlyTold },
    play: async () => played.push(title),
  })
  const people = { alice: absent, bob: absent, carol: absent, haruko: absent }
  await playActs(new Cast(people, [], new StoryClock(0)), [act('short', false), act('long', true)])
  expect(played).toEqual(['short'])
})

it.each<[string[], number | null, string]>([
  [['--once'], 0, `All ${STORY.length} acts succeeded`],
  [[], null, 'http://127.0.0.1:1/'],
  [['--help'], 0, 'Usage:'],
  [['--twice'], 1, 'unknown option --twice'],
])('npm run demo -- %s answers %s', async (words, code, sentence) => {
  let text = ''
  const output = { write: (more: string) => (text += more) }
  const open = async () => ({ url: 'http://127.0.0.1:1/', file: '' })
  expect(await showAtTerminal(words, output, {}, open)).toBe(code)
  expect(text).toContain(sentence)
})
