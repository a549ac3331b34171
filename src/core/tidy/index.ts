// tidy: how a person orders what they have, whatever kind of object it is.
// May import base, the ledger and views. Path: a call → one row here → the object's row in the index.
export { tidySchema } from './schema.ts'
export { forgetTidy, readTidy, restoreTidy, tidyObject, type TidyOrder } from './tidy.ts'
