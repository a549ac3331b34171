// The position of a menu, so that all of it is visible.
import { expect, it } from 'vitest'
import { placeMenu } from '../../../src/renderer/shared/place-menu.ts'

const view = { width: 400, height: 600 }
const menu = { width: 180, height: 200 }
const button = (left: number, top: number) => ({ left, right: left + 40, top, bottom: top + 32 })

it.each([
  ['below its button, at its start', button(20, 40), { left: 20, top: 76 }],
  ['at the end of a button near the end of the window', button(350, 40), { left: 210, top: 76 }],
  ['above a button near the bottom', button(20, 540), { left: 20, top: 336 }],
])('a menu is placed %s', (_, at, expected) => {
  expect(placeMenu(at, menu, view)).toEqual(expected)
})

it('a menu stays within a window that is too narrow for it beside the button', () => {
  const { left } = placeMenu(button(60, 40), menu, { width: 200, height: 600 })
  expect(left).toBe(8)
})
