// The story of the demo, played with fake neighbours. A failing step ends the story and is named.
import { expect, it } from 'vitest'
import { EngineError, type DoctorReport } from '../../../src/core/contract/index.ts'
import type { Neighbour } from '../../../src/main/demo/neighbour.ts'
import { describeReader, type Step } from '../../../src/main/demo/scene.ts'
import { playStory } from '../../../src/main/demo/story.ts'
import { Transcript } from '../../../src/main/demo/transcript.ts'
import type { World } from '../../../src/main/demo/world.ts'

type Answers = Record<string, unknown>

const QUIET = {
  network: { peers: [] },
  store: { blocks: 0, bytes: 0, kept: 0 },
  feeds: { written: { records: 0, bytes: 0 }, read: { records: 0, bytes: 0 } },
} as unknown as DoctorReport

/** Answers each command by its first word; an error is a refusal. */
function neighbour(name: string, answers: Answers, reports: DoctorReport[] = [QUIET]): Neighbour {
  const looks = [...reports]
  return {
    name,
    person: name,
    isHome: true,
    examine: async () => (looks.length > 1 ? looks.shift()! : looks[0]!),
    async run([word]: string[]) {
      const answer = answers[word!]
      if (answer instanceof Error) throw answer
      return answer
    },
  } as unknown as Neighbour
}

function world(alice: Neighbour): World {
  return { bootstrap: '', dir: '', alice, bob: alice, carol: alice, all: [alice], stations: [] }
}

async function play(steps: Step[], alice: Neighbour, isTTY = false) {
  let text = ''
  const transcript = new Transcript({ write: (more) => (text += more), isTTY }, {})
  const { played, failed } = await playStory(world(alice), transcript, steps)
  return { played, failed: failed?.title ?? null, text }
}

const invites: Step = {
  title: 'Alice invites',
  async play(scene) {
    const made = await scene.does<{ invite: string }>(scene.world.alice, 'invite')
    scene.check('there is an invite', made.invite === 'a link')
    scene.email('no such thing')
  },
}

const isRefused: Step = {
  title: 'Alice is refused',
  play: (scene) => scene.isRefused('INVITE_USED', scene.world.alice, 'accept', 'a link'),
}

it('the story prints the typed commands, the checks, and the number of steps', async () => {
  const alice = neighbour('alice', {
    invite: { invite: 'a link' },
    accept: new EngineError('INVITE_USED', 'Used.'),
  })
  const { text, ...result } = await play([invites, isRefused], alice)
  expect(result).toEqual({ played: 2, failed: null })
  expect(text.split('\n').filter((line) => line !== '')).toEqual([
    ' 1  Alice invites',
    '    alice$   fumikura invite',
    '    ok       there is an invite',
    '    e-mail   no such thing',
    ' 2  Alice is refused',
    "    alice$   echo 'a link' | fumikura accept -",
    '    ok       refused: INVITE_USED (Used.)',
  ])
})

it('a reader who referenced a letter has opened it, in the words of the demo', () => {
  expect(describeReader({ name: 'bob', state: 'referenced' })).toBe('bob opened')
  expect(describeReader({ name: 'carol', state: 'notified' })).toBe('carol notified')
})

it('the story ends at the first failing step, and names it', async () => {
  const wrong = { invite: { invite: 'another' }, accept: new EngineError('INVITE_USED', 'Used.') }
  const { text, ...result } = await play([isRefused, invites, isRefused], neighbour('alice', wrong))
  expect(result).toEqual({ played: 1, failed: 'Alice invites' })
  expect(text).toContain('    FAILED   there is an invite\n')
})

it.each<[string, Answers, Step, string]>([
  [
    'an unexpected refusal',
    { invite: new EngineError('NO_PERSON', 'Nobody.') },
    invites,
    'invite failed with NO_PERSON',
  ],
  [
    'a refusal with another code than expected',
    { accept: new EngineError('INVALID', 'No.') },
    isRefused,
    'but it failed with INVALID',
  ],
  ['an act that should have been refused', { accept: {} }, isRefused, 'but it succeeded'],
  ['a command without output', { invite: new Error('printed no JSON') }, invites, 'printed no JSON'],
])('a step fails at %s', async (_what, answers, step, sentence) => {
  const { text, failed } = await play([step], neighbour('alice', answers))
  expect(failed).toBe(step.title)
  expect(text).toContain(sentence)
})

it('a step is measured by the counters of the engines before and after it', async () => {
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
    [{ title: 'Something', play: async () => undefined }],
    neighbour('alice', {}, reports),
  )
  expect(text).toContain('    stored   alice  own store +1 block, 1 kB; feeds +2 records, 1.1 kB\n')
  expect(text).toContain('    moved    alice → alice 2 kB\n')
})

it('the story has colours only on a terminal', async () => {
  const alice = neighbour('alice', { invite: { invite: 'a link' } })
  const [plain, coloured] = [await play([invites], alice), await play([invites], alice, true)]
  expect([plain.text.includes('\u001b['), coloured.text.includes('\u001b[')]).toEqual([false, true])
})
