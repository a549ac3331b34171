// The used part of ical.js 2. Its own types do not compile: a subclass overrides an accessor by a
// property. tsconfig.json names this file in their place.
declare const ICAL: {
  /** Returns one jCal component, or a list of them. @throws on text that is no iCalendar */
  parse(text: string): unknown
  readonly Component: new (jCal: unknown[]) => ICAL.Component
}
declare namespace ICAL {
  interface Component {
    readonly name: string
    getFirstProperty(name: string): Property | null
    getAllProperties(name?: string): Property[]
    getAllSubcomponents(name?: string): Component[]
  }
  interface Property {
    readonly name: string
    /** Name, parameters, type and values. */
    readonly jCal: unknown
    getParameter(name: string): string | string[] | null | undefined
  }
}
export default ICAL
