// backup: the data that exists only in this home, in one sealed file that only the 24 words (and an
// optional passphrase) open. Made on request or on schedule.
// May import everything below. Path: tables and blocks → pieces → frames → file → read back; and
// from a file back to pieces.
export { backupSchema, writeBackupLock } from './backup-row.ts'
export type { RowsPiece } from './piece.ts'
export { scanBackup, type ScannedBackup } from './scan-backup.ts'
export { kindOf, shapeOf } from './backup-tables.ts'
export { Backups } from './backups.ts'
export { browseFolders } from './browse-folders.ts'
export { findBackupPlaces } from './backup-place.ts'
export { countLetters } from './make-backup.ts'
