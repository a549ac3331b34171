#!/usr/bin/env node
// `npm run demo`: the demo world at a terminal, with its story told. Builds the project first if
// necessary.
import { ensureBuilt } from './ensure-built.js'

try {
  await ensureBuilt()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
await import(new URL('../out/main/demo-world.js', import.meta.url).href)
