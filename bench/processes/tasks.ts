// The far end of a process of a bench: tasks that it does when told to, one message each way.
// What is measured is measured in here, so that no message of ours stands in a figure.

/** What a process can do, by name. */
export type Tasks = Record<string, (input: never) => unknown>

export interface TaskOrder {
  id: number
  task: string
  input: unknown
}

export type TaskAnswer = { id: number; value: unknown } | { id: number; error: string }

/** Serves until the process that started this one is gone. */
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

/** Milliseconds on a clock that all processes of this machine share and nobody sets. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
