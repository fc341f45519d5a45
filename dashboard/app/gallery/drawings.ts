// Pictures and sound of the gallery. Made here, so that nothing is fetched.

const drawing = (width: number, height: number, inside: string) =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${inside}</svg>`)}`

export const cake = drawing(
  400,
  300,
  '<rect width="400" height="300" fill="#d9c9b4"/><rect y="210" width="400" height="90" fill="#8c6a4f"/><rect x="110" y="120" width="180" height="100" rx="12" fill="#f3e3d3"/><rect x="110" y="120" width="180" height="36" rx="12" fill="#c2506e"/><rect x="196" y="80" width="8" height="42" fill="#f7f0e6"/><circle cx="200" cy="72" r="9" fill="#f0a030"/>',
)

export const loaf = drawing(
  144,
  144,
  '<path d="M20 92c-6-40 22-58 52-58s58 18 52 58c-2 14-14 20-52 20s-50-6-52-20Z" fill="#d08a3c" stroke="#7a4a18" stroke-width="4"/><path d="M52 70v12M92 70v12" stroke="#4a2c0e" stroke-width="7" stroke-linecap="round"/><path d="M52 92c10 14 30 14 40 0Z" fill="#4a2c0e"/>',
)

const WAV_HERTZ = 8_000
const WAV_SECONDS = 2

/** Two seconds of a soft tone. */
export function tone(): string {
  const samples = WAV_HERTZ * WAV_SECONDS
  const view = new DataView(new ArrayBuffer(44 + samples))
  const word = (at: number, text: string) => [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)))
  word(0, 'RIFF')
  view.setUint32(4, 36 + samples, true)
  word(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, WAV_HERTZ, true)
  view.setUint32(28, WAV_HERTZ, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
  word(36, 'data')
  view.setUint32(40, samples, true)
  for (let at = 0; at < samples; at++) view.setUint8(44 + at, 128 + Math.round(20 * Math.sin((at / WAV_HERTZ) * 440 * 2 * Math.PI)))
  return URL.createObjectURL(new Blob([view], { type: 'audio/wav' }))
}
