// The Chromium of the web tests: an installed one, else Debian's if it may be installed, else
// Playwright's own. The headless shell comes first: it has the same engine without the frame of a
// browser, and takes a third less processor time.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const INSTALLED = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** @throws {Error} with a message that says how to install one */
export function findChromium(): string {
  const found = look() ?? (installDebian() ? look() : undefined)
  if (found !== undefined) return found
  throw new Error(
    'The web tests need a Chromium, and there is none: install your system’s package `chromium`, ' +
      'run `npx playwright install chromium`, or name one in FUMIKURA_CHROMIUM.',
  )
}

function look(): string | undefined {
  const named = process.env.FUMIKURA_CHROMIUM
  const known = named === undefined ? [...INSTALLED, chromium.executablePath()] : [named]
  return known.find((path) => existsSync(path))
}

/** Only on Debian and as root, where a package can be installed without a question. */
function installDebian(): boolean {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return false
  process.stderr.write('Installing Chromium for the web tests…\n')
  const run = (...words: string[]): boolean => spawnSync('apt-get', words, { stdio: 'ignore' }).status === 0
  const install = (): boolean =>
    ['chromium-headless-shell', 'chromium'].some((name) =>
      run('install', '-y', '--no-install-recommends', name),
    )
  return install() || (run('update') && install())
}
