//! Groups (section 5.8): opened by request, told by webhook, joined by invitation, written to.

use serde_json::{Value, json};
use simulator::compose::{Content, Frame};
use simulator::people::acts::{Act, perform};
use simulator::say::{Delivery, Utterance, say};

use crate::harness::NUMBER;
use crate::office::{KAI_USER_ID, LENA, LENA_USER_ID, Office, words};

const LIFECYCLE: &str = "group_lifecycle_update";
const PARTICIPANTS: &str = "group_participants_update";

impl Office {
    /// Opens a group: its id, as its webhook tells it.
    pub async fn group(&self) -> String {
        let asked = json!({"messaging_product": "whatsapp", "subject": "Cakes", "description": "All about them"});
        let asked = self.done("POST", &format!("{NUMBER}/groups"), asked).await;
        self.advance(1);
        let told = self.changes(LIFECYCLE, 1).await.remove(0);
        let group = &told["groups"][0];
        assert_eq!((&group["type"], &group["request_id"]), (&json!("group_create"), &asked["request_id"]));
        assert_eq!((&group["subject"], &group["description"]), (&json!("Cakes"), &json!("All about them")));
        assert!(group["invite_link"].as_str().unwrap().starts_with("https://chat.whatsapp.com/"));
        group["group_id"].as_str().unwrap().to_owned()
    }

    /// Somebody joins, or leaves.
    pub fn acts(&self, who: &str, act: &Act) {
        let (business, person) = self.simulator.read(|world| (world.businesses[NUMBER].clone(), world.person(who).unwrap()));
        perform(&self.simulator, &business, &person, act);
    }

    pub fn joins(&self, who: &str, group_id: &str) {
        self.acts(who, &Act::JoinGroup { group_id: group_id.to_owned() });
    }

    /// Somebody writes in a group: the message's id.
    pub fn hears_in_group(&self, who: &str, group_id: &str) -> String {
        let (business, person) = self.simulator.read(|world| (world.businesses[NUMBER].clone(), world.person(who).unwrap()));
        let frame = Frame { group_id: Some(group_id.to_owned()), ..Frame::default() };
        let at_ms = self.simulator.clock().now_ms();
        let utterance = Utterance { person, from_business: false, content: Content::text("Hi all"), frame, at_ms };
        say(&self.simulator, &business, vec![utterance], &Delivery::default()).remove(0)
    }
}

fn to_group(group_id: &str, message: Value) -> Value {
    let mut message = message;
    message["recipient_type"] = json!("group");
    message["to"] = json!(group_id);
    message
}

fn hello(group_id: &str) -> Value {
    to_group(group_id, json!({"type": "text", "text": {"body": "Hello all"}}))
}

#[tokio::test]
async fn a_group_is_opened_told_listed_changed_and_closed() {
    let office = Office::open().await;
    let id = office.group().await;
    office.joins(LENA, &id);
    office.joins(KAI_USER_ID, &id);
    office.joins(LENA, &id);
    let added = office.changes(PARTICIPANTS, 2).await;
    assert_eq!(added[0]["groups"][0]["added_participants"][0]["wa_id"], LENA);
    assert_eq!((&added[1]["groups"][0]["type"], added.len()), (&json!("group_participants_add"), 2), "she is in it already");
    let shown = office.done("GET", &id, Value::Null).await;
    assert_eq!((&shown["subject"], shown["participants"].as_array().unwrap().len()), (&json!("Cakes"), 2));
    let listed = office.done("GET", &format!("{NUMBER}/groups"), Value::Null).await;
    assert_eq!(listed["data"], json!([{"id": id, "subject": "Cakes"}]));

    office.done("POST", &id, json!({"subject": "Pies"})).await;
    office.advance(1);
    let changed = office.changes("group_settings_update", 1).await.remove(0);
    assert_eq!(changed["groups"][0]["group_subject"], json!({"text": "Pies", "update_successful": true}));

    let remove = json!({"messaging_product": "whatsapp", "participants": [{"user": LENA}, {"user": "+34612345678"}]});
    office.done("DELETE", &format!("{id}/participants"), remove).await;
    office.advance(1);
    let removed = &office.changes(PARTICIPANTS, 3).await[2]["groups"][0];
    assert_eq!(
        (&removed["removed_participants"][0]["wa_id"], &removed["failed_participants"][0]["input"]),
        (&json!(LENA), &json!("+34612345678"))
    );
    office.acts(KAI_USER_ID, &Act::LeaveGroup { group_id: id.clone() });
    assert_eq!(office.done("GET", &id, Value::Null).await["participants"], json!([]));

    office.done("DELETE", &id, Value::Null).await;
    office.advance(1);
    assert_eq!(office.changes(LIFECYCLE, 2).await[1]["groups"][0]["type"], "group_delete");
    assert_eq!(office.refused("GET", &id, Value::Null).await, 100);
    assert_eq!(office.send_refused(hello(&id)).await, 33);
}

#[tokio::test]
async fn an_invitation_is_told_and_made_anew() {
    let office = Office::open().await;
    let path = format!("{}/invite_link", office.group().await);
    let first = office.done("GET", &path, Value::Null).await;
    let second = office.done("POST", &path, Value::Null).await;
    assert_ne!(first["invite_link"], second["invite_link"]);
    assert_eq!(office.done("GET", &path, Value::Null).await, second);
}

#[tokio::test]
async fn groups_need_a_subject_and_belong_to_their_number() {
    let office = Office::open().await;
    let path = format!("{NUMBER}/groups");
    for (code, wrong) in [
        (100, json!({"subject": "Cakes"})),
        (131_008, json!({"messaging_product": "whatsapp"})),
        (131_009, json!({"messaging_product": "whatsapp", "subject": ""})),
    ] {
        assert_eq!(office.refused("POST", &path, wrong.clone()).await, code, "{wrong}");
    }
    let id = office.group().await;
    assert_eq!(office.refused("POST", &id, json!({})).await, 100);
    let nobody = json!({"messaging_product": "whatsapp", "participants": []});
    assert_eq!(office.refused("DELETE", &format!("{id}/participants"), nobody).await, 131_009);
}

#[tokio::test]
async fn a_message_to_a_group_is_sent_once_and_delivered_and_read_by_each_in_one_webhook() {
    let office = Office::open().await;
    let id = office.group().await;
    office.joins(LENA, &id);
    office.joins(KAI_USER_ID, &id);
    assert_eq!(office.send_refused(hello(&id)).await, 131_047, "nobody has written in it");
    let heard = office.hears_in_group(LENA, &id);
    let inbound = office.changes("messages", 1).await.remove(0);
    assert_eq!((&inbound["messages"][0]["group_id"], &inbound["messages"][0]["from"]), (&json!(id), &json!(LENA)));
    assert_eq!(inbound["messages"][0]["id"], heard);

    let (status, answer) = office.sends(hello(&id)).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!((&answer["contacts"], &answer["messages"][0]["group_id"]), (&json!([{"input": id}]), &json!(id)));
    let wamid = answer["messages"][0]["id"].as_str().unwrap().to_owned();
    office.advance(3600);
    let values = office.statuses(&wamid, 3).await;
    assert_eq!(words(&values), ["sent", "delivered", "read"]);
    for value in &values {
        for status in value["statuses"].as_array().unwrap() {
            assert_eq!((&status["recipient_type"], &status["recipient_id"]), (&json!("group"), &json!(id)));
        }
    }
    assert_eq!(values[0]["statuses"].as_array().unwrap().len(), 1, "the group's own");
    assert_eq!(values[0]["statuses"][0]["pricing"]["category"], "group_service");
    let read = values[2]["statuses"].as_array().unwrap();
    assert_eq!((&read[0]["recipient_participant_id"], &read[0]["recipient_participant_user_id"]), (&json!(LENA), &json!(LENA_USER_ID)));
    assert_eq!((&read[1]["recipient_participant_id"], &read[1]["recipient_participant_user_id"]), (&Value::Null, &json!(KAI_USER_ID)));
}

#[tokio::test]
async fn three_messages_of_a_group_are_pinned_at_once() {
    let office = Office::open().await;
    let id = office.group().await;
    office.joins(LENA, &id);
    let pin = |wamid: &str, days: i64| {
        to_group(&id, json!({"type": "pin", "pin": {"type": "pin", "message_id": wamid, "expiration_days": days}}))
    };
    let unpin = |wamid: &str| to_group(&id, json!({"type": "pin", "pin": {"type": "unpin", "message_id": wamid}}));
    let mut heard = Vec::new();
    for _ in 0..4 {
        heard.push(office.hears_in_group(LENA, &id));
        office.advance(6);
    }
    for wamid in &heard[..3] {
        office.sent(pin(wamid, 1)).await;
        office.advance(6);
    }
    assert_eq!(office.send_refused(pin(&heard[3], 1)).await, 131_009, "a fourth");
    office.sent(unpin(&heard[0])).await;
    office.advance(6);
    office.sent(pin(&heard[3], 30)).await;
    for wrong in [pin(&heard[0], 0), pin(&heard[0], 31), pin("wamid.elsewhere", 1)] {
        assert_eq!(office.send_refused(wrong.clone()).await, 131_009, "{wrong}");
    }
    let pinned = office.simulator.read(|world| world.groups[&id].pins.len());
    assert_eq!(pinned, 3);
}
