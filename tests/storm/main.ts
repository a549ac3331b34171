// `npm run storm`: parses the arguments, runs the storm, and exits with 0 for no finding, 1 for a
// finding, 2 for invalid arguments. bin/storm.js bundles and starts it.
import { parseOrder, USAGE } from './order.ts'
import { runStorm } from './run-storm.ts'
import { chooseScenarios } from './scenario.ts'
import { scenarios } from './scenarios.ts'

export async function main(words: string[]): Promise<number> {
  let order
  try {
    order = parseOrder(words)
    chooseScenarios(scenarios, order.names)
  } catch (error) {
    const known = scenarios.map(({ name, about }) => `  ${name.padEnd(12)} ${about}\n`).join('')
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n${known}`)
    return 2
  }
  const { findings } = await runStorm(order, scenarios, (line) => process.stdout.write(`${line}\n`))
  return findings.length > 0 ? 1 : 0
}
