//! Texts with variables, and the examples that reviewers want of each (section 7.2).

use serde_json::Value;

use super::super::answer::Refusal;
use super::super::messages::variables;

const TOO_LONG: i64 = 2_388_040;
const TOO_MANY_VARIABLES: i64 = 2_388_293;
const VARIABLE_AT_THE_EDGE: i64 = 2_388_299;

/// One text of a template: where it stands, and the code of its format errors.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    pub(super) part: &'static str,
    pub(super) format: i64,
    pub(super) chars_max: usize,
    /// Where positional examples are; those with names are at `<key>_named_params`.
    pub(super) key: &'static str,
    pub(super) named: bool,
}

impl Rules {
    /// Checks a text with its examples; its variables.
    pub(super) fn check(&self, text: &str, example: &Value) -> Result<Vec<String>, Refusal> {
        self.length(text)?;
        let variables = self.variables(text)?;
        self.examples(&variables, example)?;
        Ok(variables)
    }

    pub(super) fn length(&self, text: &str) -> Result<(), Refusal> {
        let (chars, most) = (text.chars().count(), self.chars_max);
        if chars <= most {
            Ok(())
        } else {
            Err(Refusal::template(TOO_LONG, format!("The {} has {chars} characters, at most {most}", self.part)))
        }
    }

    /// `{{1}}`, `{{2}}` and so on without a gap, or `{{lower_case}}`.
    fn variables(&self, text: &str) -> Result<Vec<String>, Refusal> {
        let variables = variables(text);
        if text.matches("{{").count() != whole(text) {
            return Err(self.refuse("variables are {{1}} or {{lower_case}}"));
        }
        let is_name = |name: &String| name.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_');
        if self.named && !variables.iter().all(|name| is_name(name) && !name.bytes().all(|letter| letter.is_ascii_digit())) {
            return Err(self.refuse("names of variables are lower-case letters, digits and underscores"));
        }
        if !self.named && !(1..=variables.len()).all(|number| variables.contains(&number.to_string())) {
            return Err(self.refuse("variables are numbered from {{1}} on, without gaps"));
        }
        Ok(variables)
    }

    /// One for each variable: `[..]`, `[[..]]` or `[{param_name, example}]`.
    fn examples(&self, variables: &[String], example: &Value) -> Result<(), Refusal> {
        let key = if self.named { format!("{}_named_params", self.key) } else { self.key.to_owned() };
        let given = example[&key].as_array().map_or(&[][..], Vec::as_slice);
        let is_told = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
        let fits = if self.named {
            let of = |name: &String| given.iter().filter(|one| one["param_name"] == name.as_str()).count() == 1;
            given.len() == variables.len() && variables.iter().all(of) && given.iter().all(|one| is_told(&one["example"]))
        } else {
            let values = given.first().and_then(Value::as_array).map_or(given, Vec::as_slice);
            values.len() == variables.len() && values.iter().all(is_told)
        };
        if fits { Ok(()) } else { Err(self.refuse(&format!("its {} variables need as many examples in {key}", variables.len()))) }
    }

    pub(super) fn refuse(&self, why: &str) -> Refusal {
        Refusal::template(self.format, format!("The {}: {why}", self.part))
    }
}

/// Words around the variables, and enough of them.
pub(super) fn has_words(text: &str, variables: usize) -> Result<(), Refusal> {
    let trimmed = text.trim();
    if trimmed.starts_with("{{") || trimmed.ends_with("}}") {
        return Err(Refusal::template(VARIABLE_AT_THE_EDGE, "Variables can't be at the start or the end"));
    }
    // Twice as many words as variables, and one more.
    let words = trimmed.split_whitespace().filter(|word| !word.contains("{{")).count();
    if variables > 0 && words < 2 * variables + 1 {
        return Err(Refusal::template(TOO_MANY_VARIABLES, format!("{words} words are too few for {variables} variables")));
    }
    Ok(())
}

/// Variables that are written as they must be, each time they occur.
fn whole(text: &str) -> usize {
    let inner = text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}"));
    inner.filter(|(name, _)| !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')).count()
}
