// What is said when the engine cannot be reached, in Japanese.
import type { connection as english } from '../en/connection.ts'

export const connection: typeof english = {
  connecting: '蔵を開いています…',
  lost: 'エンジンが応えません。表示は少し前のものです。戻りしだい、つながります。',
  lostShort: 'エンジンを待っています…',
  back: 'またつながりました。',
  refusedTitle: 'このブラウザーは、まだこの蔵を知りません',
  refusedText:
    'Fumikuraが起動時に表示したアドレスを開いてください。終わりに付いている合言葉で、このブラウザーは一度だけの手続きで入れるようになります。',
  refusedCommand: 'ターミナルで：',
  revokedText: '以前入れた場合は、セッションが終了されたか、このアドレスで別の蔵が応えています。',
}
