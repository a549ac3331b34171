// How a letter is given, where that stands out: on its row, at its head, and where it is chosen.
export const policy = {
  urgent: 'Urgent',
  urgentHint: 'Shown as urgent to the people it is for.',
}
