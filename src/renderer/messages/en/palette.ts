// The command palette, in English.
export const palette = {
  title: 'Go anywhere, do anything',
  placeholder: 'A place, a person, something to do…',
  nothing: 'Nothing fits that.',
  writeTo: (name: string) => `Write to ${name}`,
  showPerson: (name: string) => `${name} in People`,
  newNote: 'Write a note',
  newPublic: 'Write a public post',
  newGroup: 'Make a group',
  files: (view: string) => `Files: ${view}`,
  myPosts: 'What I have published',
  whomIFollow: 'Whom I follow',
  searchFor: (query: string) => `Search letters for “${query}”`,
  results: (count: number) => (count === 1 ? '1 result' : `${count} results`),
  theme: { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
  language: { en: 'Language: English', ja: '言語：日本語' },
}
