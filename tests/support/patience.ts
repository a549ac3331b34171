/**
 * How long a test waits for an event, in ms. Only a test that fails waits so long. A machine that
 * is busy with other work needs many times the usual time. Less than a minute, because the engine
 * looks each minute for work that an event should have started.
 */
export const PATIENCE_MS = 50_000
