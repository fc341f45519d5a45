//! Every call of the client, made wrongly: the simulator refuses each with the code that its documentation names, and all of them
//! to a stranger. That they are also made rightly is what the other tests are for; `coverage` sees to it that none is left out.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::SecretString;
use serde_json::json;
use whatsapp::client::media::{MediaError, MediaFile};
use whatsapp::client::profile::ProfileChange;
use whatsapp::client::registration::{Code, CodeMethod, Pin};
use whatsapp::client::send::{Message, Recipient, Text};
use whatsapp::client::templates::{Doomed, TemplateFilter};
use whatsapp::client::upload::UploadSession;
use whatsapp::client::{Account, Action, Callback, Client, ClientError};

use super::definitions::hello;
use super::{account, code};
use crate::harness::{Callback as Hook, NUMBER, VERIFY, WABA};
use crate::office::{LENA, Office};

/// One call and the code it is refused with.
pub struct Refused {
    pub name: &'static str,
    code: i64,
    make: fn(Account) -> BoxFuture<'static, Result<(), MediaError>>,
}

macro_rules! refused {
    ($($name:ident($($argument:expr),*) => $code:expr;)*) => {
        &[$(Refused {
            name: stringify!($name),
            code: $code,
            make: |account| async move { account.$name($($argument),*).await.map(drop).map_err(MediaError::from) }.boxed(),
        }),*]
    };
}

/// Nobody's: an account, a number, an app.
const NOBODY: &str = "1";

pub const CALLS: &[Refused] = refused! {
    business_account(NOBODY) => 100;
    phone_number(NOBODY) => 100;
    phone_numbers(NOBODY) => 100;
    subscriptions(NOBODY) => 100;
    subscribe(NOBODY, None) => 100;
    unsubscribe(NOBODY) => 100;
    set_callback(NUMBER, Some(Callback { url: "http://127.0.0.1:9/", verify_token: "x" })) => 2200;
    add_phone_number(NOBODY, "49", "301234567", "Acme") => 100;
    request_code(NUMBER, CodeMethod::Voice, "de") => 136_024;
    verify_code(NUMBER, &Code::new("123456").unwrap()) => 136_025;
    register(NOBODY, &Pin::new("123456").unwrap(), None) => 100;
    deregister(NOBODY) => 100;
    set_pin(NOBODY, &Pin::new("123456").unwrap()) => 100;
    profile(NOBODY) => 100;
    set_profile(NOBODY, &ProfileChange::default()) => 100;
    block(NUMBER, &[LENA]) => 139_100;
    unblock(NOBODY, &[LENA]) => 100;
    blocked(NOBODY) => 100;
    send(NUMBER, &Message::new(Recipient::wa_id(LENA).unwrap(), Text::new("x").unwrap()).unwrap()) => 131_047;
    mark_read(NUMBER, "wamid.nobody", false) => 100;
    upload_media(NOBODY, &MediaFile::new("a.png", "image/png", 1).unwrap(), "x") => 100;
    media(NOBODY, None) => 100;
    download_media(NOBODY, None, 1) => 100;
    delete_media(NOBODY) => 100;
    begin_upload(NOBODY, "a.png", "image/png", 1) => 100;
    upload_offset(&UploadSession { id: "upload:nobody?sig=AR".to_owned() }) => 100;
    continue_upload(&UploadSession { id: "upload:nobody?sig=AR".to_owned() }, 0, "x".into()) => 100;
    upload(NOBODY, "a.png", "image/png", "x".into()) => 100;
    templates(NOBODY, &TemplateFilter::default()) => 100;
    template(NOBODY) => 100;
    create_template(NOBODY, &hello("t").unwrap()) => 100;
    edit_template(NOBODY, &hello("t").unwrap()) => 100;
    delete_template(WABA, Doomed::Name("t")) => 100;
    unpause_template(NOBODY) => 100;
};

fn code_of(error: MediaError) -> i64 {
    match error {
        MediaError::Client(error) => code(error),
        other => panic!("not a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn every_call_is_refused_with_its_code_when_it_is_wrong_and_with_190_to_a_stranger() {
    let office = Office::open().await;
    let stranger = Client::new(&office.url).unwrap().with(&SecretString::from("EAAstranger"));
    for Refused { name, code, make } in CALLS {
        assert_eq!(code_of(make(account(&office)).await.expect_err(name)), *code, "{name}");
        let error = make(stranger.clone()).await.expect_err(name);
        assert_eq!(code_of(error), 190, "{name}");
    }
    assert_eq!(code(stranger.token_info().await.unwrap_err()), 190);
}

#[tokio::test]
async fn tokens_accounts_and_numbers_are_told() {
    let office = Office::open().await;
    let account = account(&office);
    assert!(account.token_info().await.unwrap().is_valid);
    assert_eq!(account.business_account(WABA).await.unwrap().name.as_deref(), Some("Acme Bakery"));
    assert_eq!(account.phone_number(NUMBER).await.unwrap().status.as_deref(), Some("CONNECTED"));
    assert_eq!(account.phone_numbers(WABA).await.unwrap().len(), 1);
}

#[tokio::test]
async fn callbacks_of_an_account_and_of_a_number_are_set_told_and_cleared() {
    let office = Office::open().await;
    let account = account(&office);
    let (_hook, of_account) = Hook::start().await;
    let (_other, of_number) = Hook::start().await;
    account.subscribe(WABA, Some(Callback { url: &of_account, verify_token: VERIFY })).await.unwrap();
    assert_eq!(account.subscriptions(WABA).await.unwrap()[0].override_callback_uri.as_deref(), Some(of_account.as_str()));
    account.set_callback(NUMBER, Some(Callback { url: &of_number, verify_token: VERIFY })).await.unwrap();
    let told = async || account.phone_number(NUMBER).await.unwrap().webhook_configuration.unwrap();
    let levels = told().await;
    assert_eq!((levels.phone_number.as_deref(), levels.whatsapp_business_account.as_deref()), (Some(&*of_number), Some(&*of_account)));
    assert!(levels.application.is_some());
    account.set_callback(NUMBER, None).await.unwrap();
    account.subscribe(WABA, None).await.unwrap();
    let levels = told().await;
    assert_eq!((levels.phone_number, levels.whatsapp_business_account), (None, None));
    account.unsubscribe(WABA).await.unwrap();
    assert_eq!(account.subscriptions(WABA).await.unwrap(), []);
    let error = account.subscribe(WABA, Some(Callback { url: &of_account, verify_token: "another" })).await.unwrap_err();
    assert_eq!((error.action(), code(error)), (Action::RetryLater, 2200), "the handshake fails");
}

#[tokio::test]
async fn callbacks_that_would_be_refused_are_not_asked_for() {
    let office = Office::open().await;
    let account = account(&office);
    let long = format!("http://127.0.0.1:9/{}", "x".repeat(182));
    for (url, verify_token) in [(&*long, "x"), ("example.com", "x"), ("ftp://example.com", "x"), ("http://127.0.0.1:9/", "")] {
        let refused = account.subscribe(WABA, Some(Callback { url, verify_token })).await.unwrap_err();
        assert!(matches!(refused, ClientError::Invalid(_)), "{refused:?}");
        let refused = account.set_callback(NUMBER, Some(Callback { url, verify_token })).await.unwrap_err();
        assert_eq!(refused.action(), Action::FixRequest);
        let members = json!({"override_callback_uri": url, "verify_token": verify_token});
        assert_eq!(office.refused("POST", &format!("{WABA}/subscribed_apps"), members.clone()).await, 100, "{url}");
        assert_eq!(office.refused("POST", NUMBER, json!({"webhook_configuration": members})).await, 100, "{url}");
    }
}

#[tokio::test]
async fn a_send_whose_answer_is_lost_is_to_be_settled_and_one_never_taken_too() {
    let office = Office::open().await;
    office.hears(LENA);
    let account = account(&office);
    let message = Message::new(Recipient::wa_id(LENA).unwrap(), Text::new("x").unwrap()).unwrap();
    for trouble in ["half", "reset"] {
        let rule = json!({"rules": [{"endpoint": "messages", "mode": "next", trouble: true}]});
        *office.simulator.faults() = serde_json::from_value(rule).unwrap();
        let error = account.send(NUMBER, &message).await.unwrap_err();
        assert!(matches!(error, ClientError::Lost { .. }), "{trouble}: {error:?}");
        assert_eq!(error.action(), Action::Settle, "{trouble}");
    }
}

#[tokio::test]
async fn a_used_up_quota_tells_how_long_to_wait() {
    let office = Office::open_with(json!({"management_calls_per_hour": 1})).await;
    let account = account(&office);
    account.business_account(WABA).await.unwrap();
    let error = account.business_account(WABA).await.unwrap_err();
    assert_eq!(error.action(), Action::SlowNumber);
    assert!(error.wait() > Duration::ZERO, "{error:?}");
}
