// Keeps a process on one processor, so that others do not take its time. Only on Linux.
import { spawnSync } from 'node:child_process'

/** Returns false if the machine cannot do this. */
export function pinTo(processor: number): boolean {
  return spawnSync('taskset', ['-acp', String(processor), String(process.pid)]).status === 0
}
