// The safety number as people read it to each other: twelve groups of five digits.
const GROUP_DIGITS = 5

export function toGroups(safetyNumber: string): string[] {
  return safetyNumber.replace(/\D/g, '').match(new RegExp(`\\d{1,${GROUP_DIGITS}}`, 'g')) ?? []
}
