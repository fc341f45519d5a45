import { classes } from '@/ui/classes'
import { Part, Row } from './frame'

const SURFACES = ['bg-bg', 'bg-surface', 'bg-raised', 'bg-sunken', 'bg-hover', 'bg-selected', 'bg-accent', 'bg-accent-soft', 'bg-bubble-in', 'bg-bubble-out', 'bg-note', 'bg-note-strong', 'bg-info-soft', 'bg-ok-soft', 'bg-warn-soft', 'bg-danger-soft']
const INKS = ['text-text', 'text-text-2', 'text-text-3', 'text-accent-text', 'text-info', 'text-ok', 'text-warn', 'text-danger']

/** One line of each script that customers write in. */
const SCRIPTS = [
  ['en', 'Latin: the quick brown fox jumps over the lazy dog'],
  ['de', 'Latin: Falsches Üben von Xylophonmusik quält jeden größeren Zwerg'],
  ['vi', 'Latin: Con sói nâu nhảy qua con chó lười'],
  ['ru', 'Кириллица: съешь же ещё этих мягких французских булок'],
  ['el', 'Ελληνικά: ξεσκεπάζω την ψυχοφθόρα βδελυγμία'],
  ['ar', 'العربية: نص حكيم له سر قاطع وذو شأن عظيم'],
  ['he', 'עברית: דג סקרן שט בים מאוכזב ולפתע מצא חברה'],
  ['hi', 'देवनागरी: ऋषियों को सताने वाले दुष्ट राक्षसों के राजा'],
  ['zh', '中文：视野无限广，窗外有蓝天'],
  ['ja', '日本語：いろはにほへと散りぬるを'],
  ['ko', '한국어: 키스의 고유조건은 입술끼리 만나야 하고'],
] as const

export function Foundations() {
  return (
    <>
      <Part name="ground">
        <Row>
          {SURFACES.map((name) => (
            <span key={name} className="flex w-20 flex-col gap-1 text-2xs text-text-2" dir="ltr">
              <span className={classes('h-10 rounded-md border border-line', name)} />
              {name.slice(3)}
            </span>
          ))}
        </Row>
      </Part>
      <Part name="ink">
        <ul dir="ltr" className="flex flex-col gap-1 text-sm">
          {INKS.map((name) => (
            <li key={name} className={name}>
              {name.slice(5)}: 0123456789 readable at arm’s length
            </li>
          ))}
        </ul>
      </Part>
      <Part name="type scale">
        <div dir="ltr" className="flex flex-col gap-1">
          <p className="text-xl font-semibold">xl: page titles</p>
          <p className="text-lg font-semibold">lg: section titles</p>
          <p className="text-base">base: what people wrote</p>
          <p className="text-sm">sm: everything else</p>
          <p className="text-xs text-text-2">xs: beside it</p>
          <p className="text-2xs text-text-3">2xs: times and marks</p>
          <p className="font-mono text-sm">mono: +49 151 23456789</p>
        </div>
      </Part>
      <Part name="scripts">
        <ul className="flex flex-col gap-1 text-base">
          {SCRIPTS.map(([language, text]) => (
            <li key={text} lang={language} dir="auto" className="truncate-own">
              {text}
            </li>
          ))}
        </ul>
      </Part>
      <Part name="radius and elevation">
        <Row>
          {['rounded-sm', 'rounded-md', 'rounded-lg', 'rounded-xl'].map((name) => (
            <span key={name} className={classes('flex h-14 w-24 items-center justify-center border border-line-strong bg-surface text-2xs text-text-2', name)}>
              {name.slice(8)}
            </span>
          ))}
          <span className="flex h-14 w-24 items-center justify-center rounded-md border border-line bg-raised text-2xs text-text-2 shadow-1">shadow 1</span>
          <span className="flex h-14 w-24 items-center justify-center rounded-md border border-line bg-raised text-2xs text-text-2 shadow-2">shadow 2</span>
        </Row>
      </Part>
    </>
  )
}
