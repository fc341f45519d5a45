'use client'

// Every action of the dashboard is a command: the palette lists it, the sheet of keys names it, and its keys run it.

import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import { isMac, isWriting, matches } from '@/lib/combo'
import { boundKeys } from './keys'
import { preferences } from './preferences'
import { Registry, type Command } from './registry'

const RegistryContext = createContext<Registry | null>(null)

export function CommandsProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new Registry())
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const kept = preferences.get()
      const idle = !isWriting(event) && !document.querySelector('[role=dialog],[role=menu],[role=listbox]')
      const command = registry.current().find(({ id }) => {
        const { keys, single } = boundKeys(id, kept)
        return (keys && matches(keys, event, isMac())) || (single && idle && matches(single, event, isMac()))
      })
      if (!command) return
      event.preventDefault()
      command.run()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [registry])
  return <RegistryContext value={registry}>{children}</RegistryContext>
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
  useEffect(() => {
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
