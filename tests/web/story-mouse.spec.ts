// The whole story by mouse: three people who start with nothing, and every step in the life of a
// letter.
import { atBrowsers, gather, MouseHand, STORY } from './story/index.ts'
import { test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open()
})
test.afterAll(() => world.close())

test('three people play the whole story by mouse @others', async ({ sit }) => {
  const cast = await gather(atBrowsers(world, sit, async (page) => new MouseHand(page)))
  for (const { title, play } of STORY) await test.step(title, () => play(cast))
})
