//! YAML to a [`Scene`]: what is wrong is told with its file, line and step.

use std::fmt::Formatter;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Expect, Pause, STEPS_MAX, Scene, Step};
use crate::compose::Content;
use crate::people::acts::Act;
use crate::people::{Person, cast};

/// Why a scene can't be played. The words begin with the file and, where it is known, the line.
#[derive(Debug, thiserror::Error)]
pub enum SceneError {
    #[error("{file}:{line}: {message}", line = source.location().map_or(1, |at| at.line()), message = source)]
    Yaml { file: String, source: serde_yaml_ng::Error },
    #[error("{file}: nobody of the cast is {person:?}: name a phone number, a user id or a name that GET /control/people lists")]
    Stranger { file: String, person: String },
    #[error("{file}: a scene has between 1 and {STEPS_MAX} steps, not {steps}")]
    Length { file: String, steps: usize },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    about: String,
    person: String,
    steps: Vec<WrittenStep>,
}

/// A step as written: a map with exactly one of the members, and `quote` beside `say` or `send`.
struct WrittenStep(Step);

impl<'de> Deserialize<'de> for WrittenStep {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(StepVisitor)
    }
}

/// Judges a step while its map is read: what is wrong then has the map's line, not that of all steps.
struct StepVisitor;

impl<'de> Visitor<'de> for StepVisitor {
    type Value = WrittenStep;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "a step, which is one of {MEMBERS}")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WrittenStep, A::Error> {
        let members = Members::deserialize(MapAccessDeserializer::new(map))?;
        members.step().map(WrittenStep).map_err(A::Error::custom)
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Members {
    say: Option<String>,
    send: Option<Content>,
    quote: bool,
    album: Option<Vec<Content>>,
    react: Option<String>,
    edit: Option<String>,
    delete: Option<bool>,
    tap: Option<String>,
    business: Option<String>,
    wait: Option<Pause>,
    expect: Option<Expect>,
    act: Option<Act>,
}

const MEMBERS: &str = "say, send, album, react, edit, delete, tap, business, wait, expect or act";

impl Members {
    fn step(self) -> Result<Step, String> {
        let quote = self.quote;
        let steps = [
            self.say.map(|body| Step::Send { content: Content::Text { body }, quote }),
            self.send.map(|content| Step::Send { content, quote }),
            self.album.map(Step::Album),
            self.react.map(Step::React),
            self.edit.map(Step::Edit),
            self.delete.filter(|deleted| *deleted).map(|_| Step::Delete),
            self.tap.map(Step::Tap),
            self.business.map(Step::Business),
            self.wait.map(Step::Wait),
            self.expect.map(Step::Expect),
            self.act.map(Step::Act),
        ];
        let mut steps = steps.into_iter().flatten();
        match (steps.next(), steps.next()) {
            (Some(step), None) if !quote || matches!(step, Step::Send { .. }) => Ok(step),
            (Some(_), None) => Err("only say and send can quote".to_owned()),
            _ => Err(format!("a step is exactly one of {MEMBERS}")),
        }
    }
}

/// Reads a scene; `file` names it in errors.
///
/// # Errors
/// When it is no YAML, a step isn't one, or the person is nobody.
pub fn parse(file: &str, text: &str) -> Result<Scene, SceneError> {
    let written: Written = serde_yaml_ng::from_str(text).map_err(|source| SceneError::Yaml { file: file.to_owned(), source })?;
    let steps: Vec<Step> = written.steps.into_iter().map(|WrittenStep(step)| step).collect();
    if !(1..=STEPS_MAX).contains(&steps.len()) {
        return Err(SceneError::Length { file: file.to_owned(), steps: steps.len() });
    }
    let person = person(&written.person).ok_or_else(|| SceneError::Stranger { file: file.to_owned(), person: written.person })?;
    Ok(Scene { title: written.title, about: written.about, person, steps })
}

fn person(named: &str) -> Option<Person> {
    cast().into_iter().map(|(person, _)| person).find(|person| person.name == named || person.key() == named)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "title: T\nabout: A\nperson: Kai\nsteps:\n";

    fn error(steps: &str) -> String {
        parse("a.yaml", &format!("{HEAD}{steps}")).unwrap_err().to_string()
    }

    #[test]
    fn steps_become_types() {
        let scene = parse("a.yaml", &format!("{HEAD}  - say: Hi\n  - wait: 1h 30m\n  - expect: {{words: hello, within: 5m}}\n  - say: Yes\n    quote: true\n  - send: {{type: image, media: loaf.jpg}}\n  - act: {{act: block}}\n")).unwrap();
        assert_eq!(scene.person.username.as_deref(), Some("kai.s"));
        assert_eq!(scene.steps[1], Step::Wait(Pause { ms: 5_400_000 }));
        assert_eq!(scene.steps[3], Step::Send { content: Content::text("Yes"), quote: true });
        assert_eq!(scene.steps[5], Step::Act(Act::Block));
    }

    #[test]
    fn errors_name_the_file_the_line_and_the_step() {
        let told = error("  - say: Hi\n  - wait: soon\n");
        assert!(told.starts_with("a.yaml:6: ") && told.contains("steps[1]") && told.contains("\"soon\" is no span of time"), "{told}");
        let told = error("  - say: Hi\n  - say: Ho\n    wait: 5s\n");
        assert!(told.starts_with("a.yaml:6: ") && told.contains("steps[1]") && told.contains("exactly one of"), "{told}");
        let told = error("  - shout: Hi\n");
        assert!(told.starts_with("a.yaml:5: ") && told.contains("unknown field `shout`"), "{told}");
        let told = error("  - send: {type: image, media: moon.jpg}\n");
        assert!(told.starts_with("a.yaml:5: ") && told.contains("no file of the gallery"), "{told}");
        let told = error("  - wait: 5s\n    quote: true\n");
        assert!(told.contains("only say and send can quote"), "{told}");
    }

    #[test]
    fn a_scene_needs_a_person_of_the_cast_and_steps() {
        let told = parse("b.yaml", "title: T\nabout: A\nperson: Nobody\nsteps: [{say: Hi}]").unwrap_err().to_string();
        assert!(told.starts_with("b.yaml: nobody of the cast is \"Nobody\""), "{told}");
        assert!(parse("b.yaml", "title: T\nabout: A\nperson: Kai\nsteps: []").unwrap_err().to_string().contains("between 1 and 500"));
    }
}
