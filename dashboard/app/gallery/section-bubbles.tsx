import { Phone, UserRoundCheck } from 'lucide-react'
import { MessageFailure } from '@/ui/message/failure'
import { Gone } from '@/ui/message/gone'
import { MessageText } from '@/ui/message/message-text'
import { Quote } from '@/ui/message/quote'
import { Reactions } from '@/ui/message/reactions'
import { SystemLine } from '@/ui/message/system-line'
import { Part } from './frame'
import { Said } from './said'
import { useSamples } from './samples'

const nothing = () => undefined

export function Bubbles() {
  const samples = useSamples()
  const reactions = <Reactions reactions={[{ emoji: '❤️', count: 2, label: samples.reactionLabel }, { emoji: '👍', count: 1, label: samples.customer }]} />
  return (
    <>
      <Part name="text, both directions of script, link, marks, quote, reactions">
        <div className="flex flex-col gap-1">
          <Said side="in" first>
            <MessageText text={samples.question} />
          </Said>
          <Said side="in">
            <MessageText text={samples.other} />
          </Said>
          <Said side="out" first tick="read" quote={<Quote author={samples.customer} side="in" text={samples.question} go={{ label: samples.goQuoted, run: nothing }} />}>
            <MessageText text={samples.answer} />
          </Said>
          <Said side="in" first quote={<Quote author={samples.you} side="out" text={samples.answer} />} reactions={reactions}>
            <MessageText text={samples.short} />
          </Said>
          <Said side="in" first bare>
            <MessageText text="🥐🎉" />
          </Said>
        </div>
      </Part>
      <Part name="private note, bot, edited, reaction to what isn’t loaded">
        <div className="flex flex-col gap-1">
          <Said side="out" first bot author={samples.bot} tick="delivered">
            <MessageText text={samples.botText} />
          </Said>
          <Said side="note" first>
            <MessageText text={samples.noteText} />
          </Said>
          <Said side="in" first edited>
            <MessageText text={samples.editedText} />
          </Said>
          <Said side="in">
            <span className="text-text-2">{samples.reactedTo}</span> 😍
          </Said>
        </div>
      </Part>
      <Part name="every tick, failed">
        <div className="flex flex-col gap-1">
          {(['queued', 'unknown', 'sent', 'delivered', 'read', 'played'] as const).map((tick, index) => (
            <Said key={tick} side="out" first={index === 0} tick={tick}>
              {samples.short}
            </Said>
          ))}
          <Said
            side="out"
            tick="failed"
            failure={
              <MessageFailure
                reason={samples.failedReason}
                actions={[
                  { label: samples.retry, run: nothing },
                  { label: samples.template, run: nothing },
                ]}
              />
            }
          >
            {samples.failedText}
          </Said>
          <Said side="out" tick="failed" failure={<MessageFailure reason={samples.failedOften} actions={[]} />}>
            {samples.failedText}
          </Said>
        </div>
      </Part>
      <Part name="system, revoked, unsupported">
        <div className="flex flex-col gap-1.5">
          <SystemLine icon={<Phone aria-hidden />}>{samples.system}</SystemLine>
          <SystemLine icon={<UserRoundCheck aria-hidden />}>{samples.assigned}</SystemLine>
          <Said side="in" first>
            <Gone kind="revoked" text={samples.revoked} />
          </Said>
          <Said side="in">
            <Gone kind="unsupported" text={samples.unsupported} />
          </Said>
        </div>
      </Part>
    </>
  )
}
