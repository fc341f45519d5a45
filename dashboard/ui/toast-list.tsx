import { Toast } from '@base-ui/react/toast'
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { useEffect } from 'react'
import { buttonClasses } from './button'
import { classes } from './classes'
import { receive, type ToastMessage } from './toast'

const SHOWN_MAX = 3
const SHOWN_MS = 6_000
/** There is something to read and to decide. */
const SHOWN_WITH_ACTION_MS = 12_000

const ICONS = { calm: Info, ok: CircleCheck, danger: CircleAlert }
const COLOURS = { calm: 'text-text-3', ok: 'text-ok', danger: 'text-danger' }

const manager = Toast.createToastManager<{ tone: 'calm' | 'ok' | 'danger' }>()

function show({ title, text, tone = 'calm', action }: ToastMessage): void {
  const id = manager.add({
    title,
    description: text,
    data: { tone },
    timeout: tone === 'danger' ? 0 : action ? SHOWN_WITH_ACTION_MS : SHOWN_MS,
    actionProps: action && {
      children: action.label,
      onClick: () => {
        manager.close(id)
        action.run()
      },
    },
  })
}

/** The real region behind toast.tsx. */
export function ToastList({ label, close }: { label: string; close: string }) {
  useEffect(() => receive(show), [])
  return (
    <Toast.Provider toastManager={manager} limit={SHOWN_MAX}>
      <Toast.Portal>
        <Toast.Viewport aria-label={label} className="fixed end-4 bottom-[calc(1rem+env(safe-area-inset-bottom))] z-50 flex w-[min(24rem,calc(100vw-2rem))] flex-col-reverse gap-2 rounded-lg outline-offset-4">
          <Shown close={close} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Shown({ close }: { close: string }) {
  const { toasts } = Toast.useToastManager<{ tone: 'calm' | 'ok' | 'danger' }>()
  return toasts.map((toast) => {
    const tone = toast.data?.tone ?? 'calm'
    const Icon = ICONS[tone]
    return (
      <Toast.Root
        key={toast.id}
        toast={toast}
        className={classes(
          'rounded-lg border bg-raised text-text shadow-2 transition-[opacity,translate] duration-150 [transform:translateX(var(--toast-swipe-movement-x))] data-[limited]:hidden',
          'data-[ending-style]:opacity-0 data-[starting-style]:translate-y-2 data-[starting-style]:opacity-0',
          tone === 'danger' ? 'border-danger' : 'border-line-strong',
        )}
      >
        <Toast.Content className="flex items-start gap-2.5 py-2.5 ps-3 pe-2">
          <Icon aria-hidden className={classes('mt-0.5 size-4.5 shrink-0', COLOURS[tone])} />
          <div className="min-w-0 flex-1 py-px">
            <Toast.Title className="font-medium" />
            <Toast.Description className="text-text-2" />
            <Toast.Action className={classes(buttonClasses('secondary', 'small'), 'mt-2 empty:hidden')} />
          </div>
          <Toast.Close aria-label={close} className={classes(buttonClasses('quiet', 'small'), 'px-1.5!')}>
            <X aria-hidden className="size-4" />
          </Toast.Close>
        </Toast.Content>
      </Toast.Root>
    )
  })
}
