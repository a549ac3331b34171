#!/usr/bin/env node
// `npm run bench`: runs the benchmarks, and builds what they need first. Node 20 cannot run
// TypeScript, so the benchmarks and their processes are bundled; packages stay outside.
import { fileURLToPath } from 'node:url'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { bundleForRun } from './bundle-for-run.js'
import { findBuildTrouble, findNodeTrouble } from './command-line.js'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const trouble = findNodeTrouble(process.versions.node) ?? (await findBuildTrouble())
if (trouble !== null) {
  process.stderr.write(`${trouble}\n`)
  process.exit(1)
}
const bundleDir = await bundleForRun(projectDir, {
  bench: 'bench/index.ts',
  crowd: 'bench/processes/crowd.ts',
  'far-phones': 'bench/processes/far-phones.ts',
  customers: 'bench/processes/customers.ts',
  person: 'bench/processes/person.ts',
  'private-dht': 'bench/processes/private-dht.ts',
  'plain-pipe': 'bench/processes/plain-pipe.ts',
  'plain-peer': 'bench/processes/plain-peer.ts',
  'plain-portable': 'bench/processes/plain-portable.ts',
  'plain-store': 'bench/processes/plain-store.ts',
  'plain-table': 'bench/processes/plain-table.ts',
  station: 'bench/processes/station.ts',
})
const { main } = await import(pathToFileURL(join(bundleDir, 'bench.js')).href)
process.exit(await main(process.argv.slice(2), { projectDir, bundleDir }))
