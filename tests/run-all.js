// `npm test`: runs both suites at once, because each mostly waits for engines and networks. Prints
// the web tests' output after vitest's. Exit code 1 if either failed.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** @param {string} path */
const tool = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))

/**
 * @param {string[]} args
 * @param {'inherit' | 'pipe'} stdout
 * @returns {Promise<{ code: number, text: string }>}
 */
function run(args, stdout) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', stdout, stdout] })
    /** @type {Buffer[]} */
    const chunks = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(chunk))
    child.on('close', (code) => resolve({ code: code ?? 1, text: Buffer.concat(chunks).toString('utf8') }))
  })
}

const web = run([tool('@playwright/test/cli.js'), 'test'], 'pipe')
const parts = await run([tool('vitest/vitest.mjs'), 'run', '--project', '!others'], 'inherit')
const { code, text } = await web
process.stdout.write(`\n${text}`)
process.exitCode = parts.code === 0 && code === 0 ? 0 : 1
