// What is asked before something is done with the pictures that were chosen.
import type { ListedFile } from '../../core/contract/index.ts'

export interface SelectionDialog {
  kind: 'file' | 'share' | 'delete'
  files: readonly ListedFile[]
}
