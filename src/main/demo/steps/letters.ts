// A letter, its opening, and its answers: links instead of quotations, and a thread found by
// following links.
import type { MarkResult, ThreadEntry } from '../../../core/contract/index.ts'
import { findEntry, type Scene, type Step } from '../scene.ts'
import { shortRef, showSize } from '../../headless/screen.ts'

const DINNER = 'Would the 29th suit you both? I have found a place by the river that does eel.\n'
const REPLY = '二十九日で大丈夫です。鰻は久しぶりです。何時にしましょうか。'
const REPLY_TO_REPLY = 'Seven, then? I can be there straight from the station.'

const bytesOf = (text: string): number => Buffer.byteLength(text)

export const send: Step = {
  title: 'Alice writes one letter to two people: one body, two notices',
  async play(scene: Scene) {
    const { alice, bob, carol } = scene.world
    await scene.sends(
      'dinner',
      alice,
      '--to',
      'bob',
      '--to',
      'carol',
      '--subject',
      'Dinner on the 29th',
      '--text',
      DINNER,
    )
    await scene.arrives('dinner', bob, carol)
    const entry = await findEntry(bob, scene.ref('dinner'))
    scene.check('bob’s letter is sealed: he has the notice, but no body', entry?.state === 'sealed')
    await scene.hasStates('dinner', alice, 'bob notified, carol notified')
    scene.email(`the body once per reader, opened or not: 2 × ${showSize(bytesOf(DINNER))}`)
  },
}

export const open: Step = {
  title: 'Bob opens it; carol does not yet',
  async play(scene: Scene) {
    const { alice, bob } = scene.world
    await scene.reads('dinner', bob, DINNER)
    await scene.hasStates('dinner', alice, 'bob opened, carol notified')
    scene.email('nothing moves now, because everything was copied before; the author does not learn of it')
  },
}

export const accept: Step = {
  title: 'Bob accepts, with a note',
  async play(scene: Scene) {
    const { alice, bob } = scene.world
    const { state } = await scene.does<MarkResult>(
      bob,
      'mark',
      scene.start('dinner'),
      'accepted',
      '--note',
      '喜んで',
    )
    scene.says(state)
    await scene.hasStates('dinner', alice, 'bob accepted (喜んで), carol notified')
    scene.email('another letter, filed by hand')
  },
}

export const reply: Step = {
  title: 'Bob replies in Japanese: the reply is a link, not a quotation',
  async play(scene: Scene) {
    const { alice, bob, carol } = scene.world
    const to = ['--to', 'alice', '--to', 'carol', '--reply-to', scene.start('dinner')]
    await scene.sends('reply', bob, ...to, '--subject', '二十九日の件', '--text', REPLY)
    await scene.arrives('reply', alice, carol)
    const letter = await scene.reads('reply', alice, REPLY)
    const { original } = letter
    scene.check(
      'its original is shown by reference, from alice’s own store',
      original !== null && !('code' in original) && original.text === DINNER,
    )
    scene.email(`the reply quoting its original, to each: 2 × ${showSize(bytesOf(REPLY) + bytesOf(DINNER))}`)
  },
}

export const thread: Step = {
  title: 'Carol replies to the reply, and links form a thread',
  async play(scene: Scene) {
    const { alice, bob, carol } = scene.world
    await scene.reads('reply', carol, REPLY)
    const to = ['--to', 'alice', '--to', 'bob', '--reply-to', scene.start('reply')]
    await scene.sends('answer', carol, ...to, '--subject', 'Seven o’clock', '--text', REPLY_TO_REPLY)
    await scene.arrives('answer', alice, bob)
    await scene.reads('answer', alice, REPLY_TO_REPLY)
    const whole = await showThread(scene, 'alice')
    scene.check('alice may read all three, whatever their subjects', whole === '0 dinner, 1 reply, 2 answer')
    const sealed = await showThread(scene, 'carol')
    scene.check(
      'carol sees the first as sealed: a thread opens nothing',
      sealed === '0 dinner SEALED, 1 reply, 2 answer',
    )
    scene.email(
      `every level quotes the ones above: 2 × ${showSize(bytesOf(REPLY_TO_REPLY) + bytesOf(REPLY) + bytesOf(DINNER))}`,
    )
  },
}

/** Prints the thread as one person sees it. Returns it with the story's own names. */
async function showThread(scene: Scene, who: 'alice' | 'carol'): Promise<string> {
  const entries = await scene.does<ThreadEntry[]>(scene.world[who], 'thread', scene.start('dinner'))
  for (const entry of entries) {
    const words = 'code' in entry ? `[${entry.code}]` : entry.text.trim()
    scene.says(
      `${'  '.repeat(entry.depth)}${shortRef(entry.ref)}  ${entry.from?.name ?? 'someone'}  ${words}`,
    )
  }
  const nameOf = (ref: string): string =>
    ['dinner', 'reply', 'answer'].find((name) => scene.ref(name) === ref) ?? ref
  return entries
    .map((entry) => [entry.depth, nameOf(entry.ref), ...('code' in entry ? [entry.code] : [])].join(' '))
    .join(', ')
}
