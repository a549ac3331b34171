// Removes locations from the texts of ISO films: user data (a box per text), and lists of names
// with their values.
import type { Box } from '../films/iso-boxes.ts'
import { addAll, moved, partOf, spaces, type Patch, type ReadPart } from './patches.ts'
import { walkJpeg } from './jpeg-place.ts'
import { PlaceRemains } from './place-remains.ts'
import { walkPng } from './png-place.ts'
import { namesPlace, saysPlace } from './place-patterns.ts'

/** Lists boxes. With `hasNames` false it also lists boxes whose names are numbers. */
export type ListBoxes = (within: Pick<Box, 'start' | 'end'>, hasNames?: boolean) => Promise<Box[]>

/** Names of text boxes. QuickTime texts begin with a copyright sign; these are the others. */
const TEXTS: ReadonlySet<string> = new Set(
  'titl dscp cprt perf auth gnre albm yrrc name kywd rtng clsf'.split(' '),
)
const PLACE_BOXES: ReadonlySet<string> = new Set(['\xa9xyz', '\xa9loc'])
const MAX_TEXT_BYTES = 64 * 1024
const MAX_PICTURE_BYTES = 64 * 1024 * 1024

/** True for a known text of user data without a location. */
export async function isKeptText(read: ReadPart, { type, start, end }: Box): Promise<boolean> {
  if (!(type.startsWith('\xa9') || TEXTS.has(type)) || PLACE_BOXES.has(type)) return false
  if (end - start > MAX_TEXT_BYTES) return false
  return !saysPlace((await read(start, end - start)).toString('latin1').replaceAll('\0', ''))
}

/**
 * Cleans values with names (`keys`, `ilst`). Apple's have a list of names; iTunes' have four
 * letters or a name beside the value.
 */
export async function cleanKeyed(read: ReadPart, list: ListBoxes, boxes: readonly Box[]): Promise<Patch[]> {
  const keys = boxes.find(({ type }) => type === 'keys')
  const names = keys === undefined ? [] : parseNames(await read(keys.start, keys.end - keys.start))
  const patches: Patch[] = []
  for (const values of boxes.filter(({ type }) => type === 'ilst'))
    for (const item of await list(values, false)) addAll(patches, await cleanItem(read, list, item, names))
  return patches
}

async function cleanItem(
  read: ReadPart,
  list: ListBoxes,
  item: Box,
  names: readonly string[],
): Promise<Patch[]> {
  const parts = await list(item)
  const given = parts.find(({ type }) => type === 'name')
  const own =
    given === undefined ? '' : (await read(given.start, given.end - given.start)).toString('latin1', 4)
  const name = names[Buffer.from(item.type, 'latin1').readUInt32BE(0) - 1] ?? item.type + own
  const isNamed = namesPlace(name) || PLACE_BOXES.has(item.type)
  const patches: Patch[] = []
  for (const { type, start, end } of parts)
    if (type === 'data')
      addAll(patches, moved(await cleanValue(partOf(read, start, end), end - start, isNamed), start))
  return patches
}

/** The type and the language of the value precede it. */
const VALUE_HEAD_BYTES = 8

const COVERS = [
  ['\xff\xd8\xff', walkJpeg],
  ['\x89PNG\r\n\x1a\n', walkPng],
] as const

async function cleanValue(read: ReadPart, size: number, isNamed: boolean): Promise<Patch[]> {
  const all = spaces(VALUE_HEAD_BYTES, size - VALUE_HEAD_BYTES)
  if (isNamed) return all
  if (size > MAX_PICTURE_BYTES)
    throw new PlaceRemains('form', 'A value is larger than any known cover picture.')
  const value = await read(VALUE_HEAD_BYTES, size - VALUE_HEAD_BYTES)
  const walk = COVERS.find(([start]) => value.toString('latin1', 0, start.length) === start)?.[1]
  if (walk === undefined)
    return saysPlace(value.toString('latin1', 0, MAX_TEXT_BYTES).replaceAll('\0', '')) ? all : []
  const cover = await walk(partOf(read, VALUE_HEAD_BYTES, size), size - VALUE_HEAD_BYTES)
  return moved(cover.patches, VALUE_HEAD_BYTES)
}

const MAX_NAMES = 10_000

function parseNames(keys: Buffer): string[] {
  const names: string[] = []
  for (let at = 8; at + 8 <= keys.byteLength && names.length < MAX_NAMES;) {
    const bytes = keys.readUInt32BE(at)
    if (bytes < 8) break
    names.push(keys.toString('latin1', at + 8, Math.min(at + bytes, keys.byteLength)))
    at += bytes
  }
  return names
}
