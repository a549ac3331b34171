#!/usr/bin/env node
// `npm run storm [-- --seed N] [--minutes M] [scenario…]`: random faults with a seed against real
// engines, until the time is up or a fault is found.
// The scenarios are in tests/storm; docs/storm.md describes them.
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleForRun } from './bundle-for-run.js'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const bundleDir = await bundleForRun(projectDir, { storm: 'tests/storm/main.ts' })
const { main } = await import(pathToFileURL(join(bundleDir, 'storm.js')).href)
// Exit even if handles are still open: an open handle may itself be the finding.
process.exit(await main(process.argv.slice(2)))
