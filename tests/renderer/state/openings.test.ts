import { expect, it } from 'vitest'
import type { Letter } from '../../../src/core/contract/index.ts'
import { Openings } from '../../../src/renderer/state/openings.svelte.ts'
import { createApp } from '../support/render.ts'
import { BEN, refOf } from '../inbox/letters.ts'

it('gives an opened letter to every view that watches it, until the view stops', async () => {
  const ref = refOf('drawings')
  const letter = { ref, subject: 'The drawings' } as Letter
  const { app } = createApp({ letters: { read: () => Promise.resolve(letter) } })
  const openings = app.noun(Openings)
  const taken: string[] = []
  openings.watch(ref, () => taken.push('letter'))
  openings.watch(ref, () => taken.push('thread'))
  const stop = openings.watch(ref, () => taken.push('gone'))
  openings.watch(refOf('other'), () => taken.push('other'))
  stop()
  openings.open({ ref, from: BEN, subject: 'The drawings' })
  await expect.poll(() => taken).toEqual(['letter', 'thread'])
})
