// The limit of `scale`, in its own process: one encrypted table with as many rows as the home has
// letters, and an index.
// Arguments: its file, and the number of rows. It shows the lowest possible cost of an inbox on the
// same database.
import Database from '@signalapp/sqlcipher'
import { monotonicMs, serveTasks } from './tasks.ts'

const PAGE = 50
const [path = '', rows = '0'] = process.argv.slice(2)
const database = new Database(path, { cacheStatements: true })
database.exec(`
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA key = "x'${'5a'.repeat(32)}'";
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS letters (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, is_unread INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS letters_by_at ON letters (at, is_unread);
`)

function fill(): void {
  const insert = database.prepare('INSERT INTO letters (at, is_unread, entry) VALUES (?, ?, ?)')
  const entry = 'x'.repeat(400)
  database.transaction(() => {
    for (let at = 0; at < Number(rows); at++) insert.run([at * 1000, at % 20 === 0 ? 0 : 1, entry])
  })()
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
}

function readPage(before: number): { at: number }[] {
  return database
    .prepare('SELECT * FROM letters WHERE at < ? ORDER BY at DESC LIMIT ?')
    .all<{ at: number }>([before, PAGE])
}

function timed(act: () => unknown): number {
  const startedAt = monotonicMs()
  act()
  return monotonicMs() - startedAt
}

const plainTableTasks = {
  fill,
  page: (before: number) => readPage(before).at(-1)!.at,
  timePage: (before: number) => timed(() => readPage(before)),
  timeCounts: () =>
    timed(() =>
      database.prepare('SELECT count(*), sum(is_unread) FROM letters INDEXED BY letters_by_at').get(),
    ),
  usage: () => ({ rssBytes: process.memoryUsage.rss() }),
}

export type PlainTableTasks = typeof plainTableTasks

serveTasks(plainTableTasks)
