import { Choices } from '@/ui/message/choices'
import { Chosen } from '@/ui/message/chosen'
import { Order } from '@/ui/message/order'
import { Quote } from '@/ui/message/quote'
import { Part } from './frame'
import { Said } from './said'
import { useSamples } from './samples'

export function ChoiceBubbles() {
  const samples = useSamples()
  const quote = <Quote author={samples.you} side="out" text={samples.interactiveText} />
  const sections = [
    { title: samples.loaves, rows: [{ title: samples.rye, detail: samples.baked }, { title: samples.spelt }] },
    { title: samples.rolls, rows: [{ title: samples.sesame }] },
  ]
  return (
    <>
      <Part name="buttons, list">
        <div className="flex flex-col gap-1">
          <Said side="out" first tick="read">
            <Choices
              header={samples.interactiveHeader}
              footer={samples.interactiveFooter}
              choices={[
                { kind: 'reply', label: samples.morning },
                { kind: 'reply', label: samples.noon },
                { kind: 'reply', label: samples.evening },
              ]}
            >
              {samples.interactiveText}
            </Choices>
          </Said>
          <Said side="out" first tick="delivered">
            <Choices choices={[{ kind: 'list', label: samples.listLabel, sections }]}>{samples.interactiveText}</Choices>
          </Said>
        </div>
      </Part>
      <Part name="link, form">
        <div className="flex flex-col gap-1">
          <Said side="out" first tick="sent">
            <Choices choices={[{ kind: 'link', label: samples.ctaLabel, target: 'https://example.org/track' }]}>{samples.botText}</Choices>
          </Said>
          <Said side="out" first tick="sent" bot author={samples.bot}>
            <Choices choices={[{ kind: 'flow', label: samples.flowLabel }]}>{samples.flowText}</Choices>
          </Said>
        </div>
      </Part>
      <Part name="what was chosen or filled in">
        <div className="flex flex-col gap-1">
          <Said side="in" first quote={quote}>
            <Chosen kind="button" label={samples.chose} title={samples.noon} />
          </Said>
          <Said side="in" first quote={quote}>
            <Chosen kind="list" label={samples.chose} title={samples.rye} detail={samples.baked} />
          </Said>
          <Said side="in" first>
            <Chosen
              kind="flow"
              label={samples.filledIn}
              answers={[
                { label: samples.flavour, value: samples.chocolate },
                { label: samples.people, value: '12' },
              ]}
            />
          </Said>
        </div>
      </Part>
      <Part name="template, order">
        <div className="flex flex-col gap-1">
          <Said side="out" first tick="read">
            <span className="mb-0.5 block text-2xs text-text-2">{samples.templateName}</span>
            <Choices
              header={samples.templateHeader}
              footer={samples.templateFooter}
              choices={[
                { kind: 'phone', label: samples.call, target: '+49 40 123456' },
                { kind: 'copy', label: samples.copyCode },
              ]}
            >
              {samples.templateText}
            </Choices>
          </Said>
          <Said side="in" first>
            <Order
              label={samples.orderLabel}
              items={[
                { name: samples.rye, quantity: '2 ×', price: '€9.80' },
                { name: samples.sesame, quantity: '12 ×', price: '€8.40' },
              ]}
              total={{ label: samples.total, value: '€18.20' }}
              note={samples.orderNote}
            />
          </Said>
        </div>
      </Part>
    </>
  )
}
