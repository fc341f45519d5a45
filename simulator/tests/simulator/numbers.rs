//! Phone numbers: profile, registration, codes, callbacks (sections 2.4 and 11).

use serde_json::{Value, json};

use crate::harness::{Callback, NUMBER, VERIFY, WABA};
use crate::office::{LENA, Office, offer, text};

#[tokio::test]
async fn the_profile_is_set_in_parts_and_read_flat() {
    let office = Office::open().await;
    let path = format!("{NUMBER}/whatsapp_business_profile");
    let set = |mut members: Value| {
        members["messaging_product"] = json!("whatsapp");
        members
    };
    office.done("POST", &path, set(json!({"about": "Bread", "websites": ["https://example.com"]}))).await;
    let handle = office.handle("image/png", b"png").await;
    let answer = office
        .done("POST", &path, set(json!({"email": "a@example.com", "vertical": "RESTAURANT", "profile_picture_handle": handle})))
        .await;
    assert_eq!(answer, json!({"success": true}));
    let shown = office.done("GET", &format!("{path}?fields=about,email,websites,vertical,address,profile_picture_url"), Value::Null).await;
    let profile = &shown["data"][0];
    assert!(profile["profile_picture_url"].as_str().unwrap().starts_with("https://"), "{shown}");
    assert_eq!(
        (&profile["about"], &profile["email"], &profile["vertical"]),
        (&json!("Bread"), &json!("a@example.com"), &json!("RESTAURANT"))
    );
    assert_eq!((&profile["websites"], &profile["messaging_product"]), (&json!(["https://example.com"]), &json!("whatsapp")));
    let long = |chars: usize| "x".repeat(chars);
    for wrong in [
        json!({"about": ""}),
        json!({"about": long(140)}),
        json!({"address": long(257)}),
        json!({"description": long(513)}),
        json!({"email": long(129)}),
        json!({"email": "nobody"}),
        json!({"websites": ["https://a", "https://b", "https://c"]}),
        json!({"websites": ["a.example"]}),
        json!({"vertical": "MAGIC"}),
        json!({"profile_picture_handle": "4::nobody"}),
    ] {
        let code = office.refused("POST", &path, set(wrong.clone())).await;
        assert!([100, 131_009].contains(&code), "{wrong}: {code}");
    }
    assert_eq!(office.refused("POST", &path, json!({"about": "x"})).await, 100, "without messaging_product");
}

#[tokio::test]
async fn a_new_number_is_verified_by_code_and_registered_with_a_pin() {
    let office = Office::open().await;
    let added = json!({"cc": "49", "phone_number": "30 1234567", "verified_name": "Acme Berlin"});
    let id = office.done("POST", &format!("{WABA}/phone_numbers"), added.clone()).await["id"].as_str().unwrap().to_owned();
    assert_eq!(office.refused("POST", &format!("{WABA}/phone_numbers"), added).await, 100, "in use already");
    let shown = office.done("GET", &format!("{id}?fields=display_phone_number,code_verification_status,status"), Value::Null).await;
    assert_eq!(
        shown,
        json!({"id": id, "display_phone_number": "+49301234567", "code_verification_status": "NOT_VERIFIED", "status": "DISCONNECTED"})
    );
    let register = |pin: &str| json!({"messaging_product": "whatsapp", "pin": pin});
    assert_eq!(office.refused("POST", &format!("{id}/register"), register("123456")).await, 133_006, "verify first");
    assert_eq!(office.refused("POST", &format!("{id}/request_code"), json!({"code_method": "PIGEON", "language": "en_US"})).await, 131_009);
    office.done("POST", &format!("{id}/request_code"), json!({"code_method": "SMS", "language": "en_US"})).await;
    let code = office.simulator.read(|world| world.number(&id).code.unwrap());
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(office.refused("POST", &format!("{id}/verify_code"), json!({"code": wrong})).await, 136_025);
    office.done("POST", &format!("{id}/verify_code"), json!({"code": code})).await;
    for pin in ["12345", "12345a", ""] {
        assert_eq!(office.refused("POST", &format!("{id}/register"), register(pin)).await, 100, "{pin}");
    }
    office.done("POST", &format!("{id}/register"), register("123456")).await;
    assert_eq!(office.refused("POST", &format!("{id}/register"), register("654321")).await, 133_005, "the first PIN stays");
    for _ in 0..4 {
        office.refused("POST", &format!("{id}/register"), register("654321")).await;
    }
    assert_eq!(office.refused("POST", &format!("{id}/register"), register("654321")).await, 133_008, "guessed too often");
    office.done("POST", &id, json!({"pin": "654321"})).await;
    office.done("POST", &format!("{id}/register"), register("654321")).await;
    let numbers = office.done("GET", &format!("{WABA}/phone_numbers?fields=id,status&limit=1"), Value::Null).await;
    assert_eq!(numbers["data"].as_array().unwrap().len(), 1);
    let next = numbers["paging"]["next"].as_str().unwrap().split_once("/phone_numbers").unwrap().1;
    let second = office.done("GET", &format!("{WABA}/phone_numbers{next}"), Value::Null).await;
    let members = |page: &Value| page["data"][0].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!((members(&second), second["data"].as_array().unwrap().len()), (members(&numbers), 1), "the fields are still asked for");
    assert_ne!(second["data"][0]["id"], numbers["data"][0]["id"]);
}

#[tokio::test]
async fn a_number_is_registered_ten_times_in_72_hours_at_most() {
    let office = Office::open().await;
    for turn in 0..10 {
        let call = if turn % 2 == 0 { "deregister" } else { "register" };
        office.done("POST", &format!("{NUMBER}/{call}"), json!({"messaging_product": "whatsapp", "pin": "123456"})).await;
    }
    assert_eq!(office.refused("POST", &format!("{NUMBER}/deregister"), Value::Null).await, 133_016);
    office.advance(72 * 3600);
    office.done("POST", &format!("{NUMBER}/deregister"), Value::Null).await;
    assert_eq!(office.refused("POST", &format!("{NUMBER}/deregister"), Value::Null).await, 133_010);
}

#[tokio::test]
async fn webhooks_go_to_the_number_s_callback_then_the_account_s_then_the_app_s() {
    let office = Office::open().await;
    let (of_account, account_url) = Callback::start().await;
    let (of_number, number_url) = Callback::start().await;
    let say = async || {
        office.hears(LENA);
        office.sent(text("x")).await;
        office.advance(3600);
    };
    say().await;
    office.callback.bodies(3).await;
    office.done("POST", &format!("{WABA}/subscribed_apps"), json!({"override_callback_uri": account_url, "verify_token": VERIFY})).await;
    say().await;
    of_account.bodies(3).await;
    let configure = |uri: &str| json!({"webhook_configuration": {"override_callback_uri": uri, "verify_token": VERIFY}});
    assert_eq!(office.refused("POST", NUMBER, configure("http://127.0.0.1:9/")).await, 2200, "no handshake");
    office.done("POST", NUMBER, configure(&number_url)).await;
    say().await;
    of_number.bodies(3).await;
    let shown = office.done("GET", &format!("{NUMBER}?fields=webhook_configuration"), Value::Null).await;
    let levels = &shown["webhook_configuration"];
    assert_eq!((&levels["phone_number"], &levels["whatsapp_business_account"]), (&json!(number_url), &json!(account_url)));
    assert!(levels["application"].is_string());
    let listed = office.simulator.http().get(format!("{}/control/businesses", office.url)).send().await.unwrap();
    let listed = listed.json::<Value>().await.unwrap()["items"][0].clone();
    assert_eq!((&listed["number_override_callback_uri"], &listed["override_callback_uri"]), (&json!(number_url), &json!(account_url)));

    office.template(offer("UTILITY")).await;
    office.changes("message_template_status_update", 1).await;
    office.done("POST", NUMBER, configure("")).await;
    say().await;
    of_account.bodies(6).await;
    office.done("POST", &format!("{WABA}/subscribed_apps"), Value::Null).await;
    say().await;
    office.callback.bodies(3 + 1 + 3).await;
    assert_eq!((of_number.count(), of_account.count(), office.callback.count()), (3, 6, 7), "template events go to the app alone");
}
