use domain::{ConversationState, Direction};
use store::{
    Cursor, TenantTx,
    conversations::{self, ConversationFilter},
    messages::{self as list, MessageFilter},
};

use crate::world::{World, echo, message, messages, seconds, status, statuses};

async fn filled() -> World {
    let world = World::new().await;
    let mut batch: Vec<_> = (0..25).map(|n| message(&format!("wamid.{n:02}"), "4915112345678", n / 2)).collect();
    batch.push(store::inbound::InboundMessage {
        body: Some("Übergröße bestellen, bitte!".into()),
        ..message("wamid.X", "33612345678", 100)
    });
    batch.push(echo("wamid.Y", "33612345678", 101));
    world.record(&messages(batch)).await;
    world.record(&statuses(vec![status("wamid.Y", "read", 102)])).await;
    world
}

#[tokio::test]
async fn pages_of_messages_hold_each_once_newest_first() {
    let world = filled().await;
    let api = world.api();
    let mut tx = TenantTx::begin(&api, &world.acme).await.unwrap();
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = list::list(&mut tx, &MessageFilter::default(), cursor, 4).await.unwrap();
        let Some(last) = page.last() else { break };
        cursor = Some(Cursor { at: last.occurred_at, id: last.id }.to_string().parse().unwrap());
        seen.extend(page);
    }
    let mut sorted = seen.clone();
    sorted.sort_by_key(|item| std::cmp::Reverse((item.occurred_at, item.id)));
    sorted.dedup_by_key(|item| item.id);
    assert_eq!((seen.len(), seen), (27, sorted));
}

#[tokio::test]
async fn filters_by_sender_date_status_direction_and_words() {
    let world = filled().await;
    let api = world.api();
    let mut tx = TenantTx::begin(&api, &world.acme).await.unwrap();
    let none = MessageFilter::default();
    let cases = [
        (MessageFilter { sender: Some("+33 6 12 34 56 78".into()), ..none.clone() }, 2),
        (MessageFilter { sender: Some("ad".into()), ..none.clone() }, 27),
        (MessageFilter { sender: Some("100%".into()), ..none.clone() }, 0),
        (MessageFilter { from: Some(seconds(100)), to: Some(seconds(101)), ..none.clone() }, 1),
        (MessageFilter { from: Some(seconds(100)), ..none.clone() }, 2),
        (MessageFilter { status: Some("read".into()), ..none.clone() }, 1),
        (MessageFilter { direction: Some(Direction::Out), ..none.clone() }, 1),
        (MessageFilter { q: Some("übergr".into()), ..none.clone() }, 1),
        (MessageFilter { q: Some("bitte bestellen".into()), ..none.clone() }, 1),
        (MessageFilter { q: Some("' & | !".into()), ..none.clone() }, 0),
        (MessageFilter { q: Some("body".into()), sender: Some("4915112345678".into()), ..none.clone() }, 25),
    ];
    for (filter, expected) in cases {
        assert_eq!(list::list(&mut tx, &filter, None, 100).await.unwrap().len(), expected, "{filter:?}");
    }
}

#[tokio::test]
async fn conversations_are_listed_by_recency_and_their_threads_newest_first() {
    let world = filled().await;
    let api = world.api();
    let mut tx = TenantTx::begin(&api, &world.acme).await.unwrap();
    let none = ConversationFilter::default();
    let all = conversations::list(&mut tx, none, None, 10).await.unwrap();
    assert_eq!(all.iter().map(|item| item.unread).collect::<Vec<_>>(), [1, 25]);
    assert_eq!(all[0].last_message.as_ref().unwrap().status.as_deref(), Some("read"));
    let after = Cursor { at: all[0].last_message_at, id: all[0].id };
    assert_eq!(conversations::list(&mut tx, none, Some(after), 10).await.unwrap(), all[1..]);
    let resolved = ConversationFilter { state: Some(ConversationState::Resolved), ..none };
    assert_eq!(conversations::list(&mut tx, resolved, None, 10).await.unwrap(), []);
    let thread = conversations::thread(&mut tx, all[1].id, None, 3).await.unwrap();
    assert_eq!(thread.iter().map(|item| item.wamid.as_deref().unwrap()).collect::<Vec<_>>(), ["wamid.24", "wamid.23", "wamid.22"]);
    assert_eq!(list::get(&mut tx, thread[0].id).await.unwrap().as_ref(), Some(&thread[0]));
}
