#!/usr/bin/env node
// `npm run check`: runs the checks of package.json, two at a time, and prints the output of each when
// it has ended. Exit code 1 if one failed.
// Usage: node bin/check.js [PART…]
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** The longest first, so that no lane waits for it at the end. */
const PARTS = ['lint', 'types', 'svelte', 'structure', 'format', 'unused']
const LANES = 2

/**
 * @param {string} part
 * @returns {Promise<boolean>} true if it passed
 */
function run(part) {
  // Needs a shell, because npm is a .cmd on Windows.
  const child = spawn(`npm run --silent check:${part}`, {
    cwd: root,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  /** @type {Buffer[]} */
  const chunks = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk))
  return new Promise((resolve) => {
    child.on('close', (code) => {
      process.stdout.write(
        `== ${part}: ${code === 0 ? 'passed' : 'failed'}\n${Buffer.concat(chunks).toString()}`,
      )
      resolve(code === 0)
    })
  })
}

const named = process.argv.slice(2)
const left = named.length === 0 ? [...PARTS] : PARTS.filter((part) => named.includes(part))

/** @returns {Promise<boolean>} true if every check of this lane passed */
async function runLane() {
  let isGood = true
  for (let part = left.shift(); part !== undefined; part = left.shift()) {
    if (!(await run(part))) isGood = false
  }
  return isGood
}

const lanes = await Promise.all(Array.from({ length: LANES }, runLane))
process.exitCode = lanes.every((isGood) => isGood) ? 0 : 1
