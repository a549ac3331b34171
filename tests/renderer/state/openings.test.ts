import { expect, it } from 'vitest'
import { EngineError, type Letter } from '../../../src/core/contract/index.ts'
import { Openings } from '../../../src/renderer/state/openings.svelte.ts'
import { createApp } from '../support/render.ts'
import { ANA, BEN, refOf } from '../inbox/letters.ts'

it('gives an opened letter to every view that watches it, until the view stops', async () => {
  const ref = refOf('drawings')
  const letter = { ref, subject: 'The drawings' } as Letter
  const { app } = createApp({ letters: { read: () => Promise.resolve(letter) } })
  const openings = app.noun(Openings)
  const taken: string[] = []
  openings.watch(
    (one) => one === ref,
    () => taken.push('letter'),
  )
  openings.watch(
    (one) => one === ref,
    () => taken.push('thread'),
  )
  const stop = openings.watch(
    (one) => one === ref,
    () => taken.push('gone'),
  )
  openings.watch(
    (one) => one === refOf('other'),
    () => taken.push('other'),
  )
  stop()
  openings.open({ ref, from: BEN, subject: 'The drawings' })
  await expect.poll(() => taken).toEqual(['letter', 'thread'])
})

it('asks again about a letter that has ended by the word of stations only when its author is back', async () => {
  const ref = refOf('drawings')
  const error = new EngineError('RECALLED', '', { details: { by: 'stations', said: 1, of: 3 } })
  const letter = { ref, subject: 'The drawings' } as Letter
  let [asked, isBack] = [0, false]
  const read = (): Promise<Letter> => {
    asked++
    return isBack ? Promise.resolve(letter) : Promise.reject(error)
  }
  const { app, engine } = createApp({ letters: { read } })
  const openings = app.noun(Openings)
  const taken: Letter[] = []
  openings.watch(
    (one) => one === ref,
    (one) => taken.push(one),
  )
  openings.open({ ref, from: BEN, subject: 'The drawings' })
  await expect.poll(() => openings.phaseOf(ref)).toMatchObject({ step: 'refused', error })
  engine.tell({ type: 'contact-changed', person: ANA.person })
  isBack = true
  engine.tell({ type: 'contact-changed', person: BEN.person })
  await expect.poll(() => taken).toEqual([letter])
  expect(asked).toBe(2)
  expect(openings.phaseOf(ref)).toBeNull()
})

it('forgets what stations said with the page that showed it', async () => {
  const ref = refOf('drawings')
  const error = new EngineError('EXPIRED', '', { details: { by: 'stations', said: 2, of: 2 } })
  let asked = 0
  const { app, engine } = createApp({ letters: { read: () => (asked++, Promise.reject(error)) } })
  const openings = app.noun(Openings)
  openings.open({ ref, from: BEN, subject: null })
  await expect.poll(() => openings.phaseOf(ref)?.step).toBe('refused')
  openings.forget(ref)
  expect(openings.phaseOf(ref)).toBeNull()
  engine.tell({ type: 'contact-changed', person: BEN.person })
  await Promise.resolve()
  expect(asked).toBe(1)
})
