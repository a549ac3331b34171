// tidy: how a person orders their objects, whatever the kind.
// It may import base, the ledger and views. Path: a call → one row here → the row of the object in
// the index.
export { tidySchema } from './schema.ts'
export {
  findAnswerMutedSince,
  findMutedSince,
  forgetTidy,
  hasMuted,
  keepMuted,
  readOrder,
  readTidy,
  restoreTidy,
  setRemoved,
  setTidy,
  tidyObject,
  type TidyOrder,
} from './tidy.ts'
