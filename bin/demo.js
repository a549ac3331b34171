#!/usr/bin/env node
// `npm run demo`: an offline world on this machine that plays a story. Builds the project first if
// necessary.
import { ensureBuilt } from './ensure-built.js'

try {
  await ensureBuilt()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
const root = new URL('..', import.meta.url)
const { main } = await import(new URL('out/main/demo.js', root).href)
await main(process.argv.slice(2), root)
