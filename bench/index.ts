// `npm run bench`: the costs and the speed of Fumikura, each figure next to a limit or a rival of
// the same run.
// Fails only if a bench cannot run, never because of a figure.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArguments, type Order } from './arguments.ts'
import type { Bench, Findings, Setting } from './bench.ts'
import { benches } from './benches/index.ts'
import { describeMachine, lookAtMachine } from './machine.ts'
import { writeFindings } from './table.ts'

/** The folder of this module and the process modules, and the project folder. */
export interface Place {
  bundleDir: string
  projectDir: string
}

/** Returns the exit code. */
export async function main(words: readonly string[], place: Place): Promise<number> {
  let order: Order
  try {
    order = parseArguments(
      words,
      benches.map(({ name }) => name),
    )
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 1
  }
  const machine = lookAtMachine()
  console.log(`${describeMachine(machine)}\n`)
  const startedAt = new Date().toISOString()
  const results: (Findings & { name: string })[] = []
  let failures = 0
  for (const bench of benches.filter(({ name }) => order.names.includes(name))) {
    const startedAtMs = performance.now()
    try {
      const findings = await runBench(bench, order, place)
      results.push({ name: bench.name, ...findings })
      console.log(writeFindings(bench, findings))
    } catch (error) {
      failures++
      console.error(`The bench ${bench.name} could not run:`, error)
    }
    console.error(`${bench.name}: ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s`)
  }
  if (order.jsonPath !== null) {
    const report = { startedAt, machine, isQuick: order.isQuick, benches: results }
    writeFileSync(order.jsonPath, `${JSON.stringify(report, null, 2)}\n`)
  }
  return failures === 0 ? 0 : 1
}

async function runBench(
  bench: Bench,
  { isQuick, megabytes, letters }: Order,
  place: Place,
): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), `fumikura-bench-${bench.name}-`))
  const cacheDir = join(place.projectDir, 'node_modules/.cache/fumikura-homes')
  mkdirSync(cacheDir, { recursive: true })
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeFolder)
  const closers: (() => Promise<void> | void)[] = []
  const setting: Setting = {
    ...place,
    isQuick,
    megabytes,
    letters,
    folder,
    cacheDir,
    say: (sentence) => console.error(`${bench.name}: ${sentence}`),
    atEnd: (close) => closers.unshift(close),
  }
  try {
    return await bench.run(setting)
  } finally {
    for (const close of closers) await close()
    process.off('exit', removeFolder)
    removeFolder()
  }
}
