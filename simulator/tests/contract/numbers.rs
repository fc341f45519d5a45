//! Profiles, registration and the block list.

use serde_json::{Value, json};
use whatsapp::client::profile::ProfileChange;
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
    let office = Office::open().await;
    let path = format!("{NUMBER}/whatsapp_business_profile");
    for (member, chars_max, build) in LIMITS {
        for chars in [0, 1, *chars_max, chars_max + 1] {
            let text = "é".repeat(chars);
            let (status, answer) = office.call("POST", &path, json!({"messaging_product": "whatsapp", *member: text})).await;
            assert_eq!(build(text), status == 200, "{member}, {chars} characters: {answer}");
        }
    }
    for (websites, fine) in [(vec!["https://a.example"; 2], true), (vec!["https://a.example"; 3], false), (vec!["a.example"], false)] {
        let (status, _) = office.call("POST", &path, json!({"messaging_product": "whatsapp", "websites": websites})).await;
        assert_eq!((status == 200, ProfileChange::default().websites(websites).is_ok()), (fine, fine));
    }
    let account = account(&office);
    account.set_profile(NUMBER, &ProfileChange::default().about("Bread").unwrap().vertical("RESTAURANT").unwrap()).await.unwrap();
    let profile = account.profile(NUMBER).await.unwrap();
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
    for wrong in ["12345", "1234567", "12345a", ""] {
        assert!(Pin::new(wrong).is_err(), "{wrong}");
        let body = json!({"messaging_product": "whatsapp", "pin": wrong});
        assert_eq!(office.refused("POST", &format!("{id}/register"), body).await, 100, "{wrong}");
    }
}

#[tokio::test]
async fn users_are_blocked_once_they_have_written() {
    let office = Office::open().await;
    let account = account(&office);
    assert_eq!(code(account.block(NUMBER, &[LENA]).await.unwrap_err()), 139_100);
    office.hears(LENA);
    let blocked = account.block(NUMBER, &[LENA, "+34612345678"]).await.unwrap();
    assert_eq!((blocked.changed[0].wa_id.as_deref(), blocked.failed[0].input.as_deref()), (Some(LENA), Some("+34612345678")));
    assert_eq!(account.blocked(NUMBER).await.unwrap()[0].wa_id.as_deref(), Some(LENA));
    account.unblock(NUMBER, &[LENA]).await.unwrap();
    assert_eq!(office.done("GET", &format!("{NUMBER}/block_users"), Value::Null).await["data"], json!([]));
}
