// news: what happened between this person and others that is no letter: a new contact, a new name, a
// group. Rows of the inbox.
// May import base, contract, seal, ledger.
// Path: a noun notes news in the transaction of the fact → the page lists it → the person sees it.
export * from './news.ts'
export { newsSchema } from './schema.ts'
