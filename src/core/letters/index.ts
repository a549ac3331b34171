// letters: what people write. Compose and send, drafts, threads, mail and letters that came in from elsewhere, and their rows.
// May import delivery and what is below it. Path: send.ts composes → delivery gives → describe.ts says what the list shows.
export * from './drafts.ts'
export * from './imported.ts'
export { letterKind } from './kind.ts'
export type * from './parts.ts'
export * from './schema.ts'
export * from './send.ts'
export * from './thread.ts'
export * from './undo-send.ts'
