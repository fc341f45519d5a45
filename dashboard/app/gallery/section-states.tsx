import { CloudOff, Inbox, SearchX, WifiOff } from 'lucide-react'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ContactCard } from '@/ui/contact-card'
import { Notice } from '@/ui/notice'
import { BubbleSkeleton, RowSkeleton, Skeleton } from '@/ui/skeleton'
import { Part } from './frame'
import { useSamples } from './samples'

export function States() {
  const samples = useSamples()
  return (
    <>
      <Part name="empty">
        <Notice icon={<Inbox />} title={samples.emptyTitle}>
          {samples.emptyText}
        </Notice>
      </Part>
      <Part name="nothing found">
        <Notice icon={<SearchX />} title={samples.noneTitle} action={<Button>{samples.clear}</Button>}>
          {samples.noneText}
        </Notice>
      </Part>
      <Part name="failed">
        <Notice tone="danger" icon={<CloudOff />} title={samples.errorTitle} action={<Button>{samples.again}</Button>}>
          {samples.errorText}
        </Notice>
      </Part>
      <Part name="offline">
        <Notice tone="warn" icon={<WifiOff />} title={samples.offlineTitle}>
          {samples.offlineText}
        </Notice>
      </Part>
      <Part name="skeletons">
        <div className="rounded-xl border border-line bg-surface">
          {[0, 1, 2].map((row) => (
            <RowSkeleton key={row} />
          ))}
        </div>
        <div className="flex flex-col gap-2">
          <BubbleSkeleton side="in" />
          <BubbleSkeleton side="out" />
        </div>
        <Skeleton className="h-3 w-2/3" />
      </Part>
      <Part name="contact card">
        <ContactCard
          name={samples.customer}
          initials="AO"
          hue={120}
          detail="+233 24 123 4567"
          marks={
            <>
              <Badge tone="accent">{samples.regular}</Badge>
              <Badge>{samples.wholesale}</Badge>
            </>
          }
          facts={[
            { label: samples.lastWrote, value: samples.minutesAgo },
            { label: samples.language, value: samples.languageName },
            { label: samples.assignee, value: samples.teammate },
          ]}
          actions={
            <>
              <Button look="primary">{samples.resolve}</Button>
              <Button>{samples.template}</Button>
            </>
          }
        />
      </Part>
    </>
  )
}
