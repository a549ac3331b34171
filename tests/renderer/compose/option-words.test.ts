// The signs of the options of a letter: only a choice that differs from the usual one has one.
import Eye from '@lucide/svelte/icons/eye'
import EyeOff from '@lucide/svelte/icons/eye-off'
import { expect, it } from 'vitest'
import { openingOption, reminderOption } from '../../../src/renderer/compose/option-words.ts'
import { m } from '../../../src/renderer/messages/messages.svelte.ts'
import type { Composition } from '../../../src/renderer/state/composition.svelte.ts'

const written = (mode: 'open' | 'controlled'): Composition =>
  ({ content: { policy: { mode } } }) as unknown as Composition

it('shows an eye for a seen opening and a struck one for an unseen one, unless that is usual', () => {
  expect(openingOption(written('controlled'), true).sign).toBeUndefined()
  expect(openingOption(written('open'), true).sign).toBe(EyeOff)
  expect(openingOption(written('open'), false).sign).toBeUndefined()
  expect(openingOption(written('controlled'), false).sign).toBe(Eye)
})

it('explains a reminder above all its times, and not below the last one', () => {
  const composition = { content: { remindAfterMs: null } } as unknown as Composition
  const [first, ...rest] = reminderOption(composition).items as { about?: string; intro?: string }[]
  expect(first).toMatchObject({ label: m.compose.remindNever, intro: m.compose.remindHint })
  expect(rest.map(({ about, intro }) => [about, intro])).toEqual(rest.map(() => [undefined, undefined]))
})
