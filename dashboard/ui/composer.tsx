import { Lock, MessageCircle, SendHorizontal } from 'lucide-react'
import { useId, type KeyboardEvent, type ReactNode, type Ref } from 'react'
import { Button } from './button'
import { classes } from './classes'
import { Keys } from './keys'

export type ComposerMode = 'reply' | 'note'

export type ComposerWords = {
  reply: string
  note: string
  /** Said in the empty field. */
  replyPlaceholder: string
  notePlaceholder: string
  send: string
  saveNote: string
  /** How many characters are left, or how many are too many. */
  left: (count: number) => string
  over: (count: number) => string
}

type Props = {
  mode: ComposerMode
  onMode: (mode: ComposerMode) => void
  value: string
  onChange: (value: string) => void
  onSend: () => void
  words: ComposerWords
  /** As many characters as the provider takes. */
  lengthMax: number
  /** Enter sends, or it makes a new line and Ctrl or Cmd with it sends. */
  sendKey?: 'enter' | 'mod-enter'
  /** How the sending key is shown. */
  sendKeyShown?: string
  busy?: boolean
  /** What will be sent along, above the text; a message may be that alone. */
  attachments?: ReactNode
  /** Buttons at the lower start: attach, canned replies, emoji. */
  tools?: ReactNode
  /** Stands in place of the reply when none may be written, such as the choice of a template. The draft is kept. */
  closed?: ReactNode
  ref?: Ref<HTMLTextAreaElement>
}

/** From this part of the limit on, what is left is shown. */
const SHOW_LEFT_FROM = 0.8

/** Where an answer is written. A note for the team looks different all over: yellow, dashed, with a lock, and its button says so. */
export function Composer(props: Props) {
  const { mode, value, onSend, words, lengthMax, sendKey = 'enter', busy = false, attachments, tools, closed, ref } = props
  const id = useId()
  const note = mode === 'note'
  const left = lengthMax - [...value].length
  const ready = (value.trim() !== '' || Boolean(attachments)) && left >= 0 && !busy
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.shiftKey || event.altKey) return
    if (sendKey === 'mod-enter' && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    if (ready) onSend()
  }
  const barred = !note && Boolean(closed)
  return (
    <div
      className={classes(
        'flex flex-col rounded-xl border shadow-1 has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-focus',
        note ? 'border-dashed border-note-line bg-note' : 'border-line-strong bg-surface',
      )}
    >
      <ModeSwitch {...props} />
      {barred ? (
        <div className="px-3 pb-3">{closed}</div>
      ) : (
        <>
          {attachments && <div className="flex gap-2 overflow-x-auto px-3 pt-1 pb-2">{attachments}</div>}
          <Growing id={id} fieldRef={ref} {...props} onKeyDown={press} over={left < 0} />
          <div className="flex items-center gap-1 px-2 pb-2">
            {tools}
            <span className="flex-1" />
            <span id={`${id}-left`} role="status" className={classes('px-1 text-xs tabular-nums', left < 0 ? 'font-medium text-danger' : note ? 'text-note-text' : 'text-text-2')}>
              {left < 0 ? words.over(-left) : left <= lengthMax * (1 - SHOW_LEFT_FROM) ? words.left(left) : ''}
            </span>
            <SendButton {...props} ready={ready} />
          </div>
        </>
      )}
    </div>
  )
}

function ModeSwitch({ mode, onMode, words }: Props) {
  return (
    <div role="group" className="flex gap-1 px-2 pt-2 pb-1">
      {(['reply', 'note'] as const).map((one) => {
        const Icon = one === 'note' ? Lock : MessageCircle
        return (
          <button
            key={one}
            type="button"
            aria-pressed={mode === one}
            onClick={() => onMode(one)}
            className={classes(
              'inline-flex h-7 items-center gap-1.5 rounded-sm px-2 text-xs font-medium transition-colors',
              mode !== one ? (mode === 'note' ? 'text-note-text hover:bg-hover' : 'text-text-2 hover:bg-hover') : one === 'note' ? 'bg-note-strong text-note-text' : 'bg-hover text-text',
            )}
          >
            <Icon aria-hidden className="size-3.5" />
            {words[one]}
          </button>
        )
      })}
    </div>
  )
}

type GrowingProps = Props & { id: string; fieldRef?: Ref<HTMLTextAreaElement>; over: boolean; onKeyDown: (event: KeyboardEvent) => void }

/** As high as its text, up to a third of the screen: a copy of the text behind it gives the height. */
function Growing({ id, fieldRef, mode, value, onChange, words, over, onKeyDown }: GrowingProps) {
  const shape = 'col-start-1 row-start-1 px-3 py-1.5 text-base wrap-anywhere whitespace-pre-wrap pointer-coarse:text-lg'
  return (
    <div className="grid max-h-[34dvh] min-h-16 overflow-y-auto">
      <div aria-hidden dir="auto" className={classes(shape, 'invisible')}>
        {`${value}\u200b`}
      </div>
      <textarea
        ref={fieldRef}
        dir="auto"
        rows={1}
        value={value}
        aria-label={mode === 'note' ? words.notePlaceholder : words.replyPlaceholder}
        placeholder={mode === 'note' ? words.notePlaceholder : words.replyPlaceholder}
        aria-describedby={`${id}-left`}
        aria-invalid={over || undefined}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        className={classes(shape, 'resize-none overflow-hidden bg-transparent outline-none', mode === 'note' ? 'text-note-text placeholder:text-note-text/80' : 'placeholder:text-text-3')}
      />
    </div>
  )
}

function SendButton({ mode, onSend, words, busy, sendKeyShown, ready }: Props & { ready: boolean }) {
  const note = mode === 'note'
  const Icon = note ? Lock : SendHorizontal
  return (
    <Button look={note ? 'note' : 'primary'} disabled={!ready && !busy} busy={busy} onClick={onSend}>
      <Icon aria-hidden className={classes('size-4', !note && 'rtl:-scale-x-100')} />
      {note ? words.saveNote : words.send}
      {sendKeyShown && (
        <span aria-hidden className={classes('max-md:hidden', note && '[&_kbd]:border-note-line [&_kbd]:bg-transparent [&_kbd]:text-note-text')}>
          <Keys keys={sendKeyShown} inverted={!note} />
        </span>
      )}
    </Button>
  )
}
