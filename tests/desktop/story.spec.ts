// The whole story of a letter on the desktop. The scenes are those of the browser, so that both
// entries pass one suite.
import { Place } from '../processes/fumikura.ts'
import { gather, STORY } from '../web/story/index.ts'
import { atDesks } from './support/at-desks.ts'
import { test } from './support/seat.ts'

let place: Place
test.beforeAll(async () => {
  place = await Place.make({ hasDht: true })
})
test.afterAll(() => place.remove())

test('three people play the whole story at their desktops @others', async ({ sitAtDesk }) => {
  const cast = await gather(atDesks(place, sitAtDesk))
  for (const { title, play } of STORY) await test.step(title, () => play(cast))
})
