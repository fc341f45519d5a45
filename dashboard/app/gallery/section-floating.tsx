import { Settings } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/ui/button'
import { ContactCard } from '@/ui/contact-card'
import { Dialog } from '@/ui/dialog'
import { Drawer } from '@/ui/drawer'
import { Menu, MenuChoice, MenuItem, MenuLine } from '@/ui/menu'
import { Popover } from '@/ui/popover'
import { Tabs } from '@/ui/tabs'
import { notify } from '@/ui/toast'
import { Part, Row } from './frame'
import { useSamples } from './samples'

export function Floating() {
  return (
    <>
      <Part name="menu, popover">
        <Menus />
      </Part>
      <Part name="dialog, drawer">
        <Sheets />
      </Part>
      <Part name="toast">
        <ToastButtons />
      </Part>
      <Part name="tabs">
        <Lists />
      </Part>
    </>
  )
}

function Menus() {
  const samples = useSamples()
  const [theme, setTheme] = useState<'light' | 'dark'>('light')
  return (
    <Row>
      <Menu trigger={<Button>{samples.menu}</Button>}>
        <MenuChoice
          label={samples.theme}
          value={theme}
          onChange={setTheme}
          choices={[
            { value: 'light', label: samples.light },
            { value: 'dark', label: samples.dark },
          ]}
        />
        <MenuLine />
        <MenuItem icon={<Settings />} keys="Alt+S" onClick={() => undefined}>
          {samples.settings}
        </MenuItem>
      </Menu>
      <Popover label={samples.popover} className="w-64 p-4" trigger={<Button>{samples.popover}</Button>}>
        {samples.popoverText}
      </Popover>
    </Row>
  )
}

function Sheets() {
  const samples = useSamples()
  const t = useTranslations('ui')
  const [open, setOpen] = useState<'dialog' | 'end' | 'bottom' | null>(null)
  const close = () => setOpen(null)
  const card = <ContactCard name={samples.customer} initials="AO" hue={120} detail="+233 24 123 4567" facts={[{ label: samples.lastWrote, value: samples.minutesAgo }]} />
  return (
    <Row>
      <Button onClick={() => setOpen('dialog')}>{samples.dialog}</Button>
      <Button onClick={() => setOpen('end')}>{samples.drawer}</Button>
      <Button onClick={() => setOpen('bottom')}>{samples.drawerBottom}</Button>
      <Dialog title={samples.dialogTitle} open={open === 'dialog'} onOpenChange={close}>
        <p className="px-5 pb-4 text-text-2">{samples.dialogText}</p>
        <footer className="flex justify-end gap-2 border-t border-line px-5 py-3">
          <Button look="quiet" onClick={close}>
            {samples.cancel}
          </Button>
          <Button look="primary" onClick={close}>
            {samples.resolve}
          </Button>
        </footer>
      </Dialog>
      <Drawer title={samples.drawerTitle} open={open === 'end'} onOpenChange={close} close={t('close')} footer={<Button onClick={close}>{samples.cancel}</Button>}>
        {card}
      </Drawer>
      <Drawer title={samples.drawerTitle} side="bottom" open={open === 'bottom'} onOpenChange={close} close={t('close')}>
        {card}
      </Drawer>
    </Row>
  )
}

function ToastButtons() {
  const samples = useSamples()
  return (
    <Row>
      <Button onClick={() => notify({ tone: 'ok', title: samples.toastTitle, text: samples.toastText, action: { label: samples.undo, run: () => notify({ title: samples.tabOpen }) } })}>{samples.toast}</Button>
      <Button onClick={() => notify({ tone: 'danger', title: samples.toastFailureTitle, text: samples.toastFailureText })}>{samples.toastFailure}</Button>
    </Row>
  )
}

function Lists() {
  const samples = useSamples()
  const [tab, setTab] = useState<'open' | 'mine' | 'done' | 'none'>('open')
  return (
    <Tabs
      label={samples.tabs}
      value={tab}
      onChange={setTab}
      tabs={[
        { value: 'open', label: samples.tabOpen, count: { value: 12, label: samples.waiting(12) }, panel: samples.tabOpenText },
        { value: 'mine', label: samples.tabMine, panel: samples.tabMineText },
        { value: 'none', label: samples.disabled, disabled: true, panel: null },
        { value: 'done', label: samples.tabDone, panel: samples.emptyText },
      ]}
    />
  )
}
