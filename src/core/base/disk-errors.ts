// Disk errors of the system. Each noun says in its own words what did not fit.

/** True if the disk or the user's quota is full. `error` is whatever a call of `node:fs` threw. */
export function isDiskFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null | undefined)?.code
  return code === 'ENOSPC' || code === 'EDQUOT'
}
