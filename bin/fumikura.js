#!/usr/bin/env node
// `fumikura`: builds what is missing in a checkout, then hands over to the built command line.
// Plain JavaScript, because it runs before anything is built.
import { ensureBuilt } from './ensure-built.js'

const OLDEST_NODE = [20, 19]

/** @param {string} message */
function refuse(message) {
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ error: { code: 'INTERNAL', message } })}\n`)
  } else process.stderr.write(`fumikura: ${message}\n`)
  process.exit(1)
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE
if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  refuse(`Node ${OLDEST_NODE.join('.')} or later is needed; this is ${process.versions.node}.`)
}

try {
  await ensureBuilt()
} catch (error) {
  refuse(error instanceof Error ? error.message : String(error))
}

const root = new URL('..', import.meta.url)
const { main } = await import(new URL('out/main/headless.js', root).href)
await main(process.argv.slice(2), root)
