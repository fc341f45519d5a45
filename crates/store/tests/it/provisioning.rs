use domain::TenantId;
use jiff::ToSpan;
use store::{
    Constraint, Database, Fence, PoolOptions, StoreError, TenantTx,
    businesses::{self, PhoneNumber, Taken},
    conversations::{self, ConversationFilter},
    fences, messages as list,
    messages::MessageFilter,
    migrate,
    provision::{self, Repair, TenantSpec},
};

use crate::world::{PASSWORD, World, message, messages, now, registration, spec};

#[tokio::test]
async fn provisioning_again_changes_nothing() {
    let world = World::new().await;
    let again = world.provision(&world.acme).await;
    assert_eq!((again.repaired, again.schema_version), (vec![], migrate::latest_version()));
    assert_eq!(migrate::applied_version(&world.worker).await.unwrap(), Some(migrate::latest_version()));
    let business = businesses::get(&world.operator, &world.acme).await.unwrap().unwrap();
    assert_eq!(business.schema_version, migrate::latest_version());
}

#[tokio::test]
async fn drift_of_role_grants_and_partitions_is_repaired_and_told() {
    let world = World::new().await;
    let (role, other) = (world.acme.schema(), world.postgres.named("other"));
    world.postgres.execute(&format!(
        "create role {other};
         alter role {role} nologin createdb bypassrls connection limit 3;
         revoke {role} from {api}; grant {role} to {other};
         grant usage on schema {role} to {other}, public;
         alter table {role}.contacts owner to postgres;
         drop table {role}.messages_202612",
        api = world.api_role
    ));
    let repaired = world.provision(&world.acme).await.repaired;
    let expected = [
        Repair::RoleAttributes,
        Repair::ApiGrant,
        Repair::ForeignMembersRevoked,
        Repair::ForeignGrantsRevoked,
        Repair::TableOwner,
        Repair::PartitionMade,
    ];
    assert_eq!(repaired, expected);
    assert_eq!(world.provision(&world.acme).await.repaired, []);
    let attributes = "select rolcanlogin, rolcreatedb, rolbypassrls, rolconnlimit from pg_roles where rolname = ";
    assert_eq!(world.postgres.query(&format!("{attributes}'{role}'")), "t|f|f|20");
}

#[tokio::test]
async fn another_password_is_set_once() {
    let world = World::new().await;
    let spec = TenantSpec { password: "another-password-0123456789", ..spec(&world.acme, &world.api_role) };
    let first = provision::converge(&world.operator, &world.fence, &spec, now()).await.unwrap();
    let second = provision::converge(&world.operator, &world.fence, &spec, now()).await.unwrap();
    assert_eq!((first.repaired, second.repaired), (vec![Repair::Password], vec![]));
    let unsafe_one = TenantSpec { password: "x'; drop table users; --", ..spec };
    let refused = provision::converge(&world.operator, &world.fence, &unsafe_one, now()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Unsafe { .. }));
}

#[tokio::test]
async fn a_term_that_is_over_can_write_nothing() {
    let world = World::new().await;
    let newer = Fence { term: 2, holder: "the next".into(), ..world.fence.clone() };
    fences::advance(&world.operator, &newer).await.unwrap();
    let old = &world.fence;
    let fenced = |outcome: StoreError| assert!(matches!(outcome, StoreError::Fenced { term: 1, .. }), "{outcome:?}");
    fenced(fences::advance(&world.operator, old).await.unwrap_err());
    fenced(businesses::register(&world.operator, old, &registration(&world.acme)).await.unwrap_err());
    fenced(provision::role_and_schema(&world.operator, old, &spec(&world.acme, &world.api_role)).await.unwrap_err());
    fenced(migrate::tenant(&world.operator, old, &world.acme).await.unwrap_err());
    fenced(provision::drop_tenant(&world.operator, old, &world.acme).await.unwrap_err());
    world.record(&messages(vec![message("wamid.A", "4915112345678", 0)])).await;
}

#[tokio::test]
async fn rows_that_came_before_their_partition_move_into_it() {
    let world = World::new().await;
    let future = 86_400 * 150;
    world.record(&messages(vec![message("wamid.A", "4915112345678", future), message("wamid.B", "4915112345678", 0)])).await;
    let later = now() + (24 * 120).hours();
    let done = provision::converge(&world.operator, &world.fence, &spec(&world.acme, &world.api_role), later).await.unwrap();
    assert_eq!(done.rows_moved, 1);
    assert_eq!(world.acme("select wamid from messages_202704"), "wamid.A");
    assert_eq!(world.acme("select count(*) from messages_default"), "0");
    // A duplicate still meets its original.
    assert_eq!(world.record(&messages(vec![message("wamid.A", "4915112345678", future)])).await.messages, 0);
}

#[tokio::test]
async fn a_tenants_role_cannot_read_another_tenant_nor_control() {
    let world = World::new().await;
    let globex = TenantId::parse(&world.postgres.named("globex")).unwrap();
    world.provision(&globex).await;
    let stranger =
        Database::open_tenant(&world.postgres.url_as(&globex.schema(), PASSWORD), &world.acme, &PoolOptions::new("stranger")).unwrap();
    let refused = store::inbound::record(&stranger, &world.acme, &messages(vec![message("wamid.A", "49", 0)]), uuid::Uuid::now_v7).await;
    assert!(refused.is_err());
    assert!(matches!(store::users::find_by_email(&stranger, "a@b.c").await, Err(StoreError::Forbidden(_))));
    assert_eq!(world.acme("select count(*) from messages"), "0");
}

#[tokio::test]
async fn the_api_reads_only_the_tenant_that_it_entered() {
    let world = World::new().await;
    let globex = TenantId::parse(&world.postgres.named("globex")).unwrap();
    world.provision(&globex).await;
    world.record(&messages(vec![message("wamid.A", "4915112345678", 0)])).await;
    let api = world.api();
    for (tenant, count) in [(&world.acme, 1), (&globex, 0), (&world.acme, 1)] {
        let mut tx = TenantTx::begin(&api, tenant).await.unwrap();
        assert_eq!(list::list(&mut tx, &MessageFilter::default(), None, 10).await.unwrap().len(), count);
        tx.commit().await.unwrap();
    }
    // Without entering, the API's role has no right to a tenant's rows; inside one, none to another's or to control.
    let (acme, api_role) = (world.acme.schema(), &world.api_role);
    let denied = |role: &str, table: &str| {
        let check = format!(
            "select has_table_privilege('{role}', '{table}', 'select') and has_schema_privilege('{role}', split_part('{table}', '.', 1), 'usage')"
        );
        assert_eq!(world.postgres.query(&check), "f", "{role} {table}");
    };
    denied(api_role, &format!("{acme}.messages"));
    denied(&globex.schema(), &format!("{acme}.messages"));
    denied(&acme, "control.users");
    // A refusal leaves no connection behind that would refuse others.
    for _ in 0..20 {
        assert!(TenantTx::begin(&api, &TenantId::parse("nobody_000000").unwrap()).await.is_err());
        let mut tx = TenantTx::begin(&api, &world.acme).await.unwrap();
        assert_eq!(list::list(&mut tx, &MessageFilter::default(), None, 10).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_schema_one_migration_behind_is_an_outage_until_it_is_migrated_with_its_rows() {
    let world = World::new().await;
    world.record(&messages(vec![message("wamid.A", "4915112345678", 0)])).await;
    world.postgres.execute(&format!(
        "set search_path = {};
         drop table idempotency_keys;
         alter table conversations drop column assignee_id, drop column assignee_name, drop column snoozed_until, drop column revision;
         drop index conversations_of_state;
         delete from _sqlx_migrations where version = 2",
        world.acme.schema()
    ));
    let api = world.api();
    let list = async || {
        let mut tx = TenantTx::begin(&api, &world.acme).await.unwrap();
        conversations::list(&mut tx, ConversationFilter::default(), None, 10).await
    };
    assert!(list().await.unwrap_err().is_transient());
    assert_eq!(world.provision(&world.acme).await.repaired, [Repair::Migrated]);
    assert_eq!(list().await.unwrap()[0].unread, 1);
}

#[tokio::test]
async fn a_phone_number_belongs_to_who_claimed_it_first() {
    let world = World::new().await;
    let globex = TenantId::parse(&world.postgres.named("globex")).unwrap();
    businesses::register(&world.operator, &world.fence, &registration(&globex)).await.unwrap();
    let number = |id: &str| PhoneNumber { id: id.into(), display: format!("+{id}") };
    let (operator, fence) = (&world.operator, &world.fence);
    let first = businesses::claim_numbers(operator, fence, &world.acme, &[number("2"), number("1")]).await.unwrap();
    assert_eq!((first.owned, first.taken), (vec!["1".to_owned(), "2".to_owned()], vec![]));
    let second = businesses::claim_numbers(operator, fence, &globex, &[number("2"), number("3")]).await.unwrap();
    assert_eq!(second.owned, ["3"]);
    assert_eq!(second.taken, [Taken { phone_number_id: "2".into(), by: world.acme.clone() }]);
    // Given up by a change of the object, or with the object: free for the other.
    businesses::claim_numbers(operator, fence, &world.acme, &[number("1")]).await.unwrap();
    assert!(businesses::claim_numbers(operator, fence, &globex, &[number("2"), number("3")]).await.unwrap().taken.is_empty());
    businesses::retain(operator, fence, &globex, now()).await.unwrap();
    let free = businesses::claim_numbers(operator, fence, &world.acme, &[number("1"), number("2")]).await.unwrap();
    assert_eq!(free.owned, ["1", "2"]);
    let unknown = TenantId::parse("nobody_000000").unwrap();
    let refused = businesses::claim_numbers(operator, fence, &unknown, &[number("9")]).await.unwrap_err();
    assert!(matches!(refused, StoreError::Refused { constraint: Constraint::Tenant, .. }));
}

#[tokio::test]
async fn a_retained_tenant_is_adopted_with_its_rows_and_a_dropped_one_is_gone() {
    let world = World::new().await;
    world.record(&messages(vec![message("wamid.A", "4915112345678", 0)])).await;
    businesses::retain(&world.operator, &world.fence, &world.acme, now()).await.unwrap();
    assert!(businesses::get(&world.operator, &world.acme).await.unwrap().unwrap().retained_at.is_some());
    world.provision(&world.acme).await;
    assert!(businesses::get(&world.operator, &world.acme).await.unwrap().unwrap().retained_at.is_none());
    assert_eq!(world.acme("select count(*) from messages"), "1");
    provision::drop_tenant(&world.operator, &world.fence, &world.acme).await.unwrap();
    provision::drop_tenant(&world.operator, &world.fence, &world.acme).await.unwrap();
    assert!(!provision::schema_exists(&world.operator, &world.acme).await.unwrap());
    assert_eq!(businesses::list(&world.operator, None, None, 10).await.unwrap(), []);
}

#[tokio::test]
async fn passes_that_overlap_make_every_tenant_once() {
    let world = World::new().await;
    let tenants: Vec<_> = (0..6).map(|n| TenantId::parse(&world.postgres.named(&format!("many{n}"))).unwrap()).collect();
    let world = std::sync::Arc::new(world);
    // Each of them twice, as two passes of an operator may overlap.
    let passes = tenants.iter().chain(tenants.iter()).map(|tenant| {
        let (world, tenant) = (world.clone(), tenant.clone());
        tokio::spawn(async move { world.provision(&tenant).await.repaired })
    });
    let mut made = 0;
    for pass in passes.collect::<Vec<_>>() {
        made += usize::from(pass.await.unwrap().contains(&Repair::RoleMade));
    }
    assert_eq!(made, tenants.len());
}
