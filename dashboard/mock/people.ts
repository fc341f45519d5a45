// Who writes to the businesses of the mock, and what they say: several scripts, lengths and kinds.

export const PEOPLE = [
  'Amelia Hart', 'يوسف الحداد', 'Jonas Weber', 'María José Fernández de la Cruz', 'दीपिका शर्मा', 'Łukasz Wójcik', '陈思远', 'Noa Ben-David',
  'Fatima Zahra El Idrissi', 'Oluwaseun Adeyemi', 'Hannah Schmidt', 'José Antônio Pereira', '佐藤 由美子', 'Mehmet Yılmaz', 'נועם לוי', 'Priya Raghunathan',
  'Sven Lindqvist', 'Chiara Lombardi', 'Kwame Mensah', 'Anastasia Petrova', 'Thi Mai Nguyen', 'Rana Siddiqui', 'Ewan MacGregor-Hughes', 'Lena Krüger',
] as const

export const INBOUND = [
  'Hi! Are you open on Sunday?',
  'Is the rye loaf back? You said maybe Thursday 🙂',
  'مرحبا، هل يمكنني طلب كعكة عيد ميلاد ليوم السبت؟',
  'Ich hätte gern 12 Brötchen für morgen früh, geht das noch?',
  'Thanks, that was quick!',
  'Can I change my order to two sourdough instead of one? Same pick-up time, around half past eight, and please slice both of them if that is not too much trouble.',
  'नमस्ते, क्या आप घर तक डिलीवरी करते हैं?',
  '请问蛋糕里有坚果吗？我女儿对花生过敏。',
  'ok',
  'Do you have anything without gluten? https://example.org/allergens says you do.',
  'האם יש לכם חלה לשישי?',
  'Perfect, see you then.',
  'The invoice from last week has the wrong company name on it.',
  'Where exactly is the entrance? I am standing in front of the church.',
  'Merci beaucoup !',
] as const

export const OUTBOUND = [
  'Good morning! Yes, from 8 to 12.',
  'Of course, it is set aside under your name.',
  'Guten Morgen! Ja, bis 18 Uhr können Sie bestellen.',
  'Done. You will get the corrected invoice by email today.',
  'بالتأكيد! كم شخصاً تقريباً؟',
  'There are no peanuts in it, but we work with nuts in the same kitchen, so we can not rule out traces.',
  'We are in the courtyard behind the church, through the green gate.',
  'You are welcome 🙌',
  'One moment please, I will ask the bakers.',
] as const

export const KINDS: readonly [kind: string, body: string | null][] = [
  ['image', 'Like this one, but bigger'],
  ['image', null],
  ['audio', null],
  ['document', 'order-2026-11.pdf'],
  ['location', 'Marienplatz 3'],
  ['sticker', null],
  ['interactive', 'Pick-up at 8:30'],
  ['hologram', null],
]
