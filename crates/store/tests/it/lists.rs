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

/// Messages of one conversation, from the newest on one second apart, more than a search reads one by one: every one holds `order`,
/// every hundredth `cake`, two that lie far apart `zebra`.
fn fill_with_words(world: &World) {
    world.postgres.execute(&format!(
        "set search_path = {};
         insert into messages (id, conversation_id, contact_id, direction, wamid, kind, body, phone_number_id, occurred_at)
         select gen_random_uuid(), v.id, v.contact_id, case when n % 2 = 0 then 'in' else 'out' end, 'words.' || n, 'text',
                concat_ws(' ', 'Order', n, case when n % 100 = 7 then 'cake' end, case when n in (7, 4900) then 'zebra' end),
                v.phone_number_id, timestamptz '2026-11-22' - make_interval(secs => n)
         from generate_series(0, 4999) n, (select * from conversations limit 1) v",
        world.acme.schema()
    ));
}

#[tokio::test]
async fn pages_of_a_search_are_whole_however_frequent_the_word_is() {
    let world = filled().await;
    fill_with_words(&world);
    let api = world.api();
    let mut tx = TenantTx::begin(&api, &world.acme).await.unwrap();
    let only_out = Some(Direction::Out);
    for (q, direction, page_rows, expected) in [
        ("order", None, 400, 5000),
        ("cak", None, 30, 50),
        ("zebra", None, 10, 2),
        ("order zebra", only_out, 10, 1),
        ("zebras", None, 10, 0),
    ] {
        let filter = MessageFilter { q: Some(q.into()), direction, ..MessageFilter::default() };
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = list::list(&mut tx, &filter, cursor, page_rows).await.unwrap();
            let Some(last) = page.last() else { break };
            cursor = Some(Cursor { at: last.occurred_at, id: last.id });
            seen.extend(page);
        }
        assert!(seen.is_sorted_by_key(|item| std::cmp::Reverse((item.occurred_at, item.id))), "{q}");
        seen.dedup_by_key(|item| item.id);
        assert_eq!(seen.len(), expected, "{q}");
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
