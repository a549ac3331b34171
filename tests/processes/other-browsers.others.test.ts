// The phone page in browsers that are not Chromium, through a real station: paired, read, answered,
// reloaded and removed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFirefox } from '../support/other-browsers/firefox.ts'
import { OtherPage, type Driver } from '../support/other-browsers/page.ts'
import { openWebKit } from '../support/other-browsers/webkit.ts'
import { eventually } from '../support/command-line.ts'
import { openStation, type Station } from '../web/support/station.ts'
import { World } from '../web/support/world.ts'

let world: World
let station: Station

beforeAll(async () => {
  world = await World.open('alice', 'bob')
  station = await openStation(world)
  await world.alice.run(['phone', 'door', '--on', 'Cellar'])
})
afterAll(async () => {
  await station?.end('SIGKILL')
  await world?.close()
})

const browsers: Record<string, () => Promise<Driver>> = { Firefox: openFirefox, WebKit: openWebKit }

test.each(Object.keys(browsers))(
  'a phone with %s is paired, reads and answers, and is removed',
  async (name) => {
    const subject = `Persimmons for ${name}`
    const words = ['--to', 'alice', '--subject', subject, '--text', 'Two boxes are on their way.']
    await world.alice.receives(await world.bob.send(words))
    const page = new OtherPage(await browsers[name]!())
    try {
      const { link } = await world.alice.run<{ link: string }>(['phone', 'add', '--name', name])
      await page.goto(link)
      await page.says('Type this at your computer')
      const digits = await page.read<string>(`document.querySelector('.digits [aria-hidden]').textContent`)
      await world.alice.run(['phone', 'confirm', digits.replace(/\s/g, '')])
      await page.press('button', '^Go to the inbox$')
      await page.sees('heading', '^Lock Fumikura on this phone')
      await page.press('button', '^Not now$')
      // WebKitGTK has no push, so it is not asked.
      if (name === 'Firefox') {
        await page.sees('heading', '^Shall this phone tell you')
        await page.press('button', '^Not now$')
      }
      await page.press('link', subject)
      await page.press('button', '^Open the letter$')
      await page.says('Two boxes are on their way.')
      await page.press('button', 'Reply to bob')
      await page.type(`Thank you from ${name}!`)
      await page.press('button', '^Send$')
      const arrived = (): Promise<{ subject: string | null }[]> => world.bob.run(['list'])
      await eventually('the answer arrives', arrived, (all) =>
        all.some((one) => one.subject === `Re: ${subject}`),
      )

      await page.goto(station.ready.phones)
      await page.sees('link', subject)
      const phones = await world.alice.run<{ phone: string; name: string; browser: string }[]>([
        'phone',
        'list',
      ])
      const phone = phones.find((one) => one.name === name)!
      expect(phone.browser).toContain(name === 'WebKit' ? 'Safari' : name)
      await world.alice.run(['phone', 'revoke', phone.phone])
      await page.says('This phone was removed at your computer.')
      await page.goto(station.ready.phones)
      await page.sees('heading', '^Connect this phone$')
    } finally {
      await page.close()
    }
  },
)
