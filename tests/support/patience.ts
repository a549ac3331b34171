/**
 * How long a test waits for an event, in ms. Only a test that fails waits so long. A machine that
 * is busy with other work needs many times the usual time.
 */
export const PATIENCE_MS = 30_000
