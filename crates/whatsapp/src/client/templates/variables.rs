//! `{{1}}` and `{{name}}` in a template's text, and the samples that the reviewers want.

use serde::Serialize;

use super::super::send::Invalid;
use super::super::send::invalid::text;

/// What stands in for the variables while a template is reviewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sample {
    /// No variables.
    None,
    /// For `{{1}}`, `{{2}}` and so on.
    Positional(Vec<String>),
    /// For `{{name}}`: names and their samples.
    Named(Vec<(String, String)>),
}

/// How the variables of a template are called: all of them the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Naming {
    Positional,
    Named,
}

impl Sample {
    /// Of how many variables.
    pub(super) fn variables(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Positional(samples) => samples.len(),
            Self::Named(samples) => samples.len(),
        }
    }

    /// `None` of a text without variables.
    pub(super) fn naming(&self) -> Option<Naming> {
        match self {
            Self::Positional(samples) if !samples.is_empty() => Some(Naming::Positional),
            Self::Named(samples) if !samples.is_empty() => Some(Naming::Named),
            _ => None,
        }
    }
}

/// Longest sample of one variable, in characters: no variable can be longer than the body.
const SAMPLE_CHARS_MAX: usize = 1024;

/// The names of the variables in `text`, each once, in order of appearance.
///
/// # Errors
/// A `{{` without its `}}`, or a name of another form than digits or lower-case letters, digits and underscores.
pub(super) fn names<'a>(field: &'static str, text: &'a str) -> Result<Vec<&'a str>, Invalid> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let inner = &rest[start + 2..];
        let end = inner.find("}}").ok_or_else(|| malformed(field, inner))?;
        let name = &inner[..end];
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !is_name {
            return Err(malformed(field, name));
        }
        if !names.contains(&name) {
            names.push(name);
        }
        rest = &inner[end + 2..];
    }
    Ok(names)
}

fn malformed(field: &'static str, given: &str) -> Invalid {
    Invalid::malformed(field, "a variable, {{1}} or {{lower_case}}", given)
}

/// Whether text begins or ends with a variable, which the reviewers refuse (code 2388299). Punctuation and space don't count.
pub(super) fn stands_at_an_edge(text: &str) -> bool {
    let trimmed = text.trim_matches(|it: char| it.is_whitespace());
    trimmed.starts_with("{{") || trimmed.ends_with("}}")
}

/// Whether a text has the words that its variables need around them (code 2388293): twice as many, and one more (field).
pub(super) fn has_words_enough(text: &str, variables: usize) -> bool {
    let words = text.split_whitespace().filter(|word| !word.contains("{{")).count();
    variables == 0 || words > 2 * variables
}

/// Checks that every variable of `text` has its sample, and no sample is without its variable.
///
/// # Errors
/// Samples missing or too many, numbers with a gap, or names mixed with numbers.
pub(super) fn check(field: &'static str, content: &str, sample: &Sample) -> Result<(), Invalid> {
    let names = names(field, content)?;
    let wrong = |why| Err(Invalid::not_allowed(field, why));
    match sample {
        Sample::None if names.is_empty() => Ok(()),
        Sample::None => wrong("a text with variables needs a sample for each"),
        Sample::Positional(samples) => {
            // As text, since {{01}} is no number to the provider; each name is there once.
            if !(1..=names.len()).all(|number| names.contains(&number.to_string().as_str())) {
                return wrong("positional variables are {{1}}, {{2}} and so on, without a gap");
            }
            if samples.len() != names.len() {
                return wrong("there must be one sample for each variable");
            }
            samples.iter().try_for_each(|sample| text("example", sample, SAMPLE_CHARS_MAX).map(drop))
        }
        Sample::Named(samples) => {
            let is_number = |name: &&str| name.bytes().all(|byte| byte.is_ascii_digit());
            if names.iter().any(is_number) {
                return wrong("named variables aren't numbers");
            }
            let given = |name: &str| samples.iter().filter(|(given, _)| given == name).count();
            if samples.len() != names.len() || names.iter().any(|name| given(name) != 1) {
                return wrong("there must be one sample for each variable");
            }
            samples.iter().try_for_each(|(_, sample)| text("example", sample, SAMPLE_CHARS_MAX).map(drop))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_sample_must_be_there_for_every_variable_and_for_nothing_else() {
        let positional = |samples: &[&str]| Sample::Positional(samples.iter().map(|it| (*it).to_owned()).collect());
        let named = |samples: &[(&str, &str)]| Sample::Named(samples.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect());
        let cases = [
            ("hi", Sample::None, true),
            ("hi", positional(&[]), true),
            ("hi {{1}}!", Sample::None, false),
            ("hi {{1}}!", positional(&["a"]), true),
            ("hi {{1}}!", positional(&[""]), false),
            ("hi {{1}}!", positional(&["a", "b"]), false),
            ("hi {{2}} {{1}} {{2}}!", positional(&["a", "b"]), true),
            ("hi {{2}}!", positional(&["a"]), false),
            ("hi {{01}}!", positional(&["a"]), false),
            ("hi {{name}}!", positional(&["a"]), false),
            ("hi {{name}}!", named(&[("name", "a")]), true),
            ("hi {{name}}!", named(&[("other", "a")]), false),
            ("hi {{1}}!", named(&[("1", "a")]), false),
            ("hi {{Name}}!", named(&[("Name", "a")]), false),
            ("hi {{1!", positional(&["a"]), false),
            ("hi {{}}!", positional(&[]), false),
        ];
        for (text, sample, good) in cases {
            assert_eq!(check("body.text", text, &sample).is_ok(), good, "{text} {sample:?}");
        }
    }

    proptest! {
        #[test]
        fn variables_are_found_wherever_they_stand(words in prop::collection::vec("[a-z ]{1,5}", 1..6)) {
            let text: String = words.iter().enumerate().map(|(index, word)| format!("{word}{{{{{}}}}}", index + 1)).collect();
            prop_assert_eq!(names("x", &text).unwrap().len(), words.len());
            prop_assert!(stands_at_an_edge(&text));
            let sample = Sample::Positional(vec!["s".to_owned(); words.len()]);
            prop_assert!(check("x", &text, &sample).is_ok());
        }

        #[test]
        fn any_text_is_judged_without_a_panic(text in r"[{}a1_ é]{0,30}") {
            let _ = (check("x", &text, &Sample::None), stands_at_an_edge(&text));
        }
    }
}
