// search: parses a typed search query into a filter for the index.
// May import base, contract, views.
export * from './parse-query.ts'
