// The demo world, in Japanese.
import type { demo as english } from '../en/demo.ts'

export const demo: typeof english = {
  label: 'デモの世界',
  title: 'これはデモです。',
  text: '登場人物は架空で、データがこのコンピューターの外に出ることはありません。自由にお試しください。ボブとキャロルが返事をします。',
  end: 'デモを終了',
  ending: 'デモを終了しています…',
  endedTitle: 'デモを終了しました',
  endedText: 'デモのデータは、このコンピューターから消えました。このタブを閉じて、自分の蔵に戻ってください。',
}
