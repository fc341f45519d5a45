//! Conversations of a bakery, in six languages.

/// Who speaks, what kind of message, what it says.
pub type Step = (Speaker, &'static str, &'static str);
/// A conversation and the language it is in.
pub type Script = (&'static str, &'static [Step]);

/// The two sides of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    Customer,
    Business,
}

use Speaker::{Business as B, Customer as C};

/// All of them. A reaction is to the other side's last message.
pub const SCRIPTS: &[Script] = &[
    (
        "en",
        &[
            (C, "text", "Hi! Do you have gluten-free bread today?"),
            (B, "text", "Good morning! Yes, buckwheat and rice loaves, fresh at 9."),
            (C, "text", "Could you keep one buckwheat for me until 5pm?"),
            (B, "text", "Sure, what name should I put on it?"),
            (C, "text", "It's for Alex. Thank you so much 🙏"),
            (C, "reaction", "❤️"),
        ],
    ),
    (
        "en",
        &[
            (C, "text", "Is it possible to order a birthday cake for Saturday?"),
            (C, "image", "Something like this, but with fewer roses"),
            (B, "text", "Lovely! For how many people, and which flavour?"),
            (C, "text", "About 20 people. Chocolate & raspberry if you can 🍫"),
            (B, "text", "No problem. That is 64 € with a name on it. Shall I book it?"),
            (C, "text", "Yes please! \"Happy 7th, Mia\""),
            (B, "text", "Booked for Saturday, pick-up from 10:00. See you then!"),
        ],
    ),
    (
        "en",
        &[
            (C, "text", "Where exactly are you?"),
            (B, "location", "Pariser Platz"),
            (C, "text", "On my way, 10 min"),
            (C, "location", "I'm standing here"),
            (B, "text", "We're around the corner, green door!"),
            (C, "sticker", ""),
        ],
    ),
    (
        "en",
        &[
            (C, "audio", ""),
            (B, "text", "Sorry, I can't listen right now. Could you write it?"),
            (C, "text", "Of course: are the croissants vegan?"),
            (B, "text", "The plain ones are, the almond ones aren't."),
            (C, "unsupported", "poll"),
            (C, "text", "Never mind that poll 😅"),
        ],
    ),
    (
        "de",
        &[
            (C, "text", "Guten Tag, haben Sie morgen Brezeln für eine Feier (40 Stück)?"),
            (B, "text", "Guten Tag! Ja, bis 18 Uhr bestellt sind sie um 7 Uhr fertig."),
            (C, "text", "Super. Bitte 40 Brezeln und 20 Käsestangen, Abholung 8:30 Uhr."),
            (B, "text", "Notiert: 40 Brezeln, 20 Käsestangen, 8:30 Uhr. Macht 78 €."),
            (C, "text", "Vielen Dank, bis morgen! Grüße aus Köln 👋"),
        ],
    ),
    (
        "de",
        &[
            (C, "text", "Meine Bestellung ist noch nicht da. Ist etwas schiefgegangen?"),
            (B, "text", "Oh, das tut uns leid. Wie ist Ihre Bestellnummer?"),
            (C, "text", "A-1043, bestellt für heute früh"),
            (B, "text", "Der Fahrer steht im Stau, er ist in 15 Minuten bei Ihnen."),
            (C, "reaction", "👍"),
        ],
    ),
    (
        "ar",
        &[
            (C, "text", "السلام عليكم، هل عندكم كنافة اليوم؟"),
            (B, "text", "وعليكم السلام! نعم، طازجة من الساعة العاشرة."),
            (C, "text", "كم سعر الكيلو؟ وهل يوجد توصيل إلى وسط المدينة؟"),
            (B, "text", "الكيلو بـ 14 يورو، والتوصيل مجاني لأكثر من 30 يورو."),
            (C, "text", "ممتاز، أريد كيلوين من فضلك 🌹"),
            (B, "text", "تم تسجيل الطلب، سيصلك خلال ساعة."),
        ],
    ),
    (
        "es",
        &[
            (C, "text", "¡Hola! ¿A qué hora cierran hoy?"),
            (B, "text", "¡Hola! Hoy cerramos a las 20:00."),
            (C, "text", "¿Les queda pan de masa madre?"),
            (B, "text", "Nos quedan tres. ¿Le guardo uno?"),
            (C, "text", "Sí, por favor. Mañana también, ¡está buenísimo! 😋"),
        ],
    ),
    (
        "tr",
        &[
            (C, "text", "Merhaba, yarın için 2 kilo baklava sipariş edebilir miyim?"),
            (B, "text", "Tabii, fıstıklı mı cevizli mi olsun?"),
            (C, "text", "Fıstıklı lütfen. Öğleden sonra alırım."),
            (B, "text", "Siparişiniz alındı, teşekkürler!"),
            (C, "text", "Çok teşekkürler 🙏"),
        ],
    ),
    (
        "ja",
        &[
            (C, "text", "こんにちは。メロンパンはまだありますか？"),
            (B, "text", "こんにちは！はい、あと五個あります。"),
            (C, "text", "三個取り置きをお願いします。"),
            (B, "text", "かしこまりました。18時までにお越しください。"),
            (C, "reaction", "🙏"),
        ],
    ),
    (
        "en",
        &[
            (C, "album", "These are from last weekend, everybody loved them!"),
            (B, "text", "How lovely, thank you for the pictures!"),
            (B, "reaction", "❤️"),
            (C, "text", "Could we have the same again on the 14th?"),
            (B, "document", "Offer.pdf"),
            (C, "text", "Looks good. I'll take it"),
            (B, "text", "Booked. See you on the 14th!"),
            (C, "sticker", ""),
        ],
    ),
    (
        "de",
        &[
            (C, "audio", ""),
            (C, "audio", ""),
            (B, "text", "Guten Tag! Ich habe es gehört: eine Torte für Sonntag, richtig?"),
            (C, "text", "Genau, für zwölf Personen. Geht Zitrone?"),
            (B, "image", "So sieht unsere Zitronentorte aus"),
            (C, "text", "Die nehme ich! 🍋"),
        ],
    ),
    (
        "de",
        &[
            (C, "album", "Könnten Sie so etwas für unser Sommerfest backen?"),
            (B, "text", "Ja, gern. Für wie viele Gäste?"),
            (C, "text", "Etwa 60. Wir holen es ab."),
            (B, "document", "Angebot-Sommerfest.pdf"),
            (C, "reaction", "👍"),
            (C, "text", "Einverstanden!"),
        ],
    ),
    (
        "tr",
        &[
            (C, "audio", ""),
            (B, "text", "Merhaba! Yarın saat kaçta gelirsiniz?"),
            (C, "text", "Dörtte olur mu?"),
            (B, "text", "Olur, bekleriz."),
        ],
    ),
    (
        "es",
        &[
            (C, "image", "¿Tienen algo parecido?"),
            (B, "text", "Sí, de chocolate y de vainilla."),
            (C, "text", "De chocolate, para el viernes por favor"),
            (B, "text", "¡Apuntado!"),
            (C, "reaction", "🙏"),
        ],
    ),
    (
        "ar",
        &[
            (C, "audio", ""),
            (B, "text", "أهلاً! هل تريدها اليوم أم غداً؟"),
            (C, "text", "غداً صباحاً إن شاء الله"),
            (B, "text", "ستكون جاهزة في التاسعة."),
        ],
    ),
];
