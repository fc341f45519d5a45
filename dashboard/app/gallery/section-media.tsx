import { useState } from 'react'
import { Contacts } from '@/ui/message/contacts'
import { FileCard } from '@/ui/message/file'
import type { Media } from '@/ui/message/media-state'
import { Picture } from '@/ui/message/picture'
import { Place } from '@/ui/message/place'
import { Sound } from '@/ui/message/sound'
import { Sticker } from '@/ui/message/sticker'
import { Video } from '@/ui/message/video'
import { useSoundWords } from '@/words/ui-words'
import { cake, loaf, tone } from './drawings'
import { Part } from './frame'
import { Said } from './said'
import { useSamples } from './samples'

const nothing = () => undefined

export function MediaBubbles() {
  const samples = useSamples()
  const sound = useSoundWords()
  const [url] = useState(tone)
  const pending: Media = { state: 'pending', text: samples.mediaPending }
  const failed: Media = { state: 'failed', text: samples.mediaFailed, retry: { label: samples.again, run: nothing } }
  return (
    <>
      <Part name="image, video">
        <div className="flex flex-col gap-1">
          <Said side="in" first>
            <Picture media={{ state: 'ready', url: cake }} alt={samples.cakeAlt} open={{ label: samples.openPicture, run: nothing }} caption={samples.caption} />
          </Said>
          <Said side="out" first tick="delivered">
            <Picture media={{ state: 'ready', url: cake }} alt={samples.cakeAlt} shape="upright" />
          </Said>
          <Said side="in" first>
            <Video media={{ state: 'ready', url: '/gallery-has-no-video' }} label={samples.video} poster={cake} caption={samples.short} />
          </Said>
        </div>
      </Part>
      <Part name="voice, sound, document, sticker">
        <div className="flex flex-col gap-1">
          <Said side="in" first>
            <Sound media={{ state: 'ready', url }} voice seconds={42} words={sound} />
          </Said>
          <Said side="out" first tick="played">
            <Sound media={{ state: 'ready', url }} seconds={187} words={sound} />
          </Said>
          <Said side="in" first>
            <FileCard media={{ state: 'ready', url: cake }} name={samples.fileName} detail={samples.fileDetail} download={samples.download} />
          </Said>
          <Said side="in" first bare>
            <Sticker media={{ state: 'ready', url: loaf }} alt={samples.stickerAlt} />
          </Said>
        </div>
      </Part>
      <Part name="location, contacts">
        <div className="flex flex-col gap-1">
          <Said side="in" first>
            <Place name={samples.placeName} address={samples.placeAddress} latitude={53.54321} longitude={9.98765} openLabel={samples.openMap} />
          </Said>
          <Said side="in" first>
            <Contacts
              cards={[
                { name: samples.names[1] ?? '', initials: 'JW', hue: 210, details: ['+49 151 2345678', 'jonas@example.org'] },
                { name: samples.names[3] ?? '', initials: 'MS', hue: 30, details: ['+351 912 345 678'] },
              ]}
            />
          </Said>
        </div>
      </Part>
      <Part name="pending and failed">
        <div className="flex flex-col gap-1">
          <Said side="in" first>
            <Picture media={pending} alt={samples.cakeAlt} caption={samples.caption} />
          </Said>
          <Said side="in">
            <Picture media={failed} alt={samples.cakeAlt} />
          </Said>
          <Said side="in">
            <FileCard media={pending} name={samples.fileName} detail={samples.fileDetail} download={samples.download} />
          </Said>
          <Said side="in">
            <FileCard media={failed} name={samples.fileName} detail={samples.fileDetail} download={samples.download} />
          </Said>
        </div>
      </Part>
    </>
  )
}
