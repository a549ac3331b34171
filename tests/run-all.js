// `npm test` and `npm run test:others`: runs vitest and Playwright at once, because each mostly waits
// for engines and networks. Prints the web tests' output after vitest's. Exit code 1 if either
// failed.
// Usage: node tests/run-all.js [others [one]]; `one` takes one of each kind.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** @param {string} path */
const tool = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))

/** @typedef {{ parts: string[], web: string[], env?: Record<string, string> }} Choice */

// Two would not fill two cores, because many tests wait for a network or a disk.
const WORKERS = '--maxWorkers=3'

/** @type {Choice} */
const usual = { parts: ['!others'], web: ['web', 'desktop', 'electron'] }
/** @type {Choice} */
const others = { parts: ['others'], web: ['web-others', 'desktop-others'] }
/** @type {Choice} */
const oneOfEachKind = { parts: ['others'], web: ['desktop-others'], env: { FUMIKURA_OTHERS: 'one' } }

/** @returns {Choice} */
function choose() {
  const [kind, count] = process.argv.slice(2)
  if (kind !== 'others') return usual
  return count === 'one' ? oneOfEachKind : others
}

const { parts, web, env = {} } = choose()

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
    child.on('close', (code) => resolve({ code: code ?? 1, text: Buffer.concat(chunks).toString('utf8') }))
  })
}

/** @param {string[]} names */
const projects = (names) => names.flatMap((name) => ['--project', name])

const pages = run([tool('@playwright/test/cli.js'), 'test', ...projects(web)], 'pipe')
const rest = await run([tool('vitest/vitest.mjs'), 'run', WORKERS, ...projects(parts)], 'inherit')
const { code, text } = await pages
process.stdout.write(`\n${text}`)
process.exitCode = rest.code === 0 && code === 0 ? 0 : 1
