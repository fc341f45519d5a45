//! Whose webhook is it? The hot path: the owners a body names, without reading the rest.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::Hash;

use super::item::WORD_BYTES_MAX;
use super::parse::{id::id, time::timestamp};
use super::{OBJECT, note_member};
use crate::json::{Broken, Reader};

/// Most owners one body may name. The provider batches up to 1000 updates in a body; the rest of a longer list is not looked at.
pub const OWNERS_MAX: usize = 1000;

/// So many owners are compared one by one.
const COMPARED_MAX: usize = 8;
const PHONE_NUMBER_ID: &[u8] = b"\"phone_number_id\"";
/// Longest digits string taken for a phone number id, in bytes.
const PHONE_NUMBER_ID_BYTES_MAX: usize = 32;

/// Whom one change belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Owner<'a> {
    /// `entry[].id`; empty when the entry names none, or one that is too long to be an id.
    pub waba_id: Cow<'a, str>,
    /// `value.metadata.phone_number_id`; account and template events have none.
    pub phone_number_id: Option<Cow<'a, str>>,
    pub field: Cow<'a, str>,
}

/// What a glance at a body tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan<'a> {
    /// Distinct, in order of appearance.
    pub owners: Vec<Owner<'a>>,
    /// Complete JSON of the provider's object. When false, `owners` are those found before the fault and by looking for
    /// `"phone_number_id":"digits"` in the bytes (these with an empty WABA id).
    pub whole: bool,
}

/// What one change says of its owner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Place<'a> {
    phone_number_id: Option<Cow<'a, str>>,
    field: Cow<'a, str>,
}

/// An entry, once it is read.
struct Entry<'a> {
    waba_id: Cow<'a, str>,
    json: &'a str,
    /// It holds no change and something else, and so is parsed to something: that counts as a change, which says nothing.
    is_alone: bool,
}

/// Distinct values in order of appearance, at most [`OWNERS_MAX`].
///
/// Most bodies name one owner, so the first few are compared one by one. Whoever writes a body chooses how many it names, and nobody
/// has checked its signature yet: beyond a few, a set decides.
struct Distinct<T> {
    all: Vec<T>,
    seen: HashSet<T>,
}

impl<T: Clone + Eq + Hash> Distinct<T> {
    fn new() -> Self {
        Self { all: Vec::new(), seen: HashSet::new() }
    }

    fn add(&mut self, value: T) {
        if self.all.len() < COMPARED_MAX {
            if !self.all.contains(&value) {
                self.all.push(value);
            }
            return;
        }
        if self.seen.is_empty() {
            self.seen.extend(self.all.iter().cloned());
        }
        if self.all.len() < OWNERS_MAX && self.seen.insert(value.clone()) {
            self.all.push(value);
        }
    }
}

/// Names the owners of a body. Takes any bytes, in time and memory that grow with nothing but their number.
#[must_use]
pub fn scan(body: &[u8]) -> Scan<'_> {
    let mut owners = Distinct::new();
    let whole = walk(body, |r| {
        let mut places = Distinct::new();
        let (entry, read) = walk_entry(r, |place, _| places.add(place));
        places.all.extend(entry.is_alone.then(Place::default));
        places.all.into_iter().for_each(|place| owners.add(entry.owner(place)));
        read
    });
    let mut owners = owners.all;
    if !whole {
        let named: HashSet<Cow<'_, str>> = owners.iter().filter_map(|owner| owner.phone_number_id.clone()).collect();
        let others = scan_phone_number_ids(body).into_iter().filter(|id| !named.contains(*id));
        let room = OWNERS_MAX - owners.len();
        owners.extend(others.take(room).map(|id| Owner { phone_number_id: Some(Cow::Borrowed(id)), ..Owner::default() }));
    }
    Scan { owners, whole }
}

/// A body with only the changes that `keep` accepts, each with its own bytes and what stands beside it in its entry: for a body that
/// names several businesses. What stands beside the entries is nobody's, and goes with the whole body only. `None` when nothing is
/// kept, or the body isn't whole.
pub fn split_for(body: &[u8], keep: impl Fn(&Owner<'_>) -> bool) -> Option<Vec<u8>> {
    let mut kept: Vec<Cow<'_, str>> = Vec::new();
    let whole = walk(body, |r| {
        let mut changes = Vec::new();
        let (entry, read) = walk_entry(r, |place, json| changes.push((place, json)));
        if entry.is_alone {
            changes.push((Place::default(), entry.json));
        }
        kept.extend(entry.only(changes, &keep));
        read
    });
    if !whole || kept.is_empty() {
        return None;
    }
    Some(format!("{{\"object\":\"{OBJECT}\",\"entry\":[{}]}}", kept.join(",")).into_bytes())
}

impl<'a> Entry<'a> {
    fn owner(&self, place: Place<'a>) -> Owner<'a> {
        Owner { waba_id: self.waba_id.clone(), phone_number_id: place.phone_number_id, field: place.field }
    }

    /// The entry with only some of its changes, each with its JSON; `None` if none of them is kept.
    fn only(&self, changes: Vec<(Place<'a>, &'a str)>, keep: impl Fn(&Owner<'_>) -> bool) -> Option<Cow<'a, str>> {
        let all = changes.len();
        let kept: Vec<&str> = changes.into_iter().filter(|(place, _)| keep(&self.owner(place.clone()))).map(|(_, json)| json).collect();
        match kept.len() {
            0 => None,
            kept if kept == all => Some(Cow::Borrowed(self.json)),
            _ => Some(Cow::Owned(format!("{{{}\"changes\":[{}]}}", self.beside_changes(), kept.join(",")))),
        }
    }

    /// The members beside the changes, each with a comma after it.
    fn beside_changes(&self) -> String {
        let mut members = String::new();
        // It has been read before, so it can be read again.
        let _ = Reader::new(self.json).object(|r, key| if key == "changes" { r.skip() } else { note_member(r, key, &mut members) });
        members
    }
}

/// Finds `"phone_number_id":"digits"` by its bytes, for bodies that aren't JSON: signed, but cut short. Distinct.
#[must_use]
pub fn scan_phone_number_ids(body: &[u8]) -> Vec<&str> {
    let mut ids = Distinct::new();
    let mut rest = body;
    while let Some(at) = rest.windows(PHONE_NUMBER_ID.len()).position(|window| window == PHONE_NUMBER_ID) {
        rest = &rest[at + PHONE_NUMBER_ID.len()..];
        if let Some(id) = digits_after_colon(rest) {
            ids.add(id);
        }
    }
    ids.all
}

fn digits_after_colon(rest: &[u8]) -> Option<&str> {
    let value = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let quoted = value.strip_prefix(b"\"");
    let value = quoted.unwrap_or(value);
    let len = value.iter().take(PHONE_NUMBER_ID_BYTES_MAX + 1).take_while(|byte| byte.is_ascii_digit()).count();
    // Digits that the body ends in, or that run on, may be cut short: not an id.
    let ends = if quoted.is_some() { value.get(len) == Some(&b'"') } else { matches!(value.get(len), Some(b',' | b'}' | b' ')) };
    if len == 0 || len > PHONE_NUMBER_ID_BYTES_MAX || !ends { None } else { std::str::from_utf8(&value[..len]).ok() }
}

/// Has `entry` read every entry of the body; whether the body was whole.
fn walk<'a>(body: &'a [u8], mut entry: impl FnMut(&mut Reader<'a>) -> Result<(), Broken>) -> bool {
    let (json, utf8) = super::readable(body);
    let mut reader = Reader::new(json);
    let mut ours = true;
    let read = reader.object(|r, key| match key {
        "object" => {
            ours = r.text()?.is_none_or(|object| object == OBJECT);
            Ok(())
        }
        "entry" => r.array(&mut entry).map(drop),
        _ => r.skip(),
    });
    utf8 && ours && read == Ok(true) && reader.end().is_ok()
}

/// Calls `found` for every change of an entry, with its JSON. Of an entry that breaks off, what came before that is told.
fn walk_entry<'a>(r: &mut Reader<'a>, mut found: impl FnMut(Place<'a>, &'a str)) -> (Entry<'a>, Result<(), Broken>) {
    let (mut waba_id, mut more, mut is_empty) = (None, false, true);
    let read = r.span(|r| {
        r.object(|r, key| match key {
            "id" => {
                waba_id = id(r, &mut more)?;
                Ok(())
            }
            "changes" => {
                if r.null()? {
                    return Ok(());
                }
                more |= !r.array(|r| {
                    let (place, span) = r.span(walk_change)?;
                    is_empty = false;
                    found(place, span.json);
                    Ok(())
                })?;
                Ok(())
            }
            "time" => {
                let time = r.text_or(&mut more)?;
                more |= time.is_some_and(|time| timestamp(&time).is_none());
                Ok(())
            }
            _ => r.skip_or(&mut more),
        })
    });
    let (is_object, json) = read.as_ref().map_or((true, ""), |(is_object, span)| (*is_object, span.json));
    let entry = Entry { waba_id: waba_id.unwrap_or_default(), json, is_alone: is_empty && (more || !is_object) };
    (entry, read.map(drop))
}

fn walk_change<'a>(r: &mut Reader<'a>) -> Result<Place<'a>, Broken> {
    let (mut place, mut other) = (Place::default(), false);
    r.object(|r, key| match key {
        "field" => {
            place.field = r.text()?.filter(|field| field.len() <= WORD_BYTES_MAX).unwrap_or_default();
            Ok(())
        }
        "value" => r
            .object(|r, key| match key {
                "metadata" => r
                    .object(|r, key| match key {
                        "phone_number_id" => {
                            place.phone_number_id = id(r, &mut other)?;
                            Ok(())
                        }
                        _ => r.skip(),
                    })
                    .map(drop),
                _ => r.skip(),
            })
            .map(drop),
        _ => r.skip(),
    })?;
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"{"object":"whatsapp_business_account","entry":[
        {"changes":[{"value":{"messages":[{"id":"A"}],"metadata":{"phone_number_id":"11"}},"field":"messages"},
                    {"value":{"metadata":{"phone_number_id":22}},"field":"messages"}],"id":"W1"},
        {"id":"W2","time":1739321024,"changes":[{"field":"account_update","value":{"event":"VERIFIED_ACCOUNT"}}]},
        {"id":"W1","changes":[{"value":{"metadata":{"phone_number_id":"11"}},"field":"messages"}]}]}"#;

    fn owner(waba_id: &'static str, phone_number_id: Option<&'static str>, field: &'static str) -> Owner<'static> {
        Owner { waba_id: waba_id.into(), phone_number_id: phone_number_id.map(Into::into), field: field.into() }
    }

    #[test]
    fn every_owner_is_named_once_wherever_its_members_stand() {
        let scan = scan(TWO.as_bytes());
        assert!(scan.whole);
        assert_eq!(
            scan.owners,
            [owner("W1", Some("11"), "messages"), owner("W1", Some("22"), "messages"), owner("W2", None, "account_update")]
        );
    }

    #[test]
    fn a_part_keeps_the_bytes_of_its_changes() {
        let part = split_for(TWO.as_bytes(), |owner| owner.phone_number_id.as_deref() == Some("11")).unwrap();
        let text = std::str::from_utf8(&part).unwrap();
        assert!(text.contains(r#"{"value":{"messages":[{"id":"A"}],"metadata":{"phone_number_id":"11"}},"field":"messages"}"#));
        assert_eq!(scan(&part), Scan { owners: vec![owner("W1", Some("11"), "messages")], whole: true });
        assert_eq!(text.matches("\"changes\"").count(), 2);
        let account = split_for(TWO.as_bytes(), |owner| owner.waba_id == "W2").unwrap();
        assert_eq!(
            std::str::from_utf8(&account).unwrap(),
            r#"{"object":"whatsapp_business_account","entry":[{"id":"W2","time":1739321024,"changes":[{"field":"account_update","value":{"event":"VERIFIED_ACCOUNT"}}]}]}"#
        );
        assert_eq!(split_for(TWO.as_bytes(), |_| false), None);
    }

    #[test]
    fn what_stands_in_an_entry_beside_the_kept_changes_is_kept() {
        let body = r#"{"object":"whatsapp_business_account","entry":[{"id":"W1","novel":{"a":[1]},"changes":[
            {"field":"messages","value":{"metadata":{"phone_number_id":"11"}}},
            {"field":"messages","value":{"metadata":{"phone_number_id":"22"}}}]},
            {"id":"W2","field":"account_update","value":{"event":"PARTNER_APP_INSTALLED"}}]}"#;
        let of_number = split_for(body.as_bytes(), |owner| owner.phone_number_id.as_deref() == Some("22")).unwrap();
        assert_eq!(
            std::str::from_utf8(&of_number).unwrap(),
            r#"{"object":"whatsapp_business_account","entry":[{"id":"W1","novel":{"a":[1]},"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"22"}}}]}]}"#
        );
        let of_account = split_for(body.as_bytes(), |owner| owner.waba_id == "W2").unwrap();
        assert!(std::str::from_utf8(&of_account).unwrap().contains("PARTNER_APP_INSTALLED"));
    }

    #[test]
    fn an_entry_without_changes_is_its_accounts() {
        let body = |entry: &str| format!(r#"{{"object":"whatsapp_business_account","entry":[{entry}]}}"#);
        let with_value = body(r#"{"field":"account_update","value":{"event":"X"},"id":"W2"}"#);
        assert_eq!(scan(with_value.as_bytes()).owners, [owner("W2", None, "")]);
        let empty = body(r#"{"id":"W2","time":1739321024,"changes":[]}"#);
        assert_eq!(scan(empty.as_bytes()).owners, []);
    }

    /// Counts how often it is compared.
    #[derive(Clone)]
    struct Counted<'a>(u32, &'a std::cell::Cell<u32>);

    impl PartialEq for Counted<'_> {
        fn eq(&self, other: &Self) -> bool {
            self.1.set(self.1.get() + 1);
            self.0 == other.0
        }
    }

    impl Eq for Counted<'_> {}

    impl Hash for Counted<'_> {
        fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
            self.0.hash(state);
        }
    }

    #[test]
    fn each_of_many_owners_is_compared_with_a_few() {
        let compared = std::cell::Cell::new(0);
        let mut distinct = Distinct::new();
        (0..50_000).for_each(|number| distinct.add(Counted(number % 900, &compared)));
        assert_eq!(distinct.all.len(), 900);
        assert!(distinct.all.iter().enumerate().all(|(index, it)| index == it.0 as usize), "in order of appearance");
        assert!(compared.get() < 100_000, "{} comparisons", compared.get());
        (0..50_000).for_each(|number| distinct.add(Counted(number, &compared)));
        assert_eq!(distinct.all.len(), OWNERS_MAX);
    }

    /// Heap bytes that scanning takes, for each byte of the body.
    fn bytes_for_each(body: &str) -> u64 {
        let taken = allocation_counter::measure(|| {
            assert!(scan(body.as_bytes()).whole);
        });
        taken.bytes_total / body.len() as u64
    }

    #[test]
    fn nobody_makes_scanning_costly_by_many_changes_or_long_ids() {
        let body = |id: &str, change: &str, changes: usize| {
            let changes = vec![change; changes].join(",");
            format!(r#"{{"object":"whatsapp_business_account","entry":[{{"changes":[{changes}],"id":"{id}"}}]}}"#)
        };
        let long = "A".repeat(100_000);
        let short = "A".repeat(500);
        let number = format!(r#"{{"value":{{"metadata":{{"phone_number_id":"\u0041{short}"}}}}}}"#);
        for body in [
            body(&long, "0", 50_000),
            body(&format!("\\u0041{long}"), "0", 50_000),
            body(&format!("\\u0041{short}"), "0", 50_000),
            body(&format!("\\u0041{short}"), &number, 2_000),
        ] {
            assert!(bytes_for_each(&body) < 4, "{} bytes for each of {}", bytes_for_each(&body), &body[body.len() - 40..]);
        }
    }

    #[test]
    fn an_id_that_is_too_long_is_none() {
        let long = "1".repeat(513);
        let body = format!(
            r#"{{"entry":[{{"id":"{long}","changes":[{{"field":"messages","value":{{"metadata":{{"phone_number_id":"{long}"}}}}}}]}}]}}"#
        );
        assert_eq!(scan(body.as_bytes()).owners, [owner("", None, "messages")]);
    }

    #[test]
    fn what_is_no_list_of_changes_goes_to_its_account_alone() {
        let body = r#"{"object":"whatsapp_business_account","entry":[
            {"id":"W1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"11"}}}]},
            {"id":"W2","changes":{"field":"messages","value":{"messages":[{"id":"A"}]}}},
            {"id":"W3","changes":null},"W4"]}"#;
        let scan = scan(body.as_bytes());
        assert_eq!(scan.owners, [owner("W1", Some("11"), "messages"), owner("W2", None, ""), owner("", None, "")]);
        let part = |waba: &str| String::from_utf8(split_for(body.as_bytes(), |owner| owner.waba_id == waba).unwrap()).unwrap();
        assert!(!part("W1").contains("W2") && part("W2").contains(r#""messages":[{"id":"A"}]"#));
        assert_eq!(part(""), r#"{"object":"whatsapp_business_account","entry":["W4"]}"#);
    }

    #[test]
    fn members_of_the_wrong_type_hide_nobody_else() {
        let body = r#"{"object":"whatsapp_business_account","entry":[7,{"id":[],"changes":{}},{"id":"W","changes":[null,
            {"value":5,"field":"x"},{"value":{"metadata":{"phone_number_id":"1"}},"field":{}}]}]}"#;
        let scan = scan(body.as_bytes());
        assert!(scan.whole);
        assert!(scan.owners.contains(&owner("W", Some("1"), "")));
    }

    #[test]
    fn a_body_cut_short_still_names_its_phone_number() {
        let cut = TWO.find("\"22\"").unwrap_or(TWO.find("22}").unwrap());
        let scan = scan(&TWO.as_bytes()[..cut]);
        assert!(!scan.whole);
        assert!(scan.owners.iter().any(|owner| owner.phone_number_id.as_deref() == Some("11")));
        assert_eq!(scan_phone_number_ids(br#"x"phone_number_id" : "106540352242922","phone_number_id":12"#), ["106540352242922"]);
        assert_eq!(scan_phone_number_ids(br#""phone_number_id":"1065"#), Vec::<&str>::new(), "an id that may be cut short is no id");
        assert_eq!(split_for(&TWO.as_bytes()[..cut], |_| true), None);
    }

    #[test]
    fn other_objects_and_other_bytes_are_not_whole() {
        for body in [&b"{\"object\":\"page\",\"entry\":[]}"[..], b"", b"\xff\xfe", b"[]", b"{}x"] {
            assert!(!scan(body).whole, "{body:?}");
        }
    }
}
