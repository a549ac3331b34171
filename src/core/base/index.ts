// base: what has no domain. Bytes and their text, records with caps, time, order, events, the log port.
export * from './assert-never.ts'
export * from './bytes.ts'
export * from './clock.ts'
export * from './closing.ts'
export * from './codec.ts'
export * from './emitter.ts'
export * from './log.ts'
export * from './mutex.ts'
