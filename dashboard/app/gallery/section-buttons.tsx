import { Search, Trash2 } from 'lucide-react'
import { Button } from '@/ui/button'
import { Hint } from '@/ui/hint'
import { IconButton } from '@/ui/icon-button'
import { Keys } from '@/ui/keys'
import { Part, Row } from './frame'
import { useSamples } from './samples'

const LOOKS = ['primary', 'secondary', 'quiet', 'danger', 'note'] as const

export function Buttons() {
  const samples = useSamples()
  return (
    <>
      {(['small', 'medium', 'large'] as const).map((size) => (
        <Part key={size} name={`button, ${size}`}>
          <Row>
            {LOOKS.map((look) => (
              <Button key={look} look={look} size={size}>
                {samples.resolve}
              </Button>
            ))}
          </Row>
        </Part>
      ))}
      <Part name="busy and disabled">
        <Row>
          {LOOKS.map((look) => (
            <Button key={look} look={look} busy>
              {samples.sending}
            </Button>
          ))}
        </Row>
        <Row>
          {LOOKS.map((look) => (
            <Button key={look} look={look} disabled>
              {samples.disabled}
            </Button>
          ))}
        </Row>
      </Part>
      <Part name="icon button">
        <Row>
          <IconButton label={samples.search} keys="Ctrl+K">
            <Search />
          </IconButton>
          <IconButton label={samples.delete} look="danger">
            <Trash2 />
          </IconButton>
          <IconButton label={samples.disabled} disabled>
            <Search />
          </IconButton>
        </Row>
      </Part>
      <Part name="hint and keys">
        <Row>
          <Hint text={samples.hint} keys="Alt+J">
            <Button>{samples.hint}</Button>
          </Hint>
          <Keys keys="Ctrl+K" />
          <Keys keys="Alt+J" />
          <Keys keys="?" />
          <span className="rounded-md bg-text px-2 py-1">
            <Keys keys="Ctrl+Enter" inverted />
          </span>
        </Row>
      </Part>
    </>
  )
}
