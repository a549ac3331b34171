// The whole story by keyboard alone: the same scenes, with hands that have only keys.
import type { Page } from '@playwright/test'
import { atBrowsers, gather, KeyboardHand, Keys, STORY } from './story/index.ts'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open()
})
test.afterAll(() => world.close())

test('three people play the whole story by keyboard alone', async ({ sit }) => {
  const keyboards: Keys[] = []
  const takeUp = async (page: Page): Promise<KeyboardHand> => {
    const keys = await Keys.at(page)
    keyboards.push(keys)
    return new KeyboardHand(keys)
  }
  const cast = await gather(atBrowsers(world, sit, takeUp))
  for (const { title, play } of STORY) await test.step(title, () => play(cast))
  expect(
    keyboards.flatMap(({ touches }) => touches),
    'no pointer has touched any page',
  ).toEqual([])
})

test('a pointer event on a page is recorded, so that a keyboard story cannot use one', async ({ sit }) => {
  const page = await sit(await world.empty('dora'))
  const keys = await Keys.at(page)
  await page.keyboard.press('Tab')
  expect(keys.touches).toEqual([])
  await page.getByRole('button', { name: 'Begin' }).click()
  await expect.poll(() => keys.touches).toEqual(['pointermove', 'pointerdown'])
})
