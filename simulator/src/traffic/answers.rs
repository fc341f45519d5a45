//! How customers answer when the business writes of its own accord: they tap, thank, react, or leave it.

use serde_json::Value;

use crate::compose::Content;
use crate::people::choices::choices;
use crate::random::Random;

/// Of 100 messages: how many are left without an answer, and how many get a reaction alone.
const SILENT_PERCENT: u8 = 12;
const REACTION_PERCENT: u8 = 14;
/// Of 100 messages with something to tap: how often it is tapped.
const TAP_PERCENT: u8 = 80;

const REACTIONS: &[&str] = &["👍", "❤️", "🙏", "😂"];

const PHRASES: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "Great, thanks!",
            "Perfect, see you then.",
            "Could you tell me a bit more?",
            "That works for me 👍",
            "One moment, I'll ask at home",
        ],
    ),
    (
        "de",
        &[
            "Super, danke!",
            "Passt, bis dann.",
            "Können Sie mir dazu mehr sagen?",
            "Ja, so machen wir es 👍",
            "Moment, ich frage kurz zu Hause",
        ],
    ),
    ("es", &["¡Genial, gracias!", "Perfecto, hasta luego.", "¿Me puede contar un poco más?", "Me viene bien 👍"]),
    ("tr", &["Harika, teşekkürler!", "Tamam, görüşürüz.", "Biraz daha bilgi verir misiniz?", "Bana uyar 👍"]),
    ("ar", &["رائع، شكراً!", "تمام، إلى اللقاء.", "هل يمكن أن توضح أكثر؟", "هذا مناسب لي 👍"]),
    ("ja", &["ありがとうございます！", "わかりました。", "もう少し詳しく教えてください。", "それで大丈夫です👍"]),
];

/// What a customer of a language answers to a message, and whether it is about that message.
#[must_use]
pub fn answer(random: &Random, language: &str, content: &Value) -> Option<(Content, bool)> {
    if random.percent(SILENT_PERCENT) || content["type"] == "reaction" {
        return None;
    }
    let offered = choices(content);
    if random.percent(TAP_PERCENT)
        && let Some(choice) = random.pick(&offered)
    {
        return Some((choice.reply.clone(), true));
    }
    if random.percent(REACTION_PERCENT) {
        let emoji = random.pick(REACTIONS).map(|emoji| (*emoji).to_owned());
        return Some((Content::Reaction { emoji }, true));
    }
    let phrases = PHRASES.iter().find(|(of, _)| *of == language).or(PHRASES.first()).map(|(_, phrases)| *phrases)?;
    random.pick(phrases).map(|phrase| (Content::text(phrase), false))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn most_messages_are_answered_in_the_customers_language() {
        let random = Random::new(1);
        let answers: Vec<_> = (0..200).filter_map(|_| answer(&random, "tr", &json!({"type": "text", "text": {"body": "Hi"}}))).collect();
        assert!((150..195).contains(&answers.len()), "{}", answers.len());
        assert!(answers.iter().any(|(content, _)| *content == Content::text("Bana uyar 👍")));
        assert!(answers.iter().any(|(content, about)| *about && content.kind() == "reaction"));
    }

    #[test]
    fn what_can_be_tapped_is_tapped_more_often_than_not() {
        let random = Random::new(1);
        let buttons = json!({"type": "interactive", "interactive": {"type": "button", "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]}}});
        let taps = (0..200).filter_map(|_| answer(&random, "en", &buttons)).filter(|(content, _)| content.kind() == "interactive").count();
        assert!(taps > 100, "{taps}");
    }
}
