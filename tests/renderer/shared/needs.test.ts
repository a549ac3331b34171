// Controls whose call cannot be made now: grey before the press, with the reason, and without effect.
import { render, screen } from '@testing-library/svelte'
import Star from '@lucide/svelte/icons/star'
import { createRawSnippet, type Component } from 'svelte'
import { beforeEach, expect, it, vi } from 'vitest'
import { FarState } from '../../../src/renderer/state/far-state.svelte.ts'
import Button from '../../../src/renderer/shared/Button.svelte'
import Confirm from '../../../src/renderer/shared/Confirm.svelte'
import FormDialog from '../../../src/renderer/shared/FormDialog.svelte'
import IconButton from '../../../src/renderer/shared/IconButton.svelte'
import Menu from '../../../src/renderer/shared/Menu.svelte'
import Toggle from '../../../src/renderer/shared/Toggle.svelte'
import InNeed from './InNeed.svelte'

const WHY = 'Your computer is away.'
const said: string[] = []
const act = vi.fn()
beforeEach(() => {
  said.length = 0
  act.mockReset()
})

const canWait = (need: Parameters<FarState['canWait']>[0]): boolean =>
  FarState.prototype.canWait.call({}, need)
const needs = {
  whyNot: (need: Parameters<FarState['canWait']>[0] | null | undefined) =>
    need === null || need === undefined || canWait(need) ? null : WHY,
  say: (why: string) => void said.push(why),
}

/** The harness passes the props on. */
const draw: (harness: typeof InNeed, options: { props: object }) => unknown = render as never
function show<Props extends Record<string, unknown>>(Part: Component<Props>, props: Props): void {
  draw(InNeed, { props: { needs, Part, props } })
}

const words = createRawSnippet(() => ({ render: () => '<span>Go</span>' }))

it.each(['letters.mark', 'home'] as const)('a button that needs %s is grey, and a press says why', (need) => {
  show(Button, { children: words, needs: need, onclick: act })
  const button = screen.getByRole('button')
  button.click()
  expect([button.getAttribute('aria-disabled'), button.title]).toEqual(['true', WHY])
  expect([said, act.mock.calls]).toEqual([[WHY], []])
})

it.each(['threads.order', 'drafts.send', null] as const)('a button that needs %s acts', (need) => {
  show(Button, { children: words, needs: need, onclick: act })
  const button = screen.getByRole('button')
  button.click()
  expect([button.hasAttribute('aria-disabled'), act.mock.calls.length]).toEqual([false, 1])
})

it('an icon says its name and the reason', () => {
  show(IconButton, { label: 'Hold', icon: Star as never, needs: 'letters.hold' as const, onclick: act })
  const button = screen.getByRole('button', { name: 'Hold' })
  button.click()
  expect([button.title, said, act.mock.calls]).toEqual([`Hold. ${WHY}`, [WHY], []])
})

it('of a menu only the items that need home are grey', () => {
  const items = [
    { label: 'Mute', needs: 'threads.mute' as const, run: act },
    { label: 'Star', needs: 'threads.order' as const, run: act },
  ]
  show(Menu, { label: 'More', icon: Star as never, items })
  const [mute, star] = screen.getAllByRole('menuitem', { hidden: true }) as [HTMLElement, HTMLElement]
  expect([mute, star].map((item) => item.getAttribute('aria-disabled'))).toEqual(['true', null])
  // The test's document has no popovers.
  mute.closest<HTMLElement>('[role=menu]')!.hidePopover = () => undefined
  mute.click()
  expect([said, act.mock.calls]).toEqual([[WHY], []])
})

it('a switch that needs home cannot be turned', () => {
  show(Toggle, { label: 'Show', checked: false, needs: 'talks.settings' as const, onchange: act })
  expect(screen.getByRole<HTMLInputElement>('switch')).toMatchObject({ disabled: true, title: WHY })
})

it('a form and a question need home unless they say otherwise', () => {
  const form = { title: 'Name', action: 'Save', run: act, onclose: act, children: words as never }
  show(FormDialog, form)
  const save = screen.getByRole('button', { name: 'Save', hidden: true })
  save.click()
  show(Confirm, { title: 'Leave?', action: 'Leave', onact: act, onclose: act })
  screen.getByRole('button', { name: 'Leave', hidden: true }).click()
  expect([said, act.mock.calls]).toEqual([[WHY, WHY], []])
  show(FormDialog, { ...form, action: 'Set', needs: null })
  screen.getByRole('button', { name: 'Set', hidden: true }).click()
  expect(act).toHaveBeenCalledOnce()
})
