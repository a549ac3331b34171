#!/usr/bin/env node
// `npm run demo`: an offline world on this machine, told as a story. Builds it first where that is needed.
import { ensureBuilt } from './ensure-built.js'

try {
  await ensureBuilt()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
await import(new URL('../out/main/demo.js', import.meta.url).href)
