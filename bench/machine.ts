// Describes the machine of a run, because a figure means nothing without it.
import { availableParallelism, cpus, loadavg, release, totalmem, type as systemName } from 'node:os'

export interface Machine {
  cpu: string
  cores: number
  memoryGiB: number
  node: string
  system: string
  /** The load average over the minute before the run. */
  load: number
}

export function lookAtMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    system: `${systemName()} ${release()}`,
    load: Math.round(loadavg()[0]! * 100) / 100,
  }
}

export function describeMachine({ cpu, cores, memoryGiB, node, system, load }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}, load ${load} at the start`
}
