// tidy: how a person orders their objects of every kind, and which conversations they mute.
// It may import base, the ledger and views. Path: a call → one row here → the row of the object in
// the index.
export { tidySchema } from './schema.ts'
export { findGroupMute, keepMute, listMutes, Mutes, removeMute } from './mutes.ts'
export { forgetTidy, readTidy, restoreTidy, setBin, setTidy, tidyObject, type TidyOrder } from './tidy.ts'
