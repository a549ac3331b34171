// import: takes in data from elsewhere: an export of Fumikura under the same refs, and mail of
// other programs as letters for oneself.
// May import every noun of lower rank, and export, files, mail beside it. Path: folder, archive or
// file → checked → kept → listed.
export { importFrom } from './run-import.ts'
