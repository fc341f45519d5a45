'use client'

// Every action of the dashboard is a command: the palette lists it, the sheet of keys names it, and its keys run it.

import { createContext, useContext, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import { isMac, isWriting } from '@/lib/combo'
import { means, repeats } from './keys'
import { preferences } from './preferences'
import { Registry, type Command } from './registry'

const RegistryContext = createContext<Registry | null>(null)

export function CommandsProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new Registry())
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // The keys belong to whoever composes a character of several keys.
      if (event.isComposing) return
      const where = { mac: isMac(), writing: isWriting(event), floating: isFloating(event) }
      const command = registry.current().find(({ id }) => means(id, event, where, preferences.get()))
      if (!command) return
      event.preventDefault()
      if (!event.repeat || repeats(command.id)) command.run()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [registry])
  return <RegistryContext value={registry}>{children}</RegistryContext>
}

/** Something is open that has keys of its own. A notice is only while the keyboard is in it: it is there for seconds, beside whatever one does. */
function isFloating({ target }: KeyboardEvent): boolean {
  const inNotice = target instanceof Element && target.closest('[role=dialog],[role=alertdialog]') !== null
  return inNotice || document.querySelector('[role=dialog]:not([aria-modal=false]),[role=menu],[role=listbox]') !== null
}

function useRegistry(): Registry {
  const registry = useContext(RegistryContext)
  if (!registry) throw new Error('CommandsProvider is missing')
  return registry
}

/** Offers these commands while the component is there. */
export function useCommands(commands: readonly Command[]): void {
  const registry = useRegistry()
  const latest = useRef(commands)
  // As soon as it is on the screen: a key may come before the passive effects.
  useLayoutEffect(() => {
    latest.current = commands
  })
  const labels = commands.map((command) => command.label).join('\n')
  useEffect(() => registry.add(() => latest.current), [registry])
  useEffect(() => registry.refresh(), [registry, labels])
}

const NONE: readonly Command[] = []

export function useAllCommands(): readonly Command[] {
  const registry = useRegistry()
  return useSyncExternalStore(registry.subscribe, registry.all, () => NONE)
}
