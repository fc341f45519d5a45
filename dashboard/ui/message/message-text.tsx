import { isEmojiOnly, parseText, type Span } from './formatting'

/** What somebody wrote, with the marks and the links in it. */
export function MessageText({ text }: { text: string }) {
  if (isEmojiOnly(text)) return <span className="text-3xl">{text}</span>
  return <Spans spans={parseText(text)} />
}

function Spans({ spans }: { spans: readonly Span[] }) {
  return spans.map((span, index) => <One key={index} span={span} />)
}

function One({ span }: { span: Span }) {
  switch (span.kind) {
    case 'text':
      return span.text
    case 'link':
      return (
        <a href={span.text} target="_blank" rel="noopener noreferrer nofollow" className="underline decoration-text-3 underline-offset-2 hover:decoration-current">
          {span.text}
        </a>
      )
    case 'mono':
      return <code className="rounded-[4px] bg-hover px-1 font-mono text-[0.92em]">{span.text}</code>
    case 'bold':
      return (
        <strong className="font-semibold">
          <Spans spans={span.spans} />
        </strong>
      )
    case 'italic':
      return (
        <em>
          <Spans spans={span.spans} />
        </em>
      )
    case 'strike':
      return (
        <s>
          <Spans spans={span.spans} />
        </s>
      )
  }
}
