//! Which characters are emoji (Unicode's emoji data).

/// What is shown as a picture, or makes a picture of the character before it. What joins pictures isn't: Sinhala, Bengali and Marathi
/// are written with it too.
pub(super) fn is_pictograph(letter: char) -> bool {
    matches!(letter,
        '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}'
        | '\u{231A}'..='\u{231B}' | '\u{23E9}'..='\u{23F3}' | '\u{23F8}'..='\u{23FA}' | '\u{25FD}'..='\u{25FE}'
        | '\u{FE0F}' | '\u{20E3}')
}

/// What can be a picture although it is text by itself: ©, ℹ, ▶.
fn is_symbol(letter: char) -> bool {
    matches!(letter,
        '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{2199}' | '\u{21A9}'..='\u{21AA}'
        | '\u{2328}' | '\u{23CF}' | '\u{24C2}' | '\u{25AA}'..='\u{25AB}' | '\u{25B6}' | '\u{25C0}' | '\u{25FB}'..='\u{25FC}'
        | '\u{2934}'..='\u{2935}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}')
}

/// What stands beside a picture within one emoji: joiners, and the tags of regional flags.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{FE0E}' | '\u{FE0F}' | '\u{200D}' | '\u{E0020}'..='\u{E007F}')
}

/// Whether a text is emoji and nothing else.
pub(super) fn is_emoji(text: &str) -> bool {
    // 1️⃣ is a one and a keycap around it.
    let has_keycap = text.contains('\u{20E3}');
    let is_key = |letter| has_keycap && matches!(letter, '0'..='9' | '#' | '*');
    let is_picture = |letter| !is_joiner(letter) && (is_pictograph(letter) || is_symbol(letter));
    text.chars().any(is_picture) && text.chars().all(|letter| is_picture(letter) || is_joiner(letter) || is_key(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_of_every_make_are_known_and_words_of_no_script_are_emoji() {
        for emoji in
            ["👍", "❤️", "❤", "1️⃣", "#️⃣", "🇩🇪", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🅰", "ℹ", "ℹ️", "Ⓜ️", "©️", "👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "⌚", "⏰", "〰️", "㊗️", "▶️", "🫠"]
        {
            assert!(is_emoji(emoji), "{emoji}");
        }
        for words in ["", "ok", "да", "好", "ශ්‍රී", "ok 👍", "👍 👍", "👍1", "да👍", "1", "12", "#", "!", "\u{FE0F}", "\u{200D}", "é", ":)"]
        {
            assert!(!is_emoji(words), "{words:?}");
        }
    }
}
