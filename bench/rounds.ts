// The rivals of one row alternate: A B A B, each after a warm-up round that does not count.
// So disturbances of the machine affect all of them alike.

export interface Contender<Sample = number> {
  what: string
  /** Runs one round and returns the samples of the round. */
  round: () => Promise<Sample[]>
}

/** Returns all samples of each contender, in order. */
export async function alternate<Sample>(
  contenders: readonly Contender<Sample>[],
  rounds: number,
): Promise<Sample[][]> {
  for (const { round } of contenders) await round()
  const samples = contenders.map((): Sample[] => [])
  for (let turn = 0; turn < rounds; turn++)
    for (const [at, { round }] of contenders.entries()) samples[at]!.push(...(await round()))
  return samples
}

/** Takes this many samples, one after the other. */
export async function repeat<T>(times: number, sample: () => Promise<T>): Promise<T[]> {
  const samples: T[] = []
  for (let time = 0; time < times; time++) samples.push(await sample())
  return samples
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
