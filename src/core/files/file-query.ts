// Lists files: own files, files that others attached to objects opened here, and files inside
// mails.
// Pages by time, counts by month, clusters by location.
// Own files and attached files are two tables. The same question runs on both, each along an index,
// and the results are merged.
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Rows, SqlValue } from '../ledger/index.ts'
import type { FileKind } from '../store/index.ts'
import { OWN_FILE_COLUMNS, toOwnFile, type OwnFile, type OwnFileRow } from './own-files.ts'

/** All conditions must hold. */
export interface FileFilter {
  from: 'mine' | 'others' | 'all' | { persons: readonly Uint8Array[] }
  kinds: readonly FileKind[]
  tag: string | null
  within: { west: number; south: number; east: number; north: number } | null
  /** Object ids of an album's pages; null for any letter or page. */
  pages: readonly Uint8Array[] | null
}

export interface FilePage {
  order: 'added' | 'taken'
  /** A month such as `2031-04`, by the time that `order` names; null for all. */
  month: string | null
  limit: number
  before: string | null
}

/**
 * A file in a list: an own file, the attachment at `position` of a letter or page, or the file at
 * `position` inside a mail.
 */
export type Listed = { at: number } & (
  | { own: OwnFile }
  | { own: null; letter: Uint8Array; position: number; author: Uint8Array; isWithin: boolean }
)

interface AttachedRow {
  letter: Uint8Array
  position: number
  author: Uint8Array
  isWithin: number
}

const ATTACHED_COLUMNS = 'letter, position, author, file IS NULL AS isWithin'

const toAttached = (at: number, { letter, position, author, isWithin }: AttachedRow): Listed => ({
  ...{ at, own: null, letter, position, author },
  isWithin: isWithin === 1,
})

type Timed<Row> = Row & { time: number }

/** Lists files sorted by the time that `order` names, latest first. */
export function listFiles(rows: Rows, filter: FileFilter, page: FilePage): Listed[] {
  const start = parseCursor(page.before)
  const column = page.order === 'added' ? 'added_at' : 'at'
  const own = ownWhere(filter)
  const others = attachedWhere(filter)
  const span = monthSpan(page.month)
  const mine = rows.all<Timed<OwnFileRow> & Record<string, never>>(
    `SELECT ${OWN_FILE_COLUMNS}, ${column} AS time FROM own_files f
     WHERE ${own.sql} AND ${column} >= ? AND ${column} < ? AND (${column}, number) < (?, ?)
     ORDER BY ${column} DESC, number DESC LIMIT ?`,
    ...[...own.params, ...upTo(span, start.own), ...start.own, page.limit],
  )
  const theirs = rows.all<Timed<AttachedRow> & Record<string, never>>(
    `SELECT ${ATTACHED_COLUMNS}, ${column} AS time FROM attached_files
     WHERE ${others.sql} AND ${column} >= ? AND ${column} < ? AND (${column}, letter, position) < (?, ?, ?)
     ORDER BY ${column} DESC, letter DESC, position DESC LIMIT ?`,
    ...[...others.params, ...upTo(span, start.theirs), ...start.theirs, page.limit],
  )
  const found: Listed[] = [
    ...mine.map(({ time, ...row }) => ({ at: time, own: toOwnFile(row) })),
    ...theirs.map((row) => toAttached(row.time, row)),
  ]
  // At equal times own files are first, because the sort is stable, and both lists arrive sorted.
  return found.sort((a, b) => b.at - a.at).slice(0, page.limit)
}

/** `films` is absent if it would be 0. */
export interface MonthCount {
  month: string
  count: number
  films?: number
  /** The width per height of each file in percent, as `listFiles` orders them; 0 if unknown. */
  shapes: number[]
}

/** Counts files per month (UTC), latest month first. */
export function countMonths(rows: Rows, filter: FileFilter): MonthCount[] {
  const months = new Map<string, MonthCount>()
  for (const { at, isFilm, shape } of shapesByTime(rows, filter)) {
    const month = new Date(at).toISOString().slice(0, -17)
    const known = months.get(month) ?? { month, count: 0, shapes: [] }
    known.count++
    known.shapes.push(shape)
    if (isFilm === 1) known.films = (known.films ?? 0) + 1
    months.set(month, known)
  }
  return [...months.values()]
}

interface ShapeRow {
  at: number
  isFilm: number
  shape: number
}

/** In the order of `listFiles` by `taken`. */
function shapesByTime(rows: Rows, filter: FileFilter): ShapeRow[] {
  const found = bothTables(filter).flatMap(({ from, sql, params, order }) =>
    rows.all<ShapeRow & Record<string, never>>(
      `SELECT at, kind = 'film' AS isFilm, shape ${from} WHERE ${sql} ORDER BY at DESC, ${order}`,
      ...params,
    ),
  )
  return found.sort((a, b) => b.at - a.at)
}

/** Returns the shapes of these attached files, in their order; own files by their entry. */
export function shapesOf(
  rows: Rows,
  members: readonly { letter: Uint8Array; position: number; file: Uint8Array }[],
  isMine: boolean,
): number[] {
  const own = 'SELECT shape FROM own_files WHERE object = ? ORDER BY is_listed DESC, number LIMIT 1'
  const attached = 'SELECT shape FROM attached_files WHERE letter = ? AND position = ?'
  return members.map(({ letter, position, file }) => {
    const mine = isMine ? rows.get<{ shape: number }>(own, file) : undefined
    return (mine ?? rows.get<{ shape: number }>(attached, letter, position))?.shape ?? 0
  })
}

export interface Cluster {
  latitude: number
  longitude: number
  count: number
  films: number
  /** Rounded to a twentieth of a degree, the most frequent first. */
  spots: Spot[]
  sample: Listed
}

export interface Spot {
  latitude: number
  longitude: number
  count: number
}

const MAX_SPOTS = 50

const WORLD = { west: -180, south: -90, east: 180, north: 90 }

/**
 * Groups the files that have a location by the cells of a grid over `within`, `columns` cells wide.
 */
export function clusterPlaces(rows: Rows, filter: FileFilter, columns: number): Cluster[] {
  const { west, south, east, north } = filter.within ?? WORLD
  const span = east < west ? east + 360 - west : east - west
  const cell = Math.max(span, north - south, 1e-6) / columns
  const cells = new Map<string, Cluster>()
  for (const { from, sql, params, columns: shown, toListed } of bothTables(filter)) {
    const found = rows.all<ClusterRow & Record<string, never>>(
      `SELECT ${shown}, max(at) AS time, count(*) AS count, sum(kind = 'film') AS films, avg(latitude) AS lat, avg(${EASTWARD}) AS east
       ${from} WHERE ${sql} AND latitude IS NOT NULL
       GROUP BY CAST((latitude + 90) / ? AS INTEGER), CAST(${EASTWARD} / ? AS INTEGER)`,
      ...[west, west, ...params, cell, west, west, cell],
    )
    for (const row of found) join(cells, row, { west, cell, sample: toListed(row) })
    addSpots(cells, rows, { from, sql, params }, { west, cell })
  }
  for (const one of cells.values())
    one.spots = one.spots.sort((a, b) => b.count - a.count).slice(0, MAX_SPOTS)
  return [...cells.values()].sort((a, b) => b.count - a.count)
}

/** Adds the spots of each cell, because the files of one cell can be in several countries. */
function addSpots(
  cells: ReadonlyMap<string, Cluster>,
  rows: Rows,
  { from, sql, params }: Pick<Table, 'from' | 'sql' | 'params'>,
  { west, cell }: { west: number; cell: number },
): void {
  const found = rows.all<Spot & { row: number; col: number }>(
    `SELECT round(latitude * 20) / 20 AS latitude, round(longitude * 20) / 20 AS longitude, count(*) AS count,
            CAST((latitude + 90) / ? AS INTEGER) AS row, CAST(${EASTWARD} / ? AS INTEGER) AS col
     ${from} WHERE ${sql} AND latitude IS NOT NULL GROUP BY row, col, 1, 2`,
    ...[cell, west, west, cell, ...params],
  )
  for (const { row, col, ...spot } of found) {
    const spots = cells.get(`${row} ${col}`)?.spots ?? []
    const known = spots.find((one) => one.latitude === spot.latitude && one.longitude === spot.longitude)
    if (known === undefined) spots.push(spot)
    else known.count += spot.count
  }
}

/** Degrees east of a meridian. The meridian is bound twice. */
const EASTWARD = '(longitude - ? + CASE WHEN longitude < ? THEN 360 ELSE 0 END)'

interface ClusterRow {
  time: number
  count: number
  films: number
  lat: number
  east: number
}

function join(
  cells: Map<string, Cluster>,
  { count, films, lat, east, time }: ClusterRow,
  { west, cell, sample }: { west: number; cell: number; sample: Listed },
): void {
  const longitude = west + east > 180 ? west + east - 360 : west + east
  const key = `${Math.floor((lat + 90) / cell)} ${Math.floor(east / cell)}`
  const known = cells.get(key)
  const total = count + (known?.count ?? 0)
  const mean = (mine: number, theirs: number): number =>
    known === undefined ? mine : (mine * count + theirs * known.count) / total
  cells.set(key, {
    latitude: mean(lat, known?.latitude ?? 0),
    longitude: mean(longitude, known?.longitude ?? 0),
    count: total,
    films: films + (known?.films ?? 0),
    spots: known?.spots ?? [],
    sample: known !== undefined && known.sample.at >= time ? known.sample : sample,
  })
}

interface Table {
  from: string
  sql: string
  params: SqlValue[]
  /** Sorts files of the same time. */
  order: string
  columns: string
  toListed: (row: Record<string, never> & { time: number }) => Listed
}

function bothTables(filter: FileFilter): Table[] {
  return [
    {
      ...ownWhere(filter),
      from: 'FROM own_files f',
      order: 'number DESC',
      columns: OWN_FILE_COLUMNS,
      toListed: (row) => ({ at: row.time, own: toOwnFile(row as unknown as OwnFileRow) }),
    },
    {
      ...attachedWhere(filter),
      from: 'FROM attached_files',
      order: 'letter DESC, position DESC',
      columns: ATTACHED_COLUMNS,
      toListed: (row) => toAttached(row.time, row as unknown as AttachedRow),
    },
  ]
}

interface Where {
  sql: string
  params: SqlValue[]
}

function ownWhere({ from, kinds, tag, within, pages }: FileFilter): Where {
  const isAsked = from === 'mine' || from === 'all'
  return all([
    isAsked ? 'is_listed = 1' : '0',
    kindWhere(kinds),
    tag !== null && {
      sql: 'EXISTS (SELECT 1 FROM file_tags t WHERE t.document = coalesce(f.document, f.number) AND t.tag = ?)',
      params: [tag],
    },
    withinWhere(within),
    pages !== null && {
      sql: `object IN (SELECT file FROM attached_files WHERE letter IN (${unhexed}))`,
      params: [hexList(pages)],
    },
  ])
}

function attachedWhere({ from, kinds, tag, within, pages }: FileFilter): Where {
  return all([
    // A tag is set on own files only.
    from === 'mine' || tag !== null ? '0' : 'author IS NOT NULL',
    typeof from === 'object' && { sql: `author IN (${unhexed})`, params: [hexList(from.persons)] },
    // An album counts all its files; elsewhere a file that arrived in several letters counts once.
    pages === null ? 'is_first = 1' : { sql: `letter IN (${unhexed})`, params: [hexList(pages)] },
    kindWhere(kinds),
    withinWhere(within),
  ])
}

const unhexed = 'SELECT unhex(value) FROM json_each(?)'
const hexList = (keys: readonly Uint8Array[]): string => JSON.stringify(keys.map(toHex))

function kindWhere(kinds: readonly FileKind[]): Where | false {
  return (
    kinds.length > 0 && { sql: 'kind IN (SELECT value FROM json_each(?))', params: [JSON.stringify(kinds)] }
  )
}

function withinWhere(within: FileFilter['within']): Where | false {
  if (within === null) return false
  const { west, south, east, north } = within
  const sides = west <= east ? 'longitude BETWEEN ? AND ?' : '(longitude >= ? OR longitude <= ?)'
  return { sql: `latitude BETWEEN ? AND ? AND ${sides}`, params: [south, north, west, east] }
}

function all(parts: (Where | string | false)[]): Where {
  const given = parts.flatMap((part) => {
    if (part === false) return []
    return typeof part === 'string' ? [{ sql: part, params: [] }] : [part]
  })
  return { sql: given.map(({ sql }) => sql).join(' AND '), params: given.flatMap(({ params }) => params) }
}

/**
 * Returns the span from the start of a month to the start of the next, in ms. All of time if
 * `month` is null.
 */
function monthSpan(month: string | null): [number, number] {
  if (month === null) return [-8.64e15, 8.64e15]
  const [year, number] = month.split('-').map(Number) as [number, number]
  return [Date.UTC(year, number - 1), Date.UTC(year, number)]
}

/** A page far down the list is read from where it begins, not from the top. */
function upTo([from, to]: [number, number], [time]: readonly [number, ...unknown[]]): [number, number] {
  return [from, Math.min(to, time + 1)]
}

/** The entry after which a page begins, for each of the two tables. */
interface PageStart {
  own: [time: number, number: number]
  theirs: [time: number, letter: Uint8Array, position: number]
}

const END = 8.64e15
const NO_KEY = new Uint8Array(0)

export function cursorOf(listed: Listed): string {
  return listed.own === null
    ? `${listed.at}.${toHex(listed.letter)}.${listed.position}`
    : `${listed.at}.${listed.own.number}`
}

/** @throws INVALID */
function parseCursor(cursor: string | null): PageStart {
  if (cursor === null) return { own: [END, 0], theirs: [END, NO_KEY, 0] }
  const [, time, number, letter, position] =
    /^(-?\d{1,16})\.(?:(\d{1,15})|([0-9a-f]{64})\.(\d{1,6}))$/.exec(cursor) ?? []
  const at = Number(time)
  if (number !== undefined) return { own: [at, Number(number)], theirs: [at + 1, NO_KEY, 0] }
  if (letter !== undefined)
    return { own: [at, 0], theirs: [at, Buffer.from(letter, 'hex'), Number(position)] }
  throw new EngineError('INVALID', 'This is not a cursor of a list of files.')
}
