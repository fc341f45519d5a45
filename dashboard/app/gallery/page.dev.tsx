'use client'

// Every primitive in its states, for people and for screenshots. Theme, density and direction follow the preferences.

import { CloudOff, Inbox, Search, Settings, Trash2 } from 'lucide-react'
import { useState, useSyncExternalStore, type ReactNode } from 'react'
import { STATUSES } from '@/api/types'
import { Avatar } from '@/ui/avatar'
import { Badge, Count } from '@/ui/badge'
import { Bubble } from '@/ui/bubble'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { IconButton } from '@/ui/icon-button'
import { Keys } from '@/ui/keys'
import { Logo } from '@/ui/logo'
import { Menu, MenuChoice, MenuItem, MenuLine } from '@/ui/menu'
import { Notice } from '@/ui/notice'
import { Popover } from '@/ui/popover'
import { Select } from '@/ui/select'
import { Skeleton } from '@/ui/skeleton'
import { Tick } from '@/ui/tick'
import { Toggle } from '@/ui/toggle'

const LOOKS = ['primary', 'secondary', 'quiet', 'danger'] as const
const TONES = ['neutral', 'accent', 'info', 'ok', 'warn', 'danger'] as const
const SURFACES = ['bg-bg', 'bg-surface', 'bg-raised', 'bg-sunken', 'bg-accent', 'bg-accent-soft', 'bg-bubble-in', 'bg-bubble-out', 'bg-note', 'bg-info-soft', 'bg-ok-soft', 'bg-warn-soft', 'bg-danger-soft']

const never = () => () => undefined

export default function GalleryPage() {
  // Not in the exported HTML: hidden inputs of switches and selects carry inline styles, which the content security policy
  // refuses in markup and allows in scripts. Pages of the product are rendered after sign-in, so they have no such markup.
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  if (!inBrowser) return null
  return (
    <main className="grid h-dvh grid-cols-1 content-start gap-4 overflow-y-auto p-6 lg:grid-cols-2">
      <h1 className="flex items-center gap-3 text-xl font-semibold lg:col-span-2">
        <Logo className="size-8 text-accent" />
        Gallery
      </h1>
      <Colours />
      <Buttons />
      <Fields />
      <Choices />
      <Marks />
      <Bubbles />
      <Floating />
      <States />
    </main>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4">
      <h2 className="text-xs font-medium text-text-3">{title}</h2>
      {children}
    </section>
  )
}

const Row = ({ children }: { children: ReactNode }) => <div className="flex flex-wrap items-center gap-2">{children}</div>

function Colours() {
  return (
    <Section title="Colour and type">
      <Row>
        {SURFACES.map((name) => (
          <span key={name} title={name} className={`size-10 rounded-md border border-line ${name}`} />
        ))}
      </Row>
      <p className="text-xl">Extra large: the quick brown fox</p>
      <p className="text-lg">Large: Falsches Üben von Xylophonmusik</p>
      <p className="text-base">Base: نص حكيم له سر قاطع وذو شأن عظيم</p>
      <p className="text-sm text-text-2">Small, second: דג סקרן שט בים מאוכזב</p>
      <p className="text-xs text-text-3">Extra small, third: 0123456789</p>
    </Section>
  )
}

function Buttons() {
  return (
    <Section title="Buttons">
      {(['small', 'medium', 'large'] as const).map((size) => (
        <Row key={size}>
          {LOOKS.map((look) => (
            <Button key={look} look={look} size={size}>
              {look}
            </Button>
          ))}
        </Row>
      ))}
      <Row>
        <Button look="primary" busy>
          Sending
        </Button>
        <Button disabled>Disabled</Button>
        <IconButton label="Search" keys="Ctrl+K">
          <Search />
        </IconButton>
        <IconButton label="Delete" look="danger">
          <Trash2 />
        </IconButton>
      </Row>
    </Section>
  )
}

function Fields() {
  return (
    <Section title="Fields">
      <Field label="Name" placeholder="As your team sees it" hint="A hint says what is wanted." />
      <Field label="Email" defaultValue="not an address" error="Enter an email address, such as name@example.org." />
      <Field label="Disabled" disabled defaultValue="Can't be changed" />
    </Section>
  )
}

function Choices() {
  const [status, setStatus] = useState<'any' | 'sent' | 'failed'>('any')
  const [on, setOn] = useState(true)
  const choices = [
    { value: 'any', label: 'Any status' },
    { value: 'sent', label: 'Sent' },
    { value: 'failed', label: 'Failed' },
  ] as const
  return (
    <Section title="Choices">
      <Row>
        <Select label="Status" value={status} choices={choices} onChange={setStatus} active={status !== 'any'} />
        <Select label="Status, set" value="failed" choices={choices} onChange={() => undefined} active />
      </Row>
      <Toggle label="A switch" text="What it does when it is on." on={on} onChange={setOn} />
    </Section>
  )
}

function Marks() {
  return (
    <Section title="Marks">
      <Row>
        {TONES.map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
        <Count value={3} label="3 unread" />
        <Count value={120} label="120 unread" />
      </Row>
      <Row>
        {[...STATUSES, 'unknown' as const].map((state) => (
          <span key={state} className="inline-flex items-center gap-1 text-xs text-text-2">
            <Tick state={state} label={state} />
            {state}
          </span>
        ))}
      </Row>
      <Row>
        {Array.from({ length: 12 }, (_, step) => (
          <Avatar key={step} initials="AB" hue={step * 30} />
        ))}
        <Avatar square initials="AB" hue={160} />
        <Avatar size="small" initials="S" hue={60} />
        <Avatar size="large" initials="LG" hue={250} />
      </Row>
      <Row>
        <Keys keys="Ctrl+K" />
        <Keys keys="Alt+J" />
        <Keys keys="?" />
      </Row>
    </Section>
  )
}

function Bubbles() {
  const time = <time>12:03</time>
  return (
    <Section title="Bubbles">
      <div>
        <Bubble side="in" first author="Customer" footer={time}>
          Is the rye loaf back?
        </Bubble>
        <Bubble side="in" author="Customer" footer={time}>
          مرحبا، هل يمكنني طلب كعكة؟
        </Bubble>
        <Bubble
          side="out"
          first
          author="You"
          footer={
            <>
              {time}
              <Tick state="read" label="Read" />
            </>
          }
        >
          {'Yes, since Thursday.\nShall I keep one for you? A longer answer wraps after a while, so that lines stay easy to read on wide screens.'}
        </Bubble>
        <Bubble side="note" first author="Note of yours" footer={time}>
          Only the team sees this: regular customer, always friendly.
        </Bubble>
      </div>
    </Section>
  )
}

function Floating() {
  const [open, setOpen] = useState(false)
  const [theme, setTheme] = useState<'light' | 'dark'>('light')
  return (
    <Section title="What floats">
      <Row>
        <Menu trigger={<Button>Menu</Button>}>
          <MenuChoice label="Theme" value={theme} onChange={setTheme} choices={[{ value: 'light', label: 'Light' }, { value: 'dark', label: 'Dark' }]} />
          <MenuLine />
          <MenuItem icon={<Settings />} keys="Alt+S" onClick={() => undefined}>
            Settings
          </MenuItem>
        </Menu>
        <Popover label="Panel" className="w-64 p-4" trigger={<Button>Popover</Button>}>
          A panel beside its button.
        </Popover>
        <Button onClick={() => setOpen(true)}>Dialog</Button>
      </Row>
      <Dialog title="A dialog" open={open} onOpenChange={setOpen}>
        <p className="px-5 pb-5 text-text-2">The focus stays inside, Esc closes.</p>
      </Dialog>
    </Section>
  )
}

function States() {
  return (
    <Section title="Empty, failed, loading">
      <div className="flex max-sm:flex-col">
        <Notice icon={<Inbox />} title="Nothing here yet">
          What will be here, and what brings it.
        </Notice>
        <Notice tone="danger" icon={<CloudOff />} title="That didn't work" action={<Button>Try again</Button>}>
          What happened, and how to go on.
        </Notice>
      </div>
      <Skeleton className="h-3 w-2/3" />
      <Skeleton className="h-3 w-1/2" />
    </Section>
  )
}
