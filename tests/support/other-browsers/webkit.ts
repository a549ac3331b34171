// WebKitGTK by WebDriver (https://www.w3.org/TR/webdriver2/): as near to Safari as Debian has. It
// has no push, badge, share and passkeys.
import { access } from 'node:fs/promises'
import { eventually } from '../command-line.ts'
import { Daemon, findPorts, requirePrograms } from '../mail-servers/daemon.ts'
import type { Driver } from './page.ts'

const DRIVER = '/usr/bin/WebKitWebDriver'
const BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'
const SCREEN = '/usr/bin/Xvfb'
const SCRIPT_MS = 60_000
const JSON_TYPE = { 'content-type': 'application/json' }

export async function openWebKit(): Promise<Driver> {
  await requirePrograms({ [DRIVER]: 'webkit2gtk-driver', [SCREEN]: 'xvfb' })
  const [port, display] = (await findPorts(2)) as [number, number]
  const screen = await Daemon.start(SCREEN, [`:${display}`, '-screen', '0', '1024x1024x24'], [])
  const isThere = (): Promise<boolean> =>
    access(`/tmp/.X11-unix/X${display}`).then(
      () => true,
      () => false,
    )
  await eventually('the screen is there', isThere, (so) => so)
  // No sandbox: its tools are not in every container. The browser sees this test alone.
  const env = [`DISPLAY=:${display}`, 'WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1']
  const driver = await Daemon.start('/usr/bin/env', [...env, DRIVER, `--port=${port}`], [port])
  const end = async (): Promise<void> => {
    await driver.stop()
    await screen.stop()
  }
  try {
    return await openSession(`http://127.0.0.1:${port}`, end)
  } catch (error) {
    await end()
    throw error
  }
}

async function openSession(origin: string, end: () => Promise<void>): Promise<Driver> {
  const options = { binary: BROWSER, args: ['--automation'] }
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } }
  const { sessionId } = (await ask(`${origin}/session`, { capabilities })) as { sessionId: string }
  const session = `${origin}/session/${sessionId}`
  await ask(`${session}/timeouts`, { script: SCRIPT_MS })
  await ask(`${session}/window/rect`, { width: 390, height: 844 })
  return {
    goto: (url) => ask(`${session}/url`, { url }),
    run: (body) => ask(`${session}/execute/async`, { script: asynchronous(body), args: [] }).then(valueOf),
    act: (actions) => ask(`${session}/actions`, { actions }),
    close: async () => {
      await fetch(session, { method: 'DELETE' })
      await end()
    },
  }
}

type Ran = { value: unknown } | { error: string }

const asynchronous = (body: string): string => `const done = arguments[arguments.length - 1];
  (async () => { ${body} })().then((value) => done({ value }), (error) => done({ error: String(error) }))`

function valueOf(answer: unknown): unknown {
  const ran = answer as Ran
  if ('error' in ran) throw new Error(ran.error)
  return ran.value
}

async function ask(url: string, input?: object): Promise<unknown> {
  const response = await fetch(
    url,
    input === undefined ? {} : { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(input) },
  )
  const { value } = (await response.json()) as { value: unknown }
  if (!response.ok) throw new Error(`WebDriver: ${JSON.stringify(value)}`)
  return value
}
