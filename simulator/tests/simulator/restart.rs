//! A restart from the journal ends in the same world.

use serde_json::{Value, json};

use crate::harness::{NUMBER, TOKEN, WABA};
use crate::office::{APP, LENA, Office, offer, offered, text};
use simulator::journal::{Journal, JournalError};

/// Does a bit of everything; ids of a media object and of an open upload.
async fn busy(office: &Office) -> (String, String) {
    let heard = office.hears(LENA);
    office.template(offer("MARKETING")).await;
    office.sent(text("x")).await;
    office.sent(offered(&["a", "b"])).await;
    let media = office.uploaded("image/png", b"a picture").await;
    office.sent(json!({"type": "image", "image": {"id": media}})).await;
    let upload = office.done("POST", &format!("{APP}/uploads?file_name=a&file_length=8&file_type=image/png"), Value::Null).await;
    let upload = upload["id"].as_str().unwrap().to_owned();
    office.appended(&upload, 0, b"half").await;
    let path = format!("{NUMBER}/messages");
    let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": heard, "typing_indicator": {"type": "text"}});
    office.done("POST", &path, read).await;
    let profile = json!({"messaging_product": "whatsapp", "about": "Bread"});
    office.done("POST", &format!("{NUMBER}/whatsapp_business_profile"), profile).await;
    office.done("POST", NUMBER, json!({"pin": "123456"})).await;
    office.done("POST", &format!("{NUMBER}/settings"), json!({"user_identity_change": {"enable_identity_key_check": true}})).await;
    let group = office.group().await;
    office.joins(LENA, &group);
    let block = json!({"messaging_product": "whatsapp", "block_users": [{"user": LENA}]});
    office.done("POST", &format!("{NUMBER}/block_users"), block).await;
    office.done("POST", &format!("{WABA}/subscribed_apps"), Value::Null).await;
    *office.simulator.faults() = serde_json::from_value(json!({"rules": [{"endpoint": "debug_token", "mode": "every", "n": 2}]})).unwrap();
    office.done("GET", &format!("debug_token?input_token={TOKEN}"), Value::Null).await;
    office.advance(2);
    office.until(|world| !world.ledger.is_empty()).await;
    (media, upload)
}

#[tokio::test]
async fn a_restart_from_the_journal_ends_in_the_same_world() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let office = Office::open_at(&path, json!({})).await;
    let (media, upload) = busy(&office).await;
    let simulator = office.simulator.clone();
    office.close().await;
    let before = simulator.read(Clone::clone);
    assert!(!before.pending.is_empty() && !before.ledger.is_empty(), "deliveries both to come and done");

    // Once from the events as they happened, once from the shortened journal that the first opening wrote.
    for _ in 0..2 {
        let journal = Journal::open(&path).unwrap();
        assert_eq!(*journal.world(), before);
        assert_eq!(journal.blobs().read(&media).unwrap(), b"a picture");
        assert_eq!(journal.blobs().read(upload.split_once('?').unwrap().0).unwrap(), b"half");
    }
}

#[tokio::test]
async fn a_second_process_goes_on_with_uploads_rates_and_faults_and_mints_new_ids() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let first = Office::open_at(&path, json!({})).await;
    let (media, upload) = busy(&first).await;
    let pair = first.simulator.read(|world| world.pair(NUMBER, LENA));
    first.close().await;

    let second = Office::open_at(&path, json!({})).await;
    assert_eq!(second.simulator.read(|world| world.pair(NUMBER, LENA)), pair);
    let (_, done) = second.appended(&upload, 4, b"rest").await;
    assert!(done["h"].is_string(), "{done}");
    second.done("GET", &media, Value::Null).await;
    let (status, struck) = second.call("GET", &format!("debug_token?input_token={TOKEN}"), Value::Null).await;
    assert_eq!(status, 400, "the second of every two: {struck}");
    let again = second.uploaded("image/png", b"another").await;
    assert_ne!(again, media, "the same seed doesn't mint the same ids again");
    let about = second.done("GET", &format!("{NUMBER}/whatsapp_business_profile?fields=about"), Value::Null).await;
    assert_eq!(about["data"][0]["about"], "Bread");
}

#[tokio::test]
async fn a_line_that_a_crash_cut_short_is_skipped_wherever_it_was_cut() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let office = Office::open_at(&path, json!({})).await;
    office.hears(LENA);
    let simulator = office.simulator.clone();
    office.close().await;
    let before = simulator.read(Clone::clone);
    let whole = std::fs::read(&path).unwrap();
    let torn = r#"{"event":"read","phone_number_id":"ü"#.as_bytes();
    for cut in 1..=torn.len() {
        std::fs::write(&path, [&whole[..], &torn[..cut]].concat()).unwrap();
        assert_eq!(*Journal::open(&path).unwrap_or_else(|error| panic!("cut after {cut} bytes: {error}")).world(), before);
    }
}

#[tokio::test]
async fn a_file_that_is_no_journal_and_a_torn_line_in_the_middle_are_told_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    Journal::open(&path).unwrap();
    let whole = std::fs::read_to_string(&path).unwrap();
    for (wrong, expected) in [
        ("a shopping list".to_owned(), 1),
        ("a shopping list\nbread\n".to_owned(), 1),
        (format!("{whole}{{\"event\":\"rea\n{whole}"), whole.lines().count() + 1),
        (format!("{whole}{{\"event\":\"of a later version\"}}\n"), whole.lines().count() + 1),
    ] {
        std::fs::write(&path, &wrong).unwrap();
        let error = Journal::open(&path).unwrap_err();
        assert!(matches!(error, JournalError::Line { line, .. } if line == expected), "{wrong:?}: {error}");
        assert!(error.to_string().contains("journal.jsonl"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), wrong);
    }
    std::fs::write(&path, "").unwrap();
    Journal::open(&path).expect("an empty file is a new journal");
}

#[test]
fn the_files_of_two_journals_of_one_stem_lie_apart() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = |name: &str| Journal::open(&folder.path().join(name)).unwrap().blobs();
    // As it was named before journals kept their whole name.
    std::fs::create_dir(folder.path().join("day.blobs")).unwrap();
    std::fs::write(folder.path().join("day.blobs/1"), "a picture").unwrap();
    assert_eq!(blobs("day.jsonl").read("1").unwrap(), b"a picture", "the old folder is taken over");
    assert_eq!(blobs("day.json").read("1"), None);
    assert!(folder.path().join("day.jsonl.blobs").is_dir() && folder.path().join("day.json.blobs").is_dir());
}
