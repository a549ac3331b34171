// letters: the folder per thing people do with them: send, author acts, release and reference, thread, marks, asks, drafts.
// May import every noun of lower rank. The seven words: send.ts (compose, store), notify.ts, [network: replicate],
// [inbox: receive], reference.ts with release-desk.ts on the author's side, marks.ts (state).
export * from './asks.ts'
export * from './author-acts.ts'
export * from './describe.ts'
export * from './drafts.ts'
export * from './errands.ts'
export * from './marks.ts'
export * from './notify.ts'
export type * from './parts.ts'
export * from './receive-record.ts'
export * from './reference.ts'
export * from './release-desk.ts'
export * from './schema.ts'
export * from './send.ts'
export * from './thread.ts'
export * from './turn-timer.ts'
