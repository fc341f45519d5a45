//! Messages to groups.

use serde_json::json;
use whatsapp::client::send::{Message, Pin, Reaction, Recipient, Text};

use super::make::takes;
use super::{account, code};
use crate::harness::NUMBER;
use crate::office::{LENA, Office};

#[tokio::test]
async fn what_is_built_for_a_group_is_sent_to_it() {
    let office = Office::open().await;
    let account = account(&office);
    let id = office.group().await;
    office.joins(LENA, &id);
    let heard = office.hears_in_group(LENA, &id);
    let group = || Recipient::group(&id).unwrap();
    let messages = [
        Message::new(group(), Text::new("Hello all").unwrap()).unwrap().reply_to(heard.as_str()).unwrap(),
        Message::new(group(), Reaction::new(heard.as_str(), "👍").unwrap()).unwrap(),
        Message::new(group(), Pin::new(heard.as_str(), 30).unwrap()).unwrap(),
        Message::new(group(), Pin::removal(heard.as_str()).unwrap()).unwrap(),
    ];
    for message in messages {
        office.advance(6);
        let sent = account.send(NUMBER, &message).await.unwrap_or_else(|error| panic!("{message:?}: {error:?}"));
        assert_eq!((sent.group_id.as_deref(), sent.wa_id), (Some(id.as_str()), None));
    }
    let elsewhere = Message::new(Recipient::group("Y2FwaV9ncm91cDox").unwrap(), Text::new("x").unwrap()).unwrap();
    assert_eq!(code(account.send(NUMBER, &elsewhere).await.unwrap_err()), 33);
}

#[tokio::test]
async fn a_pin_without_a_message_or_for_no_day_or_too_many_is_refused_by_both() {
    let office = Office::open().await;
    let id = office.group().await;
    let heard = office.hears_in_group(LENA, &id);
    for (wamid, days) in [("", 1), (heard.as_str(), 0), (heard.as_str(), 31)] {
        assert!(Pin::new(wamid, days).is_err(), "{wamid} {days}");
        let body = json!({"messaging_product": "whatsapp", "recipient_type": "group", "to": id, "type": "pin",
            "pin": {"type": "pin", "message_id": wamid, "expiration_days": days}});
        assert!(!takes(&office, "messages", &body).await, "{wamid} {days}");
    }
    assert!(Recipient::group("").is_err());
    let body = json!({"messaging_product": "whatsapp", "recipient_type": "group", "to": "", "text": {"body": "x"}});
    assert!(!takes(&office, "messages", &body).await);
}
