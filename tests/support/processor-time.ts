/**
 * Returns a function that gives the processor time of this process since now, in ms. Other work of
 * the machine adds nothing to it. For costs that must not grow with the square of an input.
 */
export function countProcessorTime(): () => number {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
}
