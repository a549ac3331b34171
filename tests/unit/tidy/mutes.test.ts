// When a mute begins and ends, on a plain ledger.
import { expect, test } from 'vitest'
import { silentLog } from '../../../src/core/base/index.ts'
import { keepMute, listMutes, Mutes } from '../../../src/core/tidy/index.ts'
import { openNouns } from '../../support/nouns.ts'
import { eventually } from '../../support/person.ts'

const SHORT_MS = 50

async function openMutes() {
  const { ledger, clock } = await openNouns('alice')
  const mutes = new Mutes(ledger, clock, silentLog)
  let changes = 0
  mutes.events.on('changed', () => changes++)
  const mute = (afterwards: () => void) =>
    mutes.change((tx, now) => {
      keepMute(tx, { name: new Uint8Array(32), isGroup: true, until: now + SHORT_MS })
      afterwards()
    })
  return { ledger, clock, mutes, mute, changes: () => changes }
}

test('a mute whose time ends while it is written is told as ended', async () => {
  const { clock, mutes, mute, changes } = await openMutes()
  await mute(() => clock.pass(SHORT_MS))
  await eventually(() => changes() === 2, 'the end is told')
  await mutes.close()
})

test('a mute is told as ended once, and only when its time is over', async () => {
  const { ledger, clock, mutes, mute, changes } = await openMutes()
  await mute(() => undefined)
  // The timer fires before the clock says so, as timers do by a part of a millisecond.
  await new Promise((resolve) => setTimeout(resolve, 2 * SHORT_MS))
  expect([changes(), listMutes(ledger, clock.now()).length]).toEqual([1, 1])
  clock.pass(SHORT_MS)
  await eventually(() => changes() === 2, 'the end is told')
  expect(listMutes(ledger, clock.now())).toEqual([])
  await mutes.close()
})
