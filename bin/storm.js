#!/usr/bin/env node
// `npm run storm [-- --seed N] [--minutes M] [scenario…]`: seeded faults against real engines, until the time is up or something is found.
// The scenarios are in tests/storm, what they look for in docs/storm.md.
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleForRun } from './bundle-for-run.js'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const bundleDir = await bundleForRun(projectDir, { storm: 'tests/storm/main.ts' })
const { main } = await import(pathToFileURL(join(bundleDir, 'storm.js')).href)
// Whatever is still open then: what a storm leaves behind may well be what it found.
process.exit(await main(process.argv.slice(2)))
