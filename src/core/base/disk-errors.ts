// Disk errors of the system. Each noun says in its own words what did not fit.

/**
 * True if the disk or the user's quota is full. `error` is what a call of `node:fs` or of a
 * database threw. A failed batch of RocksDB has the reason in its cause.
 */
export function isDiskFull(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  if (code === 'ENOSPC' || code === 'EDQUOT') return true
  return code === undefined && cause !== undefined && isDiskFull(cause)
}
