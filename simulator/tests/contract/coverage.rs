//! Nothing of the client is without its contract: its source is read for calls, builders and what can be chosen, and the contract for
//! their use. That is a look at names; what each does there, the other files say.

use std::collections::BTreeSet;
use std::path::Path;

use super::calls::CALLS;

const CLIENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/whatsapp/src/client");
const CONTRACT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/contract");

/// Folders and files of the client whose public functions make what is sent.
const BUILDERS: &[&str] = &["send", "templates", "profile.rs", "registration.rs", "media.rs"];
/// What is read from answers, or made by functions, so that nobody chooses its variants.
const ANSWERS: &[&str] = &["Fault", "Pacing", "MediaError", "Recipient"];

/// A public function, or a variant of a public enum: of what, and its name.
type Item = (String, String);

fn sources(path: &Path) -> Vec<String> {
    if path.is_dir() {
        let mut paths: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        return paths.iter().flat_map(|path| sources(path)).collect();
    }
    let source = std::fs::read_to_string(path).unwrap();
    // Tests at the foot of a file make nothing for anybody.
    vec![source.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned()]
}

/// The word after `start` in a line, up to what can't be in a name.
fn word_after<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    line.strip_prefix(start)?.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().filter(|word| !word.is_empty())
}

/// What stands in blocks that begin with `block`, on lines that begin with `item`.
fn items(source: &str, block: &str, item: &str) -> Vec<Item> {
    let mut found = Vec::new();
    let mut of = None;
    for line in source.lines() {
        if !line.starts_with([' ', '\t']) && !line.is_empty() {
            of = word_after(line, block);
        } else if let (Some(of), Some(name)) = (of, word_after(line, item)) {
            found.push((of.to_owned(), name.to_owned()));
        }
    }
    found
}

fn contract() -> String {
    sources(Path::new(CONTRACT)).concat()
}

fn calls() -> BTreeSet<String> {
    let calls = sources(Path::new(CLIENT)).iter().flat_map(|source| items(source, "impl ", "    pub async fn ")).collect::<Vec<_>>();
    calls.into_iter().filter(|(of, _)| of == "Account").map(|(_, name)| name).collect()
}

#[test]
fn every_call_of_the_client_is_made_rightly_and_wrongly() {
    let calls = calls();
    assert!(calls.len() > 30, "the client's source was read: {calls:?}");
    let mut wrongly: BTreeSet<String> = CALLS.iter().map(|call| call.name.to_owned()).collect();
    // A token may always ask what it is; a stranger is told in `calls`.
    wrongly.insert("token_info".to_owned());
    assert_eq!(wrongly, calls);
    let contract = contract();
    let unmade: Vec<&String> = calls.iter().filter(|call| !contract.contains(&format!("account.{call}("))).collect();
    assert!(unmade.is_empty(), "no test makes {unmade:?}");
}

#[test]
fn every_builder_and_every_choice_is_in_the_contract() {
    let sources: Vec<String> = BUILDERS.iter().flat_map(|path| sources(&Path::new(CLIENT).join(path))).collect();
    let of_all = |block: &str, item: &str| sources.iter().flat_map(|source| items(source, block, item)).collect::<Vec<Item>>();
    let (builders, mut choices) = (of_all("impl ", "    pub fn "), of_all("pub enum ", "    "));
    choices.retain(|(of, name)| !ANSWERS.contains(&of.as_str()) && name.starts_with(char::is_uppercase));
    assert!(builders.len() > 80 && choices.len() > 20, "the client's source was read: {builders:?} {choices:?}");
    let contract = contract();
    let is_used = |(of, name): &&Item| contract.contains(&format!("{of}::{name}")) || contract.contains(&format!(".{name}("));
    let unused: Vec<&Item> = builders.iter().chain(&choices).filter(|item| !is_used(item)).collect();
    assert!(unused.is_empty(), "no contract for {unused:?}");
}
