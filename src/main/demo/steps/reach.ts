// How far a body travels: a large one only to readers who open it, an open one also without its
// author.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Letter, MarkResult } from '../../../core/contract/index.ts'
import { showSize } from '../../headless/screen.ts'
import type { Neighbour } from '../neighbour.ts'
import { findEntry, type Scene, type Step } from '../scene.ts'

const REPORT = Array.from(
  { length: 4_000 },
  (_, line) => `${line + 1}. 本日の所見 — a line of the yearly report, no two of them alike.\n`,
).join('')
const MINUTES = 'Present: alice, bob, carol. Decided: eel.'

export const sendLarge: Step = {
  title: 'A large letter to two people: two notices, and the body stays where it is',
  async play(scene: Scene) {
    const { alice, bob, carol } = scene.world
    const file = join(scene.world.dir, 'report.txt')
    await writeFile(file, REPORT)
    await scene.sends(
      'report',
      alice,
      '--to',
      'bob',
      '--to',
      'carol',
      '--subject',
      'The yearly report',
      '--file',
      file,
    )
    await scene.arrives('report', bob, carol)
    const size = (await findEntry(bob, scene.ref('report')))?.size ?? 0
    scene.check(`bob sees its size before he opens it: ${showSize(size)}`, size > REPORT.length)
    scene.email(`2 × ${showSize(Buffer.byteLength(REPORT))}, at once, to every reader`)
  },
}

export const openLarge: Step = {
  title: 'Bob opens the large one, and marks it done; carol never does',
  async play(scene: Scene) {
    const { alice, bob } = scene.world
    const { text } = await scene.does<Letter>(bob, 'read', scene.start('report'))
    scene.check(`all ${REPORT.split('\n').length - 1} lines are there`, text === REPORT)
    await scene.does<MarkResult>(bob, 'mark', scene.start('report'), 'done', '--note', 'line 12 is wrong')
    await scene.hasStates('report', alice, 'bob done (line 12 is wrong), carol notified')
    scene.email(`moved before, including ${showSize(Buffer.byteLength(REPORT))} that carol never reads`)
  },
}

async function isConnected(who: Neighbour, other: string): Promise<boolean> {
  return (await who.api.people.contacts()).some(({ name, online }) => name === other && online)
}

export const openWithoutAuthor: Step = {
  title: 'An open letter, read while its author is offline',
  async play(scene: Scene) {
    const { alice, bob, carol } = scene.world
    await scene.sends(
      'minutes',
      alice,
      '--to',
      'bob',
      '--to',
      'carol',
      '--subject',
      'Minutes',
      '--text',
      MINUTES,
      '--open',
    )
    await scene.arrives('minutes', bob, carol)
    await scene.reads('minutes', carol, MINUTES)
    await scene.hasStates('minutes', alice, 'bob notified, carol notified')
    scene.says('opening an open letter notifies no one')
    await alice.leave()
    await scene.until('alice’s engine has stopped', async () => !(await isConnected(bob, 'alice')))
    await scene.reads('minutes', bob, MINUTES)
    await scene.isRefused('AUTHOR_AWAY', carol, 'read', scene.start('dinner'), '--wait', '1')
    await scene.does<MarkResult>(bob, 'mark', scene.start('minutes'), 'done')
    await alice.comeHome()
    await scene.until(
      'alice is back, and the others found her',
      async () => (await isConnected(bob, 'alice')) && (await isConnected(carol, 'alice')),
    )
    await scene.hasStates('minutes', alice, 'bob done, carol notified')
    scene.email('the copy from sending; no one knows whether it was read')
  },
}
