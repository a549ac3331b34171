// The far end of a bench process: runs tasks on request, with one message each way.
// The process measures itself, so that no message is part of a figure.

/** The tasks of a process, by name. */
export type Tasks = Record<string, (input: never) => unknown>

export interface TaskOrder {
  id: number
  task: string
  input: unknown
}

export type TaskAnswer = { id: number; value: unknown } | { id: number; error: string }

/** Serves tasks until the parent process is gone. */
export function serveTasks(tasks: Tasks): void {
  process.on('message', (order: TaskOrder) => void doTask(tasks, order))
  process.on('disconnect', () => process.exit())
  process.send!({ id: 0, value: null } satisfies TaskAnswer)
}

async function doTask(tasks: Tasks, { id, task, input }: TaskOrder): Promise<void> {
  let answer: TaskAnswer
  try {
    answer = { id, value: await tasks[task]!(input as never) }
  } catch (error) {
    answer = { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
  process.send!(answer)
}

/** Milliseconds on a monotonic clock that all processes of this machine share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
