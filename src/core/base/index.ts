// base: code without a domain. Bytes and text, records with
// length limits, time, mutex, events, the log port.
export * from './assert-never.ts'
export * from './bytes.ts'
export * from './clock.ts'
export * from './closing.ts'
export * from './codec.ts'
export * from './disk-errors.ts'
export * from './emitter.ts'
export * from './extensions.ts'
export * from './log.ts'
export * from './mutex.ts'
export * from './one-line.ts'
export * from './record.ts'
