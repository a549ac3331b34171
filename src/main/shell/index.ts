// shell: the desktop around the app. See README.md; everything here gets the electron module as a
// parameter.
export { findUpdater } from './find-updater.ts'
export { startShell } from './start-shell.ts'
