// `npm test`, `npm run test:others` and `npm run test:unit`: runs vitest and Playwright at once,
// because each mostly waits for engines and networks. Prints the web tests' output after vitest's.
// Exit code 1 if either failed.
// Usage: node tests/run-all.js [units | others [one]]; `one` takes one of each kind.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** @param {string} path */
const tool = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))

/** @typedef {{ parts: string[], files?: string[], web: string[], story?: string, env?: Record<string, string> }} Choice */

// Two would not fill two cores, because many tests wait for a network or a disk.
const WORKERS = '--maxWorkers=3'

/** @type {Choice} */
const usual = { parts: ['!others'], web: ['web', 'desktop', 'electron'] }
/** @type {Choice} */
const others = { parts: ['others'], web: ['web-others', 'desktop-others'] }
/** @type {Choice} */
const oneOfEachKind = {
  parts: ['others'],
  web: ['desktop-others'],
  story: 'the whole story',
  env: { FUMIKURA_OTHERS: 'one' },
}

/** @type {Choice} */
const units = { parts: ['parts'], files: ['tests/unit'], web: [], env: { FUMIKURA_UNITS: 'fast' } }

/** @returns {Choice} */
function choose() {
  const [kind, count] = process.argv.slice(2)
  if (kind === 'units') return units
  if (kind !== 'others') return usual
  return count === 'one' ? oneOfEachKind : others
}

const { parts, files = [], web, story, env = {} } = choose()

/**
 * @param {string[]} args
 * @param {'inherit' | 'pipe'} stdout
 * @returns {Promise<{ code: number, text: string }>}
 */
function run(args, stdout) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', stdout, stdout],
    })
    /** @type {Buffer[]} */
    const chunks = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(chunk))
    // .ci/run ends a run at its time limit. What the pages printed so far says which test hangs.
    process.once('SIGTERM', () => {
      for (const chunk of chunks.splice(0)) process.stdout.write(chunk)
      process.exit(1)
    })
    child.on('close', (code) => resolve({ code: code ?? 1, text: Buffer.concat(chunks).toString('utf8') }))
  })
}

/** @param {string[]} names */
const projects = (names) => names.flatMap((name) => ['--project', name])

/** No names: no tests of the page. */
const only = story === undefined ? [] : ['--grep', story]
const runPages = () => run([tool('@playwright/test/cli.js'), 'test', ...projects(web), ...only], 'pipe')

const pages = web.length === 0 ? Promise.resolve({ code: 0, text: '' }) : runPages()
const options = [WORKERS, ...projects(parts), ...files]
const rest = await run([tool('vitest/vitest.mjs'), 'run', ...options], 'inherit')
const { code, text } = await pages
process.stdout.write(text === '' ? '' : `\n${text}`)
process.exitCode = rest.code === 0 && code === 0 ? 0 : 1
