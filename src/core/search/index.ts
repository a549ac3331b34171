// search: from what is typed to what is asked of the index.
// May import base, contract, views.
export * from './parse-query.ts'
