// The check of an export, for `fumikura verify`. Loaded late: a dynamic import of core/index.ts
// would put the engine into a chunk that every command loads.
export { verifyExport } from '../../core/index.ts'
