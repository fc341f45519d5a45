//! Profile, registration, block list, subscription, token.

use serde_json::json;
use whatsapp::client::block::BLOCKED_USER_CHARS_MAX;
use whatsapp::client::profile::{Profile, ProfileChange};
use whatsapp::client::registration::{Code, CodeMethod, Pin};
use whatsapp::client::{Action, Callback, ClientError};

use crate::server::Server;

const DONE: &str = r#"{"success":true}"#;

#[tokio::test]
async fn a_profile_is_read_in_both_shapes() {
    let server = Server::start().await;
    let flat = r#"{"data":[{"about":"Bread","websites":["https://a.example"],"vertical":"RESTAURANT","messaging_product":"whatsapp"}]}"#;
    let nested = r#"{"data":[{"business_profile":{"about":"Bread","websites":["https://a.example"],"vertical":"RESTAURANT"},"id":"1"}]}"#;
    server.answer(200, flat).answer(200, nested).answer(200, r#"{"data":[]}"#);
    let account = server.account();
    let read = account.profile("106").await.unwrap();
    assert_eq!((read.about.as_deref(), read.websites.len(), read.vertical.as_deref()), (Some("Bread"), 1, Some("RESTAURANT")));
    assert_eq!(account.profile("106").await.unwrap(), read);
    assert_eq!(account.profile("106").await.unwrap(), Profile::default());
    assert_eq!(
        server.asked()[0].line,
        "GET /v25.0/106/whatsapp_business_profile?fields=about%2Caddress%2Cdescription%2Cemail%2Cprofile_picture_url%2Cwebsites%2Cvertical"
    );
}

#[tokio::test]
async fn a_profile_change_holds_what_changes_and_nothing_else() {
    let server = Server::start().await;
    server.answer(200, DONE);
    let change = ProfileChange::default().about("Bread").unwrap().email("").unwrap().websites(["https://a.example"]).unwrap();
    server.account().set_profile("106", &change.picture("4::aW").unwrap()).await.unwrap();
    let asked = server.asked_once();
    assert_eq!(asked.line, "POST /v25.0/106/whatsapp_business_profile");
    assert_eq!(
        asked.json(),
        json!({"messaging_product": "whatsapp", "about": "Bread", "email": "", "websites": ["https://a.example"],
               "profile_picture_handle": "4::aW"})
    );
}

#[tokio::test]
async fn a_number_is_added_proved_registered_and_taken_off() {
    let server = Server::start().await;
    server.answer(200, r#"{"id":106}"#);
    server.answer_times(6, 200, DONE);
    let account = server.account();
    let pin = Pin::new("123456").unwrap();
    assert_eq!(account.add_phone_number("102", "49", "15112345678", "Bakery").await.unwrap(), "106");
    account.request_code("106", CodeMethod::Voice, "en_US").await.unwrap();
    account.verify_code("106", &Code::new("654-321").unwrap()).await.unwrap();
    account.register("106", &pin, None).await.unwrap();
    account.register("106", &pin, Some("DE")).await.unwrap();
    account.set_pin("106", &pin).await.unwrap();
    account.deregister("106").await.unwrap();
    let asked = server.asked();
    let bodies: Vec<_> = asked[..6].iter().map(|asked| (asked.line.as_str(), asked.json())).collect();
    let expected = [
        ("POST /v25.0/102/phone_numbers", json!({"cc": "49", "phone_number": "15112345678", "verified_name": "Bakery"})),
        ("POST /v25.0/106/request_code", json!({"code_method": "VOICE", "language": "en_US"})),
        ("POST /v25.0/106/verify_code", json!({"code": "654321"})),
        ("POST /v25.0/106/register", json!({"messaging_product": "whatsapp", "pin": "123456"})),
        ("POST /v25.0/106/register", json!({"messaging_product": "whatsapp", "pin": "123456", "data_localization_region": "DE"})),
        ("POST /v25.0/106", json!({"pin": "123456"})),
    ];
    assert_eq!(bodies, expected);
    assert_eq!((asked[6].line.as_str(), asked[6].body.len()), ("POST /v25.0/106/deregister", 0));
}

#[tokio::test]
async fn a_wrong_pin_asks_a_human_and_a_lost_registration_is_settled_first() {
    let server = Server::start().await;
    server.answer(400, r#"{"error":{"code":133005,"message":"PIN mismatch"}}"#).answer(502, "bad gateway");
    let pin = Pin::new("123456").unwrap();
    let account = server.account();
    assert_eq!(account.register("106", &pin, None).await.unwrap_err().action(), Action::AskHuman);
    assert_eq!(account.register("106", &pin, None).await.unwrap_err().action(), Action::Settle);
}

#[tokio::test]
async fn users_are_blocked_let_in_and_those_who_cannot_be_are_told() {
    let server = Server::start().await;
    server.answer(
        200,
        r#"{"messaging_product":"whatsapp","block_users":{"added_users":[{"input":"+49151","wa_id":"49151"}],
        "failed_users":[{"input":"+1","wa_id":"1","errors":[{"message":"no","code":139101,"error_data":{"details":"x"}}]}]}}"#,
    );
    server.answer(200, r#"{"block_users":{"removed_users":[{"input":"+49151","wa_id":"49151"}]}}"#);
    let account = server.account();
    let blocked = account.block("106", &["+49151", "+1"]).await.unwrap();
    assert_eq!(blocked.changed[0].wa_id.as_deref(), Some("49151"));
    assert_eq!((blocked.failed[0].input.as_deref(), blocked.failed[0].errors[0].code), (Some("+1"), 139_101));
    let unblocked = account.unblock("106", &["+49151"]).await.unwrap();
    assert_eq!((unblocked.changed.len(), unblocked.failed.len()), (1, 0));
    let asked = server.asked();
    assert_eq!(asked[0].line, "POST /v25.0/106/block_users");
    assert_eq!(asked[0].json(), json!({"messaging_product": "whatsapp", "block_users": [{"user": "+49151"}, {"user": "+1"}]}));
    assert_eq!(asked[1].line, "DELETE /v25.0/106/block_users");
    assert_eq!(asked[1].json()["block_users"], json!([{"user": "+49151"}]));
}

#[tokio::test]
async fn webhooks_are_sent_elsewhere_for_an_account_and_for_a_number() {
    let server = Server::start().await;
    server.answer_times(4, 200, DONE);
    let account = server.account();
    let callback = Callback { url: "https://hooks.example/1", verify_token: "v" };
    account.subscribe("102", Some(callback)).await.unwrap();
    account.set_callback("106", Some(callback)).await.unwrap();
    account.set_callback("106", None).await.unwrap();
    account.unsubscribe("102").await.unwrap();
    let asked = server.asked();
    let hook = json!({"override_callback_uri": "https://hooks.example/1", "verify_token": "v"});
    assert_eq!((asked[0].line.as_str(), asked[0].json()), ("POST /v25.0/102/subscribed_apps", hook.clone()));
    assert_eq!((asked[1].line.as_str(), asked[1].json()), ("POST /v25.0/106", json!({"webhook_configuration": hook})));
    assert_eq!(asked[2].json(), json!({"webhook_configuration": {"override_callback_uri": ""}}));
    assert_eq!(asked[3].line, "DELETE /v25.0/102/subscribed_apps");
}

#[tokio::test]
async fn a_token_tells_whose_it_is_and_what_it_may() {
    let server = Server::start().await;
    server.answer(
        200,
        r#"{"data":{"app_id":"67","type":"SYSTEM_USER","application":"x","data_access_expires_at":0,"expires_at":1779184000,
        "is_valid":true,"scopes":["whatsapp_business_messaging"],"user_id":12,
        "granular_scopes":[{"scope":"whatsapp_business_messaging","target_ids":["102"]},{"scope":"whatsapp_business_management"}]}}"#,
    );
    let token = server.account().token_info().await.unwrap();
    assert!(token.is_valid);
    assert_eq!((token.kind.as_deref(), token.user_id.as_deref(), token.expires_at), (Some("SYSTEM_USER"), Some("12"), Some(1_779_184_000)));
    assert_eq!(token.granular_scopes[0].target_ids, ["102"]);
    assert!(token.granular_scopes[1].target_ids.is_empty());
    assert_eq!(server.asked_once().line, "GET /v25.0/debug_token?input_token=EAAGsecret");
}

#[tokio::test]
async fn a_number_tells_its_limits_and_where_its_webhooks_go() {
    let server = Server::start().await;
    server.answer(
        200,
        r#"{"id":"106","display_phone_number":"+1 555-078-3881","throughput":{"level":"HIGH"},"platform_type":"CLOUD_API",
        "whatsapp_business_manager_messaging_limit":"TIER_2K","webhook_configuration":{"phone_number":"https://n.example","application":"https://a.example"}}"#,
    );
    let number = server.account().phone_number("106").await.unwrap();
    assert_eq!(number.throughput.unwrap().level.as_deref(), Some("HIGH"));
    assert_eq!(number.whatsapp_business_manager_messaging_limit.as_deref(), Some("TIER_2K"));
    let hooks = number.webhook_configuration.unwrap();
    assert_eq!((hooks.phone_number.as_deref(), hooks.whatsapp_business_account), (Some("https://n.example"), None));
    assert!(server.asked_once().line.contains("webhook_configuration"));
}

#[tokio::test]
async fn what_the_provider_would_refuse_is_not_asked() {
    let server = Server::start().await;
    let account = server.account();
    let far = Callback { url: "ftp://hooks.example", verify_token: "v" };
    let refused = [
        account.subscribe("102", Some(far)).await,
        account.set_callback("106", Some(Callback { verify_token: "", ..far })).await,
        account.add_phone_number("102", "+49", "15112345678", "Bakery").await.map(drop),
        account.request_code("106", CodeMethod::Sms, "german").await,
        account.register("106", &Pin::new("123456").unwrap(), Some("Germany")).await,
        account.block("106", &[]).await.map(drop),
        account.block("106", &["+49151", ""]).await.map(drop),
        account.unblock("106", &[&"1".repeat(BLOCKED_USER_CHARS_MAX + 1)]).await.map(drop),
        account.mark_read("106", "", false).await,
        account.mark_read("106", &"x".repeat(513), true).await,
        account.begin_upload("67", "a.woff", "font/woff", 1).await.map(drop),
    ];
    for refusal in refused {
        let error = refusal.unwrap_err();
        assert!(matches!(error, ClientError::Invalid(_)) && error.action() == Action::FixRequest, "{error:?}");
    }
    assert_eq!(server.asked().len(), 0);
}

#[tokio::test]
async fn success_false_is_not_success() {
    let server = Server::start().await;
    server.answer(200, r#"{"success":false}"#);
    assert!(matches!(server.account().deregister("106").await, Err(ClientError::NotDone)));
}
