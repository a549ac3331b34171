// A person at a desktop: the real shell around a real page, with an engine in a worker thread, on
// a home of their own.
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import type { Home } from '../../processes/fumikura.ts'
import { startShell } from '../../../src/main/shell/index.ts'
import { watchPolicy } from '../../web/support/seat.ts'
import { Desk } from './electron-in-chromium.ts'

const out = join(import.meta.dirname, '../../../out')

export interface DeskSeats {
  /** Starts the desktop on this home. Resolves once its page shows something. */
  sitAtDesk: (home: Home, bootstrap: string, options?: DeskOptions) => Promise<Desk>
}

export interface DeskOptions {
  /** The arguments of the app's process. */
  argv?: string[]
  hasKeychain?: boolean
}

export const test = base.extend<DeskSeats>({
  sitAtDesk: async ({ browser }, use) => {
    const faults: string[] = []
    const desks: Desk[] = []
    await use(async (home, bootstrap, { argv = [], hasKeychain = true } = {}) => {
      const context = await browser.newContext()
      await context.exposeBinding('reportViolation', (_, words: string) => void faults.push(words))
      await context.addInitScript(watchPolicy)
      context.on('weberror', (error) => faults.push(error.error().stack ?? ''))
      const desk = new Desk(await context.newPage(), `${home.dir}-desktop`)
      desk.hasKeychain = hasKeychain
      desks.push(desk)
      await startShell({
        electron: desk.electron,
        node: playProcess({ argv: ['fumikura', ...argv], platform: 'linux' }),
        paths: {
          renderer: join(out, 'renderer'),
          preload: join(out, 'preload/preload.cjs'),
          engineHost: join(out, 'main/engine-host.js'),
          demoWorld: join(out, 'main/demo-world.js'),
          icons: join(out, 'icons'),
          home: home.dir,
        },
        network: { bootstrap: [parseHostPort(bootstrap)], lan: 'off' },
        findUpdater: async () => null,
        log: {
          warn: () => undefined,
          error: (event, facts) => void faults.push(`${event} ${JSON.stringify(facts)}`),
        },
        now: Date.now,
      })
      await desk.page.locator('main:not([aria-busy])').waitFor()
      return desk
    })
    for (const desk of desks) await desk.quit()
    for (const desk of desks) await desk.page.context().close()
    expect(
      faults,
      'what the page threw, what its policy kept it from, and what the shell called an error',
    ).toEqual([])
  },
})

/** Returns this process, with some properties replaced. */
function playProcess(replaced: Partial<NodeJS.Process>): NodeJS.Process {
  return new Proxy(process, {
    get: (real, name) => (name in replaced ? replaced[name as 'argv'] : (Reflect.get(real, name) as unknown)),
  })
}

function parseHostPort(text: string): { host: string; port: number } {
  const [host = '', port = ''] = text.split(':')
  return { host, port: Number(port) }
}
