// The desktop with Electron's real runtime: only what a stand-in cannot prove. Without the
// runtime's file the suite is skipped with one line; it downloads nothing.
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test'

const root = resolve(import.meta.dirname, '../..')

/** Returns the path of the binary by electron's own path.txt, whose reading starts nothing. */
async function findRuntime(): Promise<string | null> {
  if (process.env.FUMIKURA_PACKED !== undefined) return process.env.FUMIKURA_PACKED
  const folder = join(root, 'node_modules/electron')
  const name = await readFile(join(folder, 'path.txt'), 'utf8').catch(() => null)
  const path = name === null ? null : join(folder, 'dist', name)
  return path !== null && existsSync(path) ? path : null
}

const runtime = await findRuntime()

interface Desktop {
  app: ElectronApplication
  window: Page
  /** Quits, and starts again on the same home. */
  again: () => Promise<{ app: ElectronApplication; window: Page }>
}

const test = base.extend<{ desktop: Desktop }>({
  desktop: async ({}, use) => {
    const dir = await mkdtemp(join(tmpdir(), 'fumikura-electron-'))
    let running: ElectronApplication | null = null
    const launch = async (): Promise<{ app: ElectronApplication; window: Page }> => {
      await running?.close()
      running = await _electron.launch({
        executablePath: runtime!,
        args: [
          ...(process.env.FUMIKURA_PACKED === undefined ? [root] : []),
          `--user-data-dir=${join(dir, 'electron')}`,
        ],
        env: {
          ...process.env,
          FUMIKURA_HOME: join(dir, 'home'),
          FUMIKURA_BOOTSTRAP: '127.0.0.1:1',
        },
      })
      const window = await running.firstWindow()
      await window.locator('main:not([aria-busy])').waitFor()
      return { app: running, window }
    }
    await use({ ...(await launch()), again: launch })
    await (running as ElectronApplication | null)?.close()
    await rm(dir, { recursive: true, force: true })
  },
})

test.skip(
  runtime === null,
  'Electron’s runtime is not here (node_modules/electron/dist): the real desktop was not tried.',
)

test('the page is sandboxed: no Node, no navigation, its own scheme, its own policy', async ({
  desktop: { app, window },
}) => {
  expect(window.url()).toMatch(/^fumikura-app:\/\/app\/desktop\.html/)
  expect(
    await window.evaluate(() => [
      typeof (globalThis as { require?: unknown }).require,
      typeof (globalThis as { process?: unknown }).process,
    ]),
  ).toEqual(['undefined', 'undefined'])
  expect(
    await window.evaluate(() =>
      fetch('https://example.com/').then(
        () => 'let out',
        () => 'kept in',
      ),
    ),
  ).toBe('kept in')
  expect(
    await window.evaluate(() => (globalThis.open('https://example.com/') === null ? 'denied' : 'opened')),
  ).toBe('denied')
  const evaluated = await window.evaluate(() => {
    try {
      return String((0, eval)('1 + 1'))
    } catch (error) {
      return (error as Error).name
    }
  })
  expect(evaluated).toBe('EvalError')
  const sandboxed = await app.evaluate(({ webContents }) =>
    webContents
      .getAllWebContents()
      .map(
        (contents) =>
          (
            contents as unknown as { getLastWebPreferences(): { sandbox: boolean } | null }
          ).getLastWebPreferences()?.sandbox,
      ),
  )
  expect(sandboxed).toEqual([true])
})

test('a person starts, and the keychain opens the home at the next start', async ({ desktop }) => {
  const { window } = desktop
  await window.getByLabel('Your name').fill('alice')
  await window.keyboard.press('Enter')
  await window.getByRole('button', { name: 'I’ll do it later' }).click()
  await expect(window.getByRole('heading', { name: 'Nothing has arrived yet' })).toBeVisible()
  const again = await desktop.again()
  await expect(again.window.getByRole('heading', { name: 'Nothing has arrived yet' })).toBeVisible()
})

test('the engine’s process is killed, and the page recovers', async ({ desktop: { app, window } }) => {
  await app.evaluate(({ app }) => {
    const engine = app.getAppMetrics().find(({ type }) => type === 'Utility')
    if (engine !== undefined) process.kill(engine.pid, 'SIGKILL')
  })
  await expect(window.getByText(/^Fumikura isn’t answering/)).toBeVisible()
  await expect(window.getByText(/^Fumikura isn’t answering/)).toBeHidden({ timeout: 20_000 })
})

test('a second instance hands its link to the first, and ends', async ({ desktop: { app, window } }) => {
  await app.evaluate(({ app }) => {
    app.emit('second-instance', {}, ['fumikura', `fumikura://ref/${'y'.repeat(60)}`], '', null)
  })
  await expect.poll(() => new URL(window.url()).hash).toContain('yyyy')
})
