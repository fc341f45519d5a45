import { Mic, Music, Pause, Play } from 'lucide-react'
import { useRef, useState } from 'react'
import { classes } from '../classes'
import { MediaMissing, type Media } from './media-state'

type Props = {
  media: Media
  /** Spoken into the phone, or a file of sound. */
  voice?: boolean
  /** How long it is, as far as it is known before it is played. */
  seconds?: number
  words: { play: string; pause: string; position: string }
}

/** `1:05`, the same in every language. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** A voice message or a piece of sound, with a place to listen from. Players run from left to right in every language. */
export function Sound({ media, voice = false, seconds = 0, words }: Props) {
  const audio = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [length, setLength] = useState(seconds)
  if (media.state !== 'ready') return <MediaMissing media={media} className="w-60" />
  const Kind = voice ? Mic : Music
  const Icon = playing ? Pause : Play
  const toggle = () => {
    const element = audio.current
    if (!element) return
    if (playing) element.pause()
    // Refused when the browser can't play it: the button then simply stays "play".
    else void element.play().catch(() => setPlaying(false))
  }
  return (
    <span dir="ltr" className="flex w-64 max-w-full items-center gap-2.5 py-1">
      <audio
        ref={audio}
        src={media.url}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onLoadedMetadata={({ currentTarget: { duration } }) => Number.isFinite(duration) && setLength(duration)}
      />
      <button type="button" aria-label={playing ? words.pause : words.play} onClick={toggle} className="inline-flex size-9 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent transition-colors hover:bg-accent-hover">
        <Icon aria-hidden className={classes('size-4 fill-current', !playing && 'ms-0.5')} />
      </button>
      <input
        type="range"
        min={0}
        max={Math.max(1, length)}
        step={0.1}
        value={at}
        aria-label={words.position}
        aria-valuetext={clock(at)}
        onChange={(event) => {
          const to = Number(event.target.value)
          setAt(to)
          if (audio.current) audio.current.currentTime = to
        }}
        className="h-5 min-w-0 flex-1 accent-accent"
      />
      <span className="flex shrink-0 items-center gap-1 text-xs text-text-2 tabular-nums">
        <Kind aria-hidden className="size-3.5" />
        {clock(playing || at > 0 ? at : length)}
      </span>
    </span>
  )
}
