//! Profiles, registration and the block list.

use serde_json::{Value, json};
use whatsapp::client::ClientError;
use whatsapp::client::block::{BLOCKED_USER_CHARS_MAX, BLOCKED_USERS_MAX};
use whatsapp::client::profile::{ProfileChange, VERTICALS};
use whatsapp::client::registration::{Code, CodeMethod, Pin};

use super::{account, code};
use crate::harness::{NUMBER, WABA};
use crate::office::{LENA, Office};

#[tokio::test]
async fn profiles_are_held_to_the_same_limits_by_both() {
    type Build = fn(String) -> bool;
    const LIMITS: &[(&str, usize, Build)] = &[
        ("about", 139, |text| ProfileChange::default().about(text).is_ok()),
        ("address", 256, |text| ProfileChange::default().address(text).is_ok()),
        ("description", 512, |text| ProfileChange::default().description(text).is_ok()),
    ];
    let office = Office::open_with(json!({"management_calls_per_hour": 100_000})).await;
    let path = format!("{NUMBER}/whatsapp_business_profile");
    for (member, chars_max, build) in LIMITS {
        for chars in [0, 1, *chars_max, chars_max + 1] {
            let text = "é".repeat(chars);
            let (status, answer) = office.call("POST", &path, json!({"messaging_product": "whatsapp", *member: text})).await;
            assert_eq!(build(text), status == 200, "{member}, {chars} characters: {answer}");
        }
    }
    let long = |chars: usize| format!("https://a.example/{}", "x".repeat(chars - 18));
    let takes = async |member: &str, value: Value| {
        office.call("POST", &path, json!({"messaging_product": "whatsapp", member: value})).await.0 == 200
    };
    for (websites, fine) in [
        (vec!["https://a.example".to_owned(); 2], true),
        (vec![], true),
        (vec!["https://a.example".to_owned(); 3], false),
        (vec![long(256)], true),
        (vec![long(257)], false),
        (vec!["a.example".to_owned()], false),
        (vec!["https://".to_owned()], false),
    ] {
        assert_eq!((takes("websites", json!(websites)).await, ProfileChange::default().websites(websites).is_ok()), (fine, fine));
    }
    let address = |chars: usize| format!("{}@a.example", "x".repeat(chars - 10));
    for (email, fine) in [
        (String::new(), true),
        ("lena@a.example".to_owned(), true),
        (address(128), true),
        (address(129), false),
        ("lena".to_owned(), false),
        ("@a.example".to_owned(), false),
        ("lena@b@a.example".to_owned(), false),
    ] {
        assert_eq!((takes("email", json!(email)).await, ProfileChange::default().email(email.as_str()).is_ok()), (fine, fine), "{email}");
    }
    for word in VERTICALS.iter().chain(&["", "restaurant", "BAKERY"]) {
        assert_eq!(takes("vertical", json!(word)).await, ProfileChange::default().vertical(*word).is_ok(), "{word}");
    }
    assert!(ProfileChange::default().picture("").is_err() && !takes("profile_picture_handle", json!("")).await);
    let account = account(&office);
    let picture = office.handle("image/png", b"picture").await;
    let change = ProfileChange::default().about("Bread").unwrap().vertical("RESTAURANT").unwrap().picture(picture).unwrap();
    account.set_profile(NUMBER, &change).await.unwrap();
    let profile = account.profile(NUMBER).await.unwrap();
    assert!(profile.profile_picture_url.is_some());
    assert_eq!((profile.about.as_deref(), profile.vertical.as_deref()), (Some("Bread"), Some("RESTAURANT")));
}

#[tokio::test]
async fn a_number_is_added_verified_registered_and_let_go() {
    let office = Office::open().await;
    let account = account(&office);
    let id = account.add_phone_number(WABA, "49", "301234567", "Acme Berlin").await.unwrap();
    let pin = Pin::new("123456").unwrap();
    assert_eq!(code(account.register(&id, &pin, None).await.unwrap_err()), 133_006);
    account.request_code(&id, CodeMethod::Sms, "en_US").await.unwrap();
    let sent = office.simulator.read(|world| world.number(&id).code.unwrap());
    account.verify_code(&id, &Code::new(&sent).unwrap()).await.unwrap();
    account.register(&id, &pin, None).await.unwrap();
    assert_eq!(code(account.register(&id, &Pin::new("654321").unwrap(), None).await.unwrap_err()), 133_005);
    account.set_pin(&id, &Pin::new("654321").unwrap()).await.unwrap();
    account.deregister(&id).await.unwrap();
    assert_eq!(code(account.deregister(&id).await.unwrap_err()), 133_010);
    account
        .request_code(&account.add_phone_number(WABA, "49", "(30) 123-4568", "Acme").await.unwrap(), CodeMethod::Voice, "de")
        .await
        .unwrap();
    account.register(&id, &Pin::new("654321").unwrap(), Some("DE")).await.unwrap();
    for region in ["", "D", "de", "DEU", "Ä"] {
        let refused = account.register(&id, &pin, Some(region)).await;
        assert!(matches!(refused, Err(ClientError::Invalid(_))), "{region}: {refused:?}");
        let body = json!({"messaging_product": "whatsapp", "pin": "654321", "data_localization_region": region});
        assert_eq!(office.refused("POST", &format!("{id}/register"), body).await, 131_009, "{region}");
    }
    for wrong in ["12345", "1234567", "12345a", ""] {
        assert!(Pin::new(wrong).is_err(), "{wrong}");
        let body = json!({"messaging_product": "whatsapp", "pin": wrong});
        assert_eq!(office.refused("POST", &format!("{id}/register"), body).await, 100, "{wrong}");
    }
}

#[tokio::test]
async fn numbers_that_are_none_are_not_added_and_codes_come_in_a_language() {
    let office = Office::open().await;
    let account = account(&office);
    for (cc, number, name) in [
        ("", "301234567", "Acme"),
        ("+49", "301234567", "Acme"),
        ("49", "", "Acme"),
        ("49", "30/1234567", "Acme"),
        ("49", "--", "Acme"),
        ("49", "1234", "Acme"),
        ("49", "12345678901234", "Acme"),
        ("49", "301234567", ""),
        ("49", "301234567", &"x".repeat(513)),
    ] {
        let refused = account.add_phone_number(WABA, cc, number, name).await.unwrap_err();
        assert!(matches!(refused, ClientError::Invalid(_)), "{cc} {number}: {refused:?}");
        let body = json!({"cc": cc, "phone_number": number, "verified_name": name});
        let code = office.refused("POST", &format!("{WABA}/phone_numbers"), body).await;
        assert!([131_008, 131_009].contains(&code), "{cc} {number}: {code}");
    }
    let id = account.add_phone_number(WABA, "49", "301234567", "Acme Berlin").await.unwrap();
    for language in ["", "deutsch", "EN", "en-US"] {
        let refused = account.request_code(&id, CodeMethod::Sms, language).await.unwrap_err();
        assert!(matches!(refused, ClientError::Invalid(_)), "{language}: {refused:?}");
        let body = json!({"code_method": "SMS", "language": language});
        assert_eq!(office.refused("POST", &format!("{id}/request_code"), body).await, 131_009, "{language}");
    }
    for wrong in ["", "12345", "12345x"] {
        assert!(Code::new(wrong).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn nobody_and_everybody_at_once_are_not_blocked() {
    let office = Office::open().await;
    let account = account(&office);
    let crowd = vec![LENA; BLOCKED_USERS_MAX + 1];
    for users in [&[][..], &crowd] {
        for refused in [account.block(NUMBER, users).await, account.unblock(NUMBER, users).await] {
            assert!(matches!(refused, Err(ClientError::Invalid(_))), "{refused:?}");
        }
    }
    let body = json!({"messaging_product": "whatsapp", "block_users": []});
    assert_eq!(office.refused("POST", &format!("{NUMBER}/block_users"), body).await, 131_009);
    for nobody in ["", &"1".repeat(BLOCKED_USER_CHARS_MAX + 1)] {
        let refused = account.block(NUMBER, &[LENA, nobody]).await;
        assert!(matches!(refused, Err(ClientError::Invalid(_))), "{refused:?}");
        let body = json!({"messaging_product": "whatsapp", "block_users": [{"user": LENA}, {"user": nobody}]});
        assert!([131_008, 131_009].contains(&office.refused("POST", &format!("{NUMBER}/block_users"), body).await));
    }
}

#[tokio::test]
async fn users_are_blocked_once_they_have_written() {
    let office = Office::open().await;
    let account = account(&office);
    let ClientError::Refused(refusal) = account.block(NUMBER, &[LENA, "nobody"]).await.unwrap_err() else { panic!("not a refusal") };
    assert_eq!(refusal.code, 139_100);
    assert_eq!(
        refusal.reason(),
        Some("None of the users could be changed: The user hasn't written to this phone number in the last 24 hours; This is no user")
    );
    office.hears(LENA);
    let blocked = account.block(NUMBER, &[LENA, "+34612345678"]).await.unwrap();
    assert_eq!((blocked.changed[0].wa_id.as_deref(), blocked.failed[0].input.as_deref()), (Some(LENA), Some("+34612345678")));
    let why = blocked.failed[0].errors[0].details.as_deref();
    assert_eq!(why, Some("The user hasn't written to this phone number in the last 24 hours"));
    assert_eq!(account.blocked(NUMBER).await.unwrap()[0].wa_id.as_deref(), Some(LENA));
    account.unblock(NUMBER, &[LENA]).await.unwrap();
    assert_eq!(office.done("GET", &format!("{NUMBER}/block_users"), Value::Null).await["data"], json!([]));
}
