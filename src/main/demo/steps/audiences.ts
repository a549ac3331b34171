// The same kind of object for a group, for everyone, and for oneself; one of them is shared later
// without a copy.
// They differ only in who may get the key.
import type {
  Addressee,
  Group,
  LetterSummary,
  Party,
  RefText,
  WhoCanRead,
} from '../../../core/contract/index.ts'
import { countOf, showSize } from '../../headless/screen.ts'
import type { Neighbour } from '../neighbour.ts'
import { describeReader, type Scene, type Step } from '../scene.ts'

const REHEARSAL = 'Friday at seven, in the old storehouse. 楽譜を忘れずに。'
const POST = 'The cherry trees by the canal are out. 満開です。'
const NOTE = 'For the eel: two cups of rice, and fire that is not too hot.'

async function isMember(who: Neighbour, { era, epoch, name }: Group): Promise<boolean> {
  const groups = await who.api.groups.list()
  if (!groups.some((group) => group.name === name && group.membership === 'member')) return false
  const seen = await who.api.groups.show({ group: name })
  return seen.era === era && seen.epoch === epoch
}

export const makeGroup: Step = {
  title: 'Alice makes a group: contacts become members at once, and may leave',
  async play(scene: Scene) {
    const { alice, bob, carol } = scene.world
    await scene.does<Pick<Group, 'group' | 'name'>>(alice, 'group', 'new', 'Choir')
    const group = await scene.does<Group>(alice, 'group', 'add', 'Choir', 'bob', 'carol')
    scene.says(group.members.map(({ name, role }) => `${name} ${role}`).join(', '))
    await scene.until('bob and carol are members', async () =>
      (await Promise.all([bob, carol].map((who) => isMember(who, group)))).every(Boolean),
    )
  },
}

export const postToGroup: Step = {
  title: 'A post to the group: one body and one notice, for any number of members',
  async play(scene: Scene) {
    const { alice, bob, carol } = scene.world
    await scene.sends('rehearsal', alice, '--to', 'Choir', '--subject', 'Rehearsal', '--text', REHEARSAL)
    await scene.arrives('rehearsal', bob, carol)
    const { bodies, notices } = await alice.api.letters.cost({ ref: scene.ref('rehearsal') })
    scene.check(
      `alice wrote ${bodies} body and ${countOf(notices, 'notice')} for 2 members, as she would for 200`,
      bodies === 1 && notices === 1,
    )
    await scene.reads('rehearsal', carol, REHEARSAL)
    await scene.hasStates('rehearsal', alice, 'bob notified, carol opened')
    scene.email(`the body once per member: 2 × ${showSize(Buffer.byteLength(REHEARSAL))}, or 200 ×`)
  },
}

async function findPost(who: Neighbour, ref: RefText): Promise<LetterSummary | undefined> {
  const posts = await who.api.letters.list({ box: 'following' })
  return posts.find((post) => post.ref === ref)
}

export const publish: Step = {
  title: 'A public post: bob follows alice, and she does not learn who follows',
  async play(scene: Scene) {
    const { alice, bob } = scene.world
    const { name } = await scene.does<Party>(bob, 'follow', 'alice')
    scene.says(`follows ${name}`)
    await scene.sends('blossoms', alice, '--to', 'public', '--subject', 'In bloom', '--text', POST)
    await scene.until(
      'bob has the post',
      async () => (await findPost(bob, scene.ref('blossoms'))) !== undefined,
    )
    await scene.reads('blossoms', bob, POST)
    const { readers } = await alice.api.letters.status({ ref: scene.ref('blossoms') })
    scene.check('alice sees no readers: followers pass the post on', readers.length === 0)
    scene.email('a mailing list: a copy for every subscriber, and a list of their addresses')
  },
}

export const writeNote: Step = {
  title: 'A note to self, then shared with bob',
  async play(scene: Scene) {
    const { alice, bob } = scene.world
    const sent = await scene.sends('note', alice, '--to', 'self', '--subject', 'Eel', '--text', NOTE)
    scene.check('it is stored, and no one is notified', sent.state === 'stored')
    await scene.does<{ audience: Addressee }>(alice, 'share', scene.start('note'), '--to', 'bob')
    await scene.arrives('note', bob)
    await scene.reads('note', bob, NOTE)
    const { readers } = await scene.does<WhoCanRead>(alice, 'who', scene.start('note'))
    const states = readers.map(describeReader).join(', ')
    scene.check(`${states}; it is the same object, and nothing was copied`, states === 'bob opened')
  },
}
