import { MessageSquareQuote, Paperclip, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { Composer, type ComposerMode } from '@/ui/composer'
import { IconButton } from '@/ui/icon-button'
import { notify } from '@/ui/toast'
import { useComposerWords } from '@/words/ui-words'
import { cake } from './drawings'
import { Part } from './frame'
import { useSamples } from './samples'

const LENGTH_MAX = 4096
const SHORT_MAX = 100

type Props = { start: string; mode?: ComposerMode; lengthMax?: number; attached?: boolean; closed?: boolean; busy?: boolean; sendKey?: 'enter' | 'mod-enter' }

export function Composers() {
  const samples = useSamples()
  return (
    <>
      <Part name="reply, empty; Enter sends">
        <Trial start="" />
      </Part>
      <Part name="private note">
        <Trial start={samples.noteText} mode="note" />
      </Part>
      <Part name="attachment; Ctrl+Enter sends">
        <Trial start={samples.draft} attached sendKey="mod-enter" />
      </Part>
      <Part name="near the limit">
        <Trial start={samples.draft.slice(0, 88)} lengthMax={SHORT_MAX} />
      </Part>
      <Part name="over the limit">
        <Trial start={`${samples.draft} ${samples.draft}`} lengthMax={SHORT_MAX} />
      </Part>
      <Part name="on its way">
        <Trial start={samples.short} busy />
      </Part>
      <Part name="closed: only a template may be sent">
        <Trial start={samples.draft} closed />
      </Part>
    </>
  )
}

function Trial({ start, mode: first = 'reply', lengthMax = LENGTH_MAX, attached = false, closed = false, busy = false, sendKey = 'enter' }: Props) {
  const samples = useSamples()
  const words = useComposerWords()
  const [mode, setMode] = useState<ComposerMode>(first)
  const [text, setText] = useState(start)
  const [file, setFile] = useState(attached)
  return (
    <Composer
      mode={mode}
      onMode={setMode}
      value={text}
      onChange={setText}
      onSend={() => {
        notify({ title: mode === 'note' ? words.note : words.reply, text })
        setText('')
      }}
      words={words}
      lengthMax={lengthMax}
      sendKey={sendKey}
      sendKeyShown={sendKey === 'enter' ? 'Enter' : 'Ctrl+Enter'}
      busy={busy}
      closed={
        closed && (
          <div className="flex flex-col items-start gap-2">
            <p className="text-sm text-text-2">{samples.closedText}</p>
            <Button look="primary">{samples.chooseTemplate}</Button>
          </div>
        )
      }
      attachments={
        file && (
          <span className="relative inline-flex">
            <img src={cake} alt={samples.attachment} className="h-16 w-20 rounded-md border border-line object-cover" />
            <button
              type="button"
              aria-label={samples.remove}
              onClick={() => setFile(false)}
              className="absolute end-1 top-1 inline-flex size-6 items-center justify-center rounded-full bg-surface text-text shadow-1"
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </span>
        )
      }
      tools={
        <>
          <IconButton label={samples.attach} keys="Ctrl+Alt+A">
            <Paperclip />
          </IconButton>
          <IconButton label={samples.canned} keys="/">
            <MessageSquareQuote />
          </IconButton>
        </>
      }
    />
  )
}
