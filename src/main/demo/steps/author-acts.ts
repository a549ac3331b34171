// What an author can do with a letter before it is opened: hold it, let it go, recall it, and
// schedule it.
import type { ActResult, LetterSummary } from '../../../core/contract/index.ts'
import { findEntry, type Scene, type Step } from '../scene.ts'

const outcomes = ({ readers }: ActResult): string =>
  readers
    .map(({ name, outcome }) => `${name} ${outcome}`)
    .sort()
    .join(', ')

async function acts(
  scene: Scene,
  act: 'hold' | 'let-go' | 'recall',
  name: string,
  expected: string,
): Promise<void> {
  const result = await scene.does<ActResult>(scene.world.alice, act, scene.start(name))
  scene.check(outcomes(result), outcomes(result) === expected)
}

export const hold: Step = {
  title: 'Held, let go, held again, and let go',
  async play(scene: Scene) {
    const { alice, bob } = scene.world
    const sent = await scene.sends(
      'held',
      alice,
      '--to',
      'bob',
      '--subject',
      'The key to the shed',
      '--text',
      'Under the third pot.',
      '--hold',
    )
    scene.check('it is stored, and held', sent.state === 'held')
    await scene.isRefused('NOT_A_READER', bob, 'read', scene.ref('held'))
    await acts(scene, 'let-go', 'held', 'bob notified')
    await scene.arrives('held', bob)
    await acts(scene, 'hold', 'held', 'bob held')
    await scene.isRefused('HELD', bob, 'read', scene.start('held'))
    await acts(scene, 'let-go', 'held', 'bob notified')
    await scene.reads('held', bob, 'Under the third pot.')
  },
}

export const recallInTime: Step = {
  title: 'Recalled in time: no one can ever read it',
  async play(scene: Scene) {
    const { alice, bob } = scene.world
    await scene.sends(
      'regretted',
      alice,
      '--to',
      'bob',
      '--subject',
      'What I really think',
      '--text',
      '言い過ぎました。',
    )
    await scene.arrives('regretted', bob)
    await acts(scene, 'recall', 'regretted', 'bob recalled')
    await scene.isRefused('RECALLED', bob, 'read', scene.start('regretted'))
    await scene.until(
      'bob’s inbox shows the recall',
      async () => (await findEntry(bob, scene.ref('regretted')))?.state === 'recalled',
    )
    const drafts = await scene.does<LetterSummary[]>(alice, 'list', '--box', 'drafts')
    scene.check(
      'the key is destroyed; alice has the text as a draft',
      drafts[0]?.subject === 'What I really think',
    )
    scene.email('it cannot be recalled')
  },
}

export const recallTooLate: Step = {
  title: 'Recalled too late for bob, in time for carol',
  async play(scene: Scene) {
    const { alice, bob, carol } = scene.world
    const text = 'Revenue was 1,240, not 2,140.'
    await scene.sends(
      'figures',
      alice,
      '--to',
      'bob',
      '--to',
      'carol',
      '--subject',
      'The figures',
      '--text',
      text,
    )
    await scene.arrives('figures', bob, carol)
    await scene.reads('figures', bob, text)
    await acts(scene, 'recall', 'figures', 'bob too-late, carol recalled')
    await scene.isRefused('RECALLED', carol, 'read', scene.start('figures'))
    await scene.reads('figures', bob, text)
  },
}

export const schedule: Step = {
  title: 'Scheduled: stored now, announced at its time',
  async play(scene: Scene) {
    const { alice, bob } = scene.world
    const at = new Date(Date.now() + 2_000)
    const when = ['--at', at.toISOString()]
    const sent = await scene.sends(
      'birthday',
      alice,
      '--to',
      'bob',
      '--subject',
      'Happy birthday',
      '--text',
      'おめでとう',
      ...when,
    )
    scene.check('it is scheduled', sent.state === 'scheduled')
    scene.check('bob has no notice yet', (await findEntry(bob, scene.ref('birthday'))) === null)
    await scene.arrives('birthday', bob)
    scene.check('the notice did not arrive early', Date.now() >= at.getTime())
  },
}
