use store::{
    Role,
    invites::{self, Acceptance, NewInvite},
    sessions::{self, NewSession, Rotation},
    users,
};
use uuid::Uuid;

use crate::world::{World, now, seconds};

#[tokio::test]
async fn the_first_admin_is_made_once_and_keeps_a_changed_password() {
    let world = World::new().await;
    let api = world.api();
    let (id, again) = (Uuid::now_v7(), Uuid::now_v7());
    assert!(users::bootstrap_admin(&api, id, "Admin@Acme.example", "phc one").await.unwrap());
    users::set_password(&api, id, "phc two").await.unwrap();
    assert!(!users::bootstrap_admin(&api, again, "admin@acme.example", "phc three").await.unwrap());
    let admin = users::find_by_email(&api, "ADMIN@acme.example").await.unwrap().unwrap();
    assert_eq!((admin.id, admin.is_admin, admin.password_hash.as_deref()), (id, true, Some("phc two")));
    assert_eq!(users::find(&api, id).await.unwrap(), Some(admin));
    assert_eq!(users::find(&api, again).await.unwrap(), None);
}

#[tokio::test]
async fn an_invitation_makes_a_member_once() {
    let world = World::new().await;
    let api = world.api();
    let new = NewInvite {
        id: Uuid::now_v7(),
        tenant: &world.acme,
        email: "Owner@Acme.example",
        role: Role::Owner,
        token_hash: b"one",
        expires_at: seconds(60),
    };
    let invite = invites::create_if_absent(&api, &new).await.unwrap();
    let kept = invites::create_if_absent(&api, &NewInvite { id: Uuid::now_v7(), token_hash: b"two", ..new.clone() }).await.unwrap();
    assert_eq!((kept.id, kept.token_hash.as_slice(), kept.email.as_str()), (invite.id, b"one".as_slice(), "owner@acme.example"));
    let accept = |token: &'static [u8], at| invites::accept(&api, token, Uuid::now_v7(), "Olga", "phc", at);
    assert_eq!(accept(b"two", now()).await.unwrap(), Acceptance::Unknown);
    assert_eq!(accept(b"one", seconds(61)).await.unwrap(), Acceptance::Unknown);
    let (first, second) = tokio::join!(accept(b"one", now()), accept(b"one", now()));
    let accepted: Vec<_> = [first.unwrap(), second.unwrap()].into_iter().filter(|it| *it != Acceptance::Unknown).collect();
    let [Acceptance::Accepted { user, tenant, role, made }] = accepted.as_slice() else { panic!("one of two: {accepted:?}") };
    assert_eq!((user.email.as_str(), tenant, *role, *made), ("owner@acme.example", &world.acme, Role::Owner, true));
    assert_eq!(users::role_in(&api, user.id, &world.acme).await.unwrap(), Some(Role::Owner));
    assert_eq!(users::memberships(&api, user.id).await.unwrap()[0].display_name, "Acme Bakery");
    let members = users::members(&api, &world.acme, None, 10).await.unwrap();
    assert_eq!((members.len(), members[0].name.as_str()), (1, "Olga"));
    assert_eq!(users::members(&api, &world.acme, Some(user.id), 10).await.unwrap(), []);
    assert_eq!(users::member(&api, &world.acme, user.id).await.unwrap().as_ref(), Some(&members[0]));
    assert_eq!(users::member(&api, &world.acme, Uuid::now_v7()).await.unwrap(), None);
}

#[tokio::test]
async fn an_account_that_exists_keeps_its_password_when_it_accepts() {
    let world = World::new().await;
    let api = world.api();
    users::bootstrap_admin(&api, Uuid::now_v7(), "a@acme.example", "phc old").await.unwrap();
    let new = NewInvite {
        id: Uuid::now_v7(),
        tenant: &world.acme,
        email: "a@acme.example",
        role: Role::Agent,
        token_hash: b"t",
        expires_at: seconds(60),
    };
    invites::create_if_absent(&api, &new).await.unwrap();
    assert!(invites::replace_token(&api, &world.acme, "a@acme.example", b"u", seconds(90)).await.unwrap());
    let accepted = invites::accept(&api, b"u", Uuid::now_v7(), "x", "phc new", now()).await.unwrap();
    let Acceptance::Accepted { user, made, .. } = accepted else { panic!("accepted") };
    assert_eq!((user.password_hash.as_deref(), made), (Some("phc old"), false));
    assert!(!invites::replace_token(&api, &world.acme, "a@acme.example", b"v", seconds(90)).await.unwrap());
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_its_reuse_ends_the_family() {
    let world = World::new().await;
    let api = world.api();
    let user = Uuid::now_v7();
    users::bootstrap_admin(&api, user, "a@acme.example", "phc").await.unwrap();
    let session = Uuid::now_v7();
    let new = NewSession { id: session, user_id: user, token_hash: b"one", expires_at: seconds(1_000), user_agent: "test" };
    sessions::create(&api, &new).await.unwrap();
    assert_eq!(sessions::rotate(&api, b"one", b"two", now()).await.unwrap(), Rotation::Rotated { session, user });
    assert_eq!(sessions::rotate(&api, b"one", b"xxx", seconds(5)).await.unwrap(), Rotation::JustReplaced { session, user });
    assert!(sessions::is_live(&api, session, seconds(5)).await.unwrap());
    assert_eq!(sessions::rotate(&api, b"one", b"xxx", seconds(60)).await.unwrap(), Rotation::Reused { session, user });
    assert_eq!(sessions::rotate(&api, b"two", b"three", seconds(61)).await.unwrap(), Rotation::Unknown);
    assert!(!sessions::is_live(&api, session, seconds(61)).await.unwrap());
}

#[tokio::test]
async fn of_two_calls_with_one_token_one_wins() {
    let world = World::new().await;
    let api = world.api();
    let user = Uuid::now_v7();
    users::bootstrap_admin(&api, user, "a@acme.example", "phc").await.unwrap();
    for round in 0..20_u8 {
        let session = Uuid::now_v7();
        let token = [round, 0];
        let new = NewSession { id: session, user_id: user, token_hash: &token, expires_at: seconds(1_000), user_agent: "" };
        sessions::create(&api, &new).await.unwrap();
        let (next, other) = ([round, 1], [round, 2]);
        let (a, b) = tokio::join!(sessions::rotate(&api, &token, &next, now()), sessions::rotate(&api, &token, &other, now()));
        let outcomes = [a.unwrap(), b.unwrap()];
        assert!(
            outcomes.contains(&Rotation::Rotated { session, user }) && outcomes.contains(&Rotation::JustReplaced { session, user }),
            "{outcomes:?}"
        );
    }
    assert_eq!(sessions::revoke_user(&api, user, now()).await.unwrap(), 20);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_expired_tokens_are_unknown() {
    let world = World::new().await;
    let api = world.api();
    let user = Uuid::now_v7();
    users::bootstrap_admin(&api, user, "a@acme.example", "phc").await.unwrap();
    let session = Uuid::now_v7();
    let new = NewSession { id: session, user_id: user, token_hash: b"one", expires_at: seconds(10), user_agent: "" };
    sessions::create(&api, &new).await.unwrap();
    assert_eq!(sessions::rotate(&api, b"one", b"two", seconds(11)).await.unwrap(), Rotation::Unknown);
    assert_eq!(sessions::revoke(&api, b"one", now()).await.unwrap(), Some(session));
    assert_eq!(sessions::revoke(&api, b"one", now()).await.unwrap(), None);
}
