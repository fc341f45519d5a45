//! What agents and time do to conversations.

use domain::{Assignee, Change, ConversationItem, ConversationState};
use jiff::ToSpan;
use serde_json::json;
use store::{
    TenantTx,
    conversations::{
        self, AssignedTo, ConversationFilter, snooze,
        write::{self, Action, Outcome, Written},
    },
    idempotency::{self, Claim, Request},
};
use uuid::Uuid;

use crate::world::{World, message, messages, now, seconds};

/// Three messages of one person; their ids in order, and the conversation.
async fn three(world: &World) -> (Vec<Uuid>, Uuid) {
    let batch: Vec<_> = (0..3).map(|n| message(&format!("wamid.{n}"), "4915112345678", n)).collect();
    let ids = batch.iter().map(|message| message.id).collect();
    let changes = world.record(&messages(batch)).await.changes;
    (ids, changes[0].conversation.unwrap())
}

async fn outcome(world: &World, id: Uuid, action: Action) -> Outcome {
    let api = world.api();
    let mut tx = TenantTx::begin(&api, &world.acme).await.unwrap();
    let outcome = write::write(&mut tx, id, &action).await.unwrap();
    tx.commit().await.unwrap();
    outcome
}

async fn done(world: &World, id: Uuid, action: Action) -> Written {
    match outcome(world, id, action).await {
        Outcome::Done(written) => *written,
        other => panic!("{other:?}"),
    }
}

fn ada() -> Assignee {
    Assignee { id: Uuid::from_u128(7), name: "Ada".into() }
}

#[tokio::test]
async fn reading_leaves_what_came_later_unread_and_never_makes_anything_unread_again() {
    let world = World::new().await;
    let (ids, conversation) = three(&world).await;
    let read = async |index: usize| done(&world, conversation, Action::Read { last_seen: ids[index] }).await;
    assert_eq!(read(0).await.item.unread, 2);
    let all = read(2).await;
    assert_eq!(all.item.unread, 0);
    let late = read(1).await;
    assert_eq!((late.item.unread, late.change.unwrap().id), (0, all.change.unwrap().id));
    world.record(&messages(vec![message("wamid.3", "4915112345678", 3)])).await;
    assert_eq!(read(2).await.item.unread, 1);
    let stranger = world.record(&messages(vec![message("wamid.S", "33612345678", 9)])).await.changes;
    let foreign = Action::Read { last_seen: stranger[0].message.unwrap() };
    assert_eq!(outcome(&world, conversation, foreign).await, Outcome::NoMessage);
    assert_eq!(outcome(&world, Uuid::now_v7(), Action::Resolve).await, Outcome::NoConversation);
}

#[tokio::test]
async fn a_message_that_arrives_while_the_conversation_is_read_stays_unread() {
    let world = World::new().await;
    let (ids, conversation) = three(&world).await;
    for round in 0..40 {
        let arriving = messages(vec![message(&format!("wamid.late.{round}"), "4915112345678", 10 + round)]);
        let reading = Action::Read { last_seen: ids[2] };
        tokio::join!(world.record(&arriving), outcome(&world, conversation, reading));
        let later = world.acme("select count(*) from messages where wamid like 'wamid.late.%'");
        assert_eq!(world.acme("select unread from conversations"), later, "round {round}");
    }
}

#[tokio::test]
async fn states_and_assignees_change_once_and_each_change_has_its_own_id() {
    let world = World::new().await;
    let (_, conversation) = three(&world).await;
    let fresh = done(&world, conversation, Action::Reopen).await;
    assert_eq!((fresh.item.state, fresh.change), (ConversationState::Open, None));
    let until = seconds(3_600);
    let steps = [
        (Action::Assign { assignee: Some(ada()) }, ConversationState::Open, None, Some(ada())),
        (Action::Snooze { until }, ConversationState::Snoozed, Some(until), Some(ada())),
        (Action::Resolve, ConversationState::Resolved, None, Some(ada())),
        (Action::Reopen, ConversationState::Open, None, Some(ada())),
        (Action::Assign { assignee: None }, ConversationState::Open, None, None),
    ];
    for (index, (action, state, snoozed_until, assignee)) in steps.into_iter().enumerate() {
        let revision = i64::try_from(index).unwrap() + 1;
        // Twice: what is so already is announced again, under the same id.
        for _ in 0..2 {
            let Written { item, change } = done(&world, conversation, action.clone()).await;
            let change = change.unwrap();
            assert_eq!((item.state, item.snoozed_until, &item.assignee), (state, snoozed_until, &assignee));
            assert_eq!(change.id, Change::id_of_conversation(&world.acme, conversation, revision));
            assert_eq!(change.thread, Some(item));
        }
    }
}

#[tokio::test]
async fn a_message_opens_a_snoozed_and_a_resolved_conversation() {
    let world = World::new().await;
    let (_, conversation) = three(&world).await;
    for (n, action) in [(10, Action::Resolve), (11, Action::Snooze { until: seconds(3_600) })] {
        done(&world, conversation, action).await;
        let changes = world.record(&messages(vec![message(&format!("wamid.{n}"), "4915112345678", n)])).await.changes;
        let thread = changes[0].thread.as_ref().unwrap();
        assert_eq!((thread.state, thread.snoozed_until), (ConversationState::Open, None));
    }
    assert_eq!(snooze::wake(&world.worker, &world.acme, seconds(7_200)).await.unwrap().changes, []);
}

#[tokio::test]
async fn a_snooze_that_is_over_is_due_until_its_waking_was_announced() {
    let world = World::new().await;
    let (_, conversation) = three(&world).await;
    done(&world, conversation, Action::Snooze { until: seconds(60) }).await;
    let api = world.api();
    let due = async |at| {
        let mut tx = TenantTx::begin(&api, &world.acme).await.unwrap();
        snooze::due(&mut tx, at).await.unwrap()
    };
    let wake = async |at| snooze::wake(&world.worker, &world.acme, at).await.unwrap();
    assert_eq!((due(seconds(59)).await, wake(seconds(59)).await.changes), (0, vec![]));
    assert_eq!(due(seconds(60)).await, 1);
    let woken = wake(seconds(60)).await;
    let thread = woken.changes[0].thread.clone().unwrap();
    assert_eq!((thread.id, thread.state, thread.snoozed_until), (conversation, ConversationState::Open, None));
    // As after a crash before the announcement: due still, and the same change.
    assert_eq!(due(seconds(60)).await, 1);
    assert_eq!(wake(seconds(61)).await.changes[0].id, woken.changes[0].id);
    snooze::announced(&world.worker, &woken).await.unwrap();
    assert_eq!((due(seconds(61)).await, wake(seconds(61)).await.changes), (0, vec![]));
}

#[tokio::test]
async fn what_was_snoozed_again_meanwhile_stays_snoozed_and_what_is_in_hand_is_left() {
    let world = World::new().await;
    let (_, conversation) = three(&world).await;
    done(&world, conversation, Action::Snooze { until: seconds(60) }).await;
    let api = world.api();
    let mut tx = TenantTx::begin(&api, &world.acme).await.unwrap();
    let again = Action::Snooze { until: seconds(900) };
    write::write(&mut tx, conversation, &again).await.unwrap();
    assert_eq!(snooze::wake(&world.worker, &world.acme, seconds(60)).await.unwrap().changes, []);
    drop(tx);
    let woken = snooze::wake(&world.worker, &world.acme, seconds(60)).await.unwrap();
    assert_eq!(woken.changes.len(), 1);
    done(&world, conversation, again).await;
    snooze::announced(&world.worker, &woken).await.unwrap();
    assert_eq!(world.acme("select state, snoozed_until is not null from conversations"), "snoozed|t");
}

#[tokio::test]
async fn conversations_are_filtered_by_state_and_assignee() {
    let world = World::new().await;
    for n in 0..4 {
        world.record(&messages(vec![message(&format!("wamid.{n}"), &format!("4915{n}"), n)])).await;
    }
    let api = world.api();
    let list = async |filter: ConversationFilter| -> Vec<ConversationItem> {
        let mut tx = TenantTx::begin(&api, &world.acme).await.unwrap();
        conversations::list(&mut tx, filter, None, 10).await.unwrap()
    };
    let none = ConversationFilter::default();
    let ids: Vec<Uuid> = list(none).await.iter().map(|item| item.id).collect();
    done(&world, ids[0], Action::Assign { assignee: Some(ada()) }).await;
    done(&world, ids[1], Action::Assign { assignee: Some(ada()) }).await;
    done(&world, ids[1], Action::Resolve).await;
    let (mine, nobodys) = (Some(AssignedTo::User(ada().id)), Some(AssignedTo::Nobody));
    let open = Some(ConversationState::Open);
    for (filter, expected) in [
        (none, vec![0, 1, 2, 3]),
        (ConversationFilter { assignee: mine, ..none }, vec![0, 1]),
        (ConversationFilter { assignee: nobodys, ..none }, vec![2, 3]),
        (ConversationFilter { assignee: Some(AssignedTo::User(Uuid::from_u128(8))), ..none }, vec![]),
        (ConversationFilter { state: open, assignee: None }, vec![0, 2, 3]),
        (ConversationFilter { state: open, assignee: mine }, vec![0]),
        (ConversationFilter { state: open, assignee: nobodys }, vec![2, 3]),
    ] {
        let found: Vec<Uuid> = list(filter).await.iter().map(|item| item.id).collect();
        assert_eq!(found, expected.into_iter().map(|index: usize| ids[index]).collect::<Vec<_>>(), "{filter:?}");
    }
}

#[tokio::test]
async fn a_key_stands_for_one_request_that_was_committed_and_is_forgotten_after_a_day() {
    let world = World::new().await;
    let api = world.api();
    let request = Request { actor: Uuid::from_u128(7), key: "k", fingerprint: b"one" };
    let answer = json!({"n": 1});
    let claim = async |request: Request<'_>, keep: bool| {
        let mut tx = TenantTx::begin(&api, &world.acme).await.unwrap();
        let claim = idempotency::claim(&mut tx, &request).await.unwrap();
        if keep {
            idempotency::keep(&mut tx, &request, 201, &answer).await.unwrap();
            tx.commit().await.unwrap();
        }
        claim
    };
    // Rolled back: the key stands for nothing.
    assert_eq!(claim(request, false).await, Claim::Ours);
    assert_eq!(claim(request, true).await, Claim::Ours);
    assert_eq!(claim(request, false).await, Claim::Answered { status: 201, answer: answer.clone() });
    assert_eq!(claim(Request { fingerprint: b"two", ..request }, false).await, Claim::Reused);
    assert_eq!(claim(Request { actor: Uuid::from_u128(8), ..request }, false).await, Claim::Ours);
    world.postgres.execute(&format!("update {}.idempotency_keys set created_at = '{}'", world.acme.schema(), now()));
    assert_eq!(idempotency::forget(&world.worker, now()).await.unwrap(), 0);
    assert_eq!(idempotency::forget(&world.worker, now() + 1.second()).await.unwrap(), 1);
    assert_eq!(claim(request, false).await, Claim::Ours);
}
