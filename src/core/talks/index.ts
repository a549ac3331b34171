// talks: what persons say about letters beside the letters themselves: reactions, how far they have
// read, and that they are typing. A talk is everything between two persons, or in one group.
// It may import every noun of lower rank. Letters stay in their own tables; a stream is read from
// the index by its talk.
// Path out: a call → own row → a record in the feed of each audience of the letter.
// Path in: receive-record (port TalkRecords) → row → the letter counts as changed.
export { TalkRecordsDesk } from './receive.ts'
export { listReactions, react } from './reactions.ts'
export { findSettings, setSettings } from './talk-settings.ts'
export { listSeen, showSeen } from './seen.ts'
export { listFellowStates } from './fellow-states.ts'
export { Typing } from './typing.ts'
export { talksSchema } from './schema.ts'
export { UrgentSignals } from './urgent-signals.ts'
