import { useState } from 'react'
import { useLocale } from 'use-intl'
import { Combobox } from '@/ui/combobox'
import type { DayRange } from '@/ui/calendar-days'
import { DateRange } from '@/ui/date-range'
import { Field } from '@/ui/field'
import { Select } from '@/ui/select'
import { Toggle } from '@/ui/toggle'
import { useComboboxWords, useDateRangeWords } from '@/words/ui-words'
import { Part, Row } from './frame'
import { useSamples } from './samples'

export function Fields() {
  const samples = useSamples()
  return (
    <>
      <Part name="field">
        <Field label={samples.name} placeholder={samples.customer} hint={samples.nameHint} />
        <Field label={samples.email} defaultValue={samples.notAnAddress} error={samples.emailError} />
        <Field label={samples.disabled} disabled defaultValue={samples.disabledValue} />
      </Part>
      <Part name="select">
        <Selects />
      </Part>
      <Part name="combobox">
        <Comboboxes />
      </Part>
      <Part name="date range">
        <DateRanges />
      </Part>
      <Part name="switch">
        <Toggles />
      </Part>
    </>
  )
}

function Selects() {
  const samples = useSamples()
  const [status, setStatus] = useState<'any' | 'sent' | 'failed'>('any')
  const choices = [
    { value: 'any', label: samples.anyStatus },
    { value: 'sent', label: samples.sent },
    { value: 'failed', label: samples.failed },
  ] as const
  return (
    <Row>
      <Select label={samples.status} value={status} choices={choices} onChange={setStatus} active={status !== 'any'} />
      <Select label={`${samples.status}, ${samples.failed}`} value="failed" choices={choices} onChange={() => undefined} active />
    </Row>
  )
}

function Comboboxes() {
  const samples = useSamples()
  const words = useComboboxWords()
  const [who, setWho] = useState<string | null>(null)
  const choices = samples.names.map((name, index) => ({ value: String(index), label: name, detail: index ? samples.agent : samples.owner }))
  return (
    <Row>
      <Combobox label={samples.assignee} value={who} choices={choices} onChange={setWho} placeholder={samples.nobody} words={words} active={who !== null} className="w-48" />
      <Combobox label={`${samples.assignee}, ${samples.disabled}`} value="1" choices={choices} onChange={() => undefined} placeholder={samples.nobody} words={words} disabled className="w-48" />
    </Row>
  )
}

function DateRanges() {
  const samples = useSamples()
  const words = useDateRangeWords()
  const locale = useLocale()
  const [range, setRange] = useState<DayRange>({ from: null, to: null })
  return (
    <Row>
      <DateRange label={samples.dates} {...range} onChange={setRange} zone="Europe/Berlin" locale={locale} words={words} />
      <DateRange label={`${samples.dates}, 2026`} from="2026-11-03" to="2026-11-19" onChange={() => undefined} zone="Asia/Kolkata" locale={locale} words={words} />
    </Row>
  )
}

function Toggles() {
  const samples = useSamples()
  const [on, setOn] = useState(true)
  const [quiet, setQuiet] = useState(false)
  return (
    <>
      <Toggle label={samples.sound} text={samples.soundText} on={on} onChange={setOn} />
      <Toggle label={samples.quiet} on={quiet} onChange={setQuiet} />
    </>
  )
}
